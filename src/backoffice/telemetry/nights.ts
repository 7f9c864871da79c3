/** The figures of the last night, out of the minutes of the history: the same whenever they are made. */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { type Period, periodAt } from '../../acoustics/periods/periods.ts';
import type { NightPayload } from '../../contract/standing/night.ts';
import { messageOf } from '../../contract/topics.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../model/duration.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { HistoryReader, Minute } from '../../ports/history.ts';
import type { Message } from '../../ports/publisher.ts';
import { rounded } from './number-text.ts';

/** The last minute of a night has been recorded by then. */
const SETTLED_MS = 2 * MINUTE_MS;
const KEPT_NIGHTS = 30;

/** Tells each night once in a run. */
export interface Nights {
  /** While connected: tells the last night once it is over. */
  cycle(
    image: Pick<ProcessImage, 'wallMs' | 'utcOffsetMin' | 'clockSynced'>,
    send: (message: Message) => void,
  ): void;
}

/** The nights of a site, from the minutes of its history. */
export function createNights(plan: SitePlan, history: Pick<HistoryReader, 'minutes'>): Nights {
  const { night } = plan.control;
  let asked = '';
  return {
    cycle({ wallMs, utcOffsetMin, clockSynced }, send) {
      if (!clockSynced || night.startMin === night.endMin) return;
      const last = lastNight(wallMs - SETTLED_MS, utcOffsetMin, plan);
      if (last.id === asked) return;
      asked = last.id;
      void figures(plan, last, history).then((payload) => {
        if (payload === undefined) return;
        send(messageOf('night', last.id, JSON.stringify(payload)));
        send(messageOf('night', daysBefore(last.id, KEPT_NIGHTS), ''));
      });
    },
  };
}

/** The latest night that is over at `wallMs`. */
function lastNight(wallMs: number, utcOffsetMin: number, { control: { night } }: SitePlan): Period {
  const now = periodAt(wallMs, utcOffsetMin, night);
  const before = periodAt(now.startWallMs - 1, utcOffsetMin, night);
  return before.kind === 'night' ? before : periodAt(before.startWallMs - 1, utcOffsetMin, night);
}

/** Undefined where the history has nothing of that night, or cannot be read. */
async function figures(
  plan: SitePlan,
  { id, startWallMs }: Period,
  history: Pick<HistoryReader, 'minutes'>,
): Promise<NightPayload | undefined> {
  const { receptors, night } = plan.control;
  // An hour more at each end, where the clocks change; each minute says by which offset it counts.
  const span = { fromMs: startWallMs - HOUR_MS, toMs: startWallMs + DAY_MS };
  const read = await history.minutes(
    span,
    receptors.map((one) => one.id),
  );
  if (!read.ok) return undefined;
  const own = read.value.filter(({ startWallMs: atMs, utcOffsetMin }) => {
    const period = periodAt(atMs, utcOffsetMin, night);
    return period.kind === 'night' && period.id === id;
  });
  const [first] = own;
  if (first === undefined) return undefined;
  const fromMs = periodAt(first.startWallMs, first.utcOffsetMin, night).startWallMs;
  const last = own.at(-1) ?? first;
  const toMs = fromMs + lengthMs(plan) - (last.utcOffsetMin - first.utcOffsetMin) * MINUTE_MS;
  return {
    ...{ v: 1, site: plan.site, station: plan.station, night: id, zone: plan.zone, from: fromMs, to: toMs },
    receptors: Object.fromEntries(
      receptors.map(({ id: receptor, nightDb: limit }) => {
        const minutes = own.filter(({ level }) => level === receptor);
        return [receptor, { ...levelsIn(minutes, toMs - fromMs), limit }];
      }),
    ),
  };
}

function levelsIn(minutes: readonly Minute[], nightMs: number) {
  const validS = minutes.reduce((sum, one) => sum + one.validS, 0);
  const energyS = minutes.reduce((sum, one) => sum + one.energyS, 0);
  const peaks = minutes.flatMap(({ lafmaxDb }) => lafmaxDb ?? []);
  const equipment = minutes.flatMap(({ equipmentDb }) => equipmentDb ?? []);
  const equipmentEnergy = equipment.reduce((sum, levelDb) => sum + energyOf(levelDb), 0);
  return {
    laeq: validS === 0 ? null : tenths(levelOf(energyS / validS)),
    lafmax: peaks.length === 0 ? null : tenths(Math.max(...peaks)),
    equipment: equipment.length === 0 ? null : tenths(levelOf(equipmentEnergy / equipment.length)),
    valid_pct: rounded((100_000 * validS) / nightMs, 10),
  };
}

function tenths(levelDb: number | null): number | null {
  return levelDb === null ? null : rounded(levelDb, 10);
}

function lengthMs({ control: { night } }: SitePlan): number {
  const minutes = (night.endMin - night.startMin + 1440) % 1440;
  return minutes * MINUTE_MS;
}

function daysBefore(date: string, days: number): string {
  return new Date(Date.parse(date) - days * DAY_MS).toISOString().slice(0, 10);
}
