/** One hour of a night as a forecast needs it, read from minutes, decisions and the seconds of that hour alone. */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { HOUR_MS, MINUTE_MS } from '../../model/duration.ts';
import { type NightHour, RISK_DB } from '../../model/forecast/night-forecast.ts';
import { rounded } from '../../model/message.ts';
import { ok, type Result } from '../../model/result.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import { withheldChannel } from '../../plan/derived-channels.ts';
import type {
  DecisionRecord,
  HistoryReader,
  MinuteRecord,
  ThinnedTable,
  TimeSpan,
} from '../../ports/history.ts';

/** What an hour is read from. */
export type HourSource = Pick<HistoryReader, 'minutes' | 'thinned' | 'decisions'>;

const MINUTES_PER_H = 60;
/** Minutes of an hour that must be recorded. */
const LEAST_MINUTES = 45;
const WH_PER_KWH = 1000;

/** The hour that begins at `fromMs`; its figures are rounded as they are kept. */
export async function readPastHour(
  history: HourSource,
  fromMs: number,
  plan: ControlPlan,
): Promise<Result<NightHour, string>> {
  const span = { fromMs, toMs: fromMs + HOUR_MS };
  const receptors = plan.receptors.map(({ id }) => id);
  const limits = plan.cabinets.map(({ limit }) => limit);
  const counters = plan.cabinets.flatMap(countersOf);
  const channels = [...plan.cabinets.map(({ powerIn }) => powerIn), ...counters];
  const read = await Promise.all([
    history.minutes(span, receptors),
    history.thinned(
      span,
      channels.map((id) => ({ id, mean: 'arithmetic' as const })),
      MINUTES_PER_H,
    ),
    history.decisions(span, limits),
  ]);
  const [minutes, seconds, decisions] = read;
  if (!minutes.ok) return minutes;
  if (!seconds.ok) return seconds;
  if (!decisions.ok) return decisions;
  return ok({
    servedKwh: servedIn(seconds.value, plan),
    ...soundIn(minutes.value, plan),
    limitedMinutes: limitedIn(decisions.value, span, plan),
    withheldKwh: withheldIn(seconds.value, counters),
  });
}

/** True where nothing at all was recorded of it. */
export function isUnknown(hour: NightHour): boolean {
  return Object.values(hour).every((value) => value === null);
}

/** Mean outdoor temperature in that hour; null without a sensor, and where too little was recorded. */
export async function readOutdoorC(
  history: Pick<HistoryReader, 'thinned'>,
  fromMs: number,
  { weather }: Pick<ControlPlan, 'weather'>,
): Promise<Result<number | null, string>> {
  const { temperature } = weather;
  if (temperature === undefined) return ok(null);
  const span = { fromMs, toMs: fromMs + HOUR_MS };
  const read = await history.thinned(span, [{ id: temperature, mean: 'arithmetic' }], MINUTES_PER_H);
  if (!read.ok) return read;
  const meanC = meanOf(read.value, temperature);
  return ok(meanC === null ? null : rounded(meanC, 1));
}

/** What the cabinets drew, kWh. */
function servedIn(seconds: ThinnedTable, { cabinets }: ControlPlan): number | null {
  let sumW = 0;
  for (const { powerIn } of cabinets) {
    const meanW = meanOf(seconds, powerIn);
    if (meanW === null) return null;
    sumW += meanW;
  }
  return rounded(sumW / WH_PER_KWH, 1);
}

function meanOf({ columns }: ThinnedTable, channel: string): number | null {
  const known = (columns[channel]?.mean ?? []).filter((value) => value !== null);
  if (known.length < LEAST_MINUTES) return null;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

function countersOf({ id }: ControlPlan['cabinets'][number]): readonly string[] {
  return [withheldChannel(id, 'relay'), withheldChannel(id, 'heat')];
}

/** By the counters; one that fell was begun anew, and then nothing is known of the hour. */
function withheldIn({ columns }: ThinnedTable, counters: readonly string[]): number | null {
  let sumWh = 0;
  for (const counter of counters) {
    const { lowest = [], highest = [] } = columns[counter] ?? {};
    const firsts = lowest.filter((value) => value !== null);
    const lasts = highest.filter((value) => value !== null);
    const addedWh = (lasts.at(-1) ?? 0) - (firsts[0] ?? 0);
    if (firsts.length < LEAST_MINUTES || addedWh < 0) return null;
    sumWh += addedWh;
  }
  return rounded(sumWh / WH_PER_KWH, 1);
}

function soundIn(
  minutes: readonly MinuteRecord[],
  { receptors }: ControlPlan,
): Pick<NightHour, 'overDb' | 'riskMinutes'> {
  let overDb: number | null = null;
  const risky = new Set<number>();
  for (const { id, nightDb } of receptors) {
    const known = minutes.flatMap(({ level, startWallMs, equipmentDb }) =>
      level === id && equipmentDb !== null ? [{ startWallMs, equipmentDb }] : [],
    );
    if (known.length < LEAST_MINUTES) continue;
    const energy = known.reduce((sum, { equipmentDb }) => sum + energyOf(equipmentDb), 0) / known.length;
    overDb = Math.max(overDb ?? Number.NEGATIVE_INFINITY, (levelOf(energy) ?? 0) - nightDb);
    for (const { startWallMs, equipmentDb } of known)
      if (equipmentDb > nightDb - RISK_DB) risky.add(startWallMs);
  }
  if (overDb === null) return { overDb, riskMinutes: null };
  return { overDb: rounded(overDb, 1), riskMinutes: risky.size };
}

/** Null where a limit is not known at the begin of the hour. */
function limitedIn(
  decisions: readonly DecisionRecord[],
  { fromMs, toMs }: TimeSpan,
  { cabinets }: ControlPlan,
): number | null {
  let limited = 0;
  for (let atMs = fromMs; atMs < toMs; atMs += MINUTE_MS) {
    const values = cabinets.map(
      ({ limit }) => decisions.findLast(({ output, wallMs }) => output === limit && wallMs <= atMs)?.value,
    );
    if (values.includes(undefined)) return null;
    if (values.some((value) => (value ?? 100) < 100)) limited += 1;
  }
  return limited;
}
