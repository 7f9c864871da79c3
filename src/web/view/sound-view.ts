/** The sound at each receptor on one scale: ours, its uncertainty, what is allowed, the limit, everything measured. */

import { ledgerLevel } from '../../acoustics/levels/leq.ts';
import { type LevelTrack, periodLedger, rollingLevel } from '../../acoustics/periods/level-track.ts';
import type { NoiseEvent } from '../../control/attribution/noise-events.ts';
import type { ReceptorStatus } from '../../control/receptor-status.ts';
import { pageText } from '../../language/page-text.ts';
import type { GateState } from '../../model/sound/gate.ts';
import { freshValue, type Moment, tenths } from './moment.ts';

/** One receptor. All levels in dB; null is unknown. */
export interface SoundView {
  readonly id: string;
  readonly limitDb: number;
  readonly oursDb: number | null;
  /** Ours is surely below this. */
  readonly highDb: number | null;
  readonly allowedDb: number | null;
  /** LAeq of the last minute, whoever made it; null as soon as the meter gives nothing. */
  readonly measuredDb: number | null;
  /** What stood out in the last two minutes and was not ours. */
  readonly other: string | null;
  readonly gate: GateState;
  readonly why: string;
  /** Minute, hour, night: ours, and what it may be. */
  readonly budgets: readonly BudgetView[];
}

interface BudgetView {
  readonly of: 'minute' | 'hour' | 'night';
  readonly oursDb: number | null;
  readonly allowedDb: number;
}

const RECENT_MS = 120_000;

/** One view for each receptor of the plan, in its order. */
export function soundViews(moment: Moment, noises: readonly NoiseEvent[]): readonly SoundView[] {
  return moment.receptors.map((status) => soundView(moment, status, noises));
}

function soundView(moment: Moment, status: ReceptorStatus, noises: readonly NoiseEvent[]): SoundView {
  const { result, words } = moment;
  const level = moment.plan.control.receptors.find(({ id }) => id === status.receptor)?.level;
  const isLevelFresh = level !== undefined && freshValue(moment, level) !== null;
  const total = isLevelFresh ? result.state.levels[status.receptor] : undefined;
  const { equipmentDb, expandedUncertaintyDb } = status;
  return {
    id: status.receptor,
    limitDb: status.limitDb,
    oursDb: tenths(equipmentDb),
    highDb: equipmentDb === null ? null : tenths(equipmentDb + Math.max(0, expandedUncertaintyDb)),
    allowedDb: tenths(status.allowedDb),
    measuredDb: tenths(total === undefined ? null : rollingLevel(total, 60)),
    other: otherText(moment, status.receptor, noises),
    gate: status.gate,
    why: words.tell(status.why),
    budgets: budgets(moment, status),
  };
}

function budgets({ result, plan }: Moment, { receptor, limitDb }: ReceptorStatus): readonly BudgetView[] {
  const { marginDb, hourMarginDb, nightMarginDb } = plan.control.rules['night-noise'];
  const ours = result.state.equipmentLevels[receptor];
  const isNight = ours?.open?.period.kind === 'night';
  return [
    { of: 'minute', oursDb: level(ours, (track) => rollingLevel(track, 60)), allowedDb: limitDb - marginDb },
    {
      of: 'hour',
      oursDb: level(ours, (track) => rollingLevel(track, 3600)),
      allowedDb: limitDb - hourMarginDb,
    },
    ...(isNight
      ? [
          {
            of: 'night' as const,
            oursDb: level(ours, (track) => ledgerLevel(periodLedger(track))),
            allowedDb: limitDb - nightMarginDb,
          },
        ]
      : []),
  ];
}

function level(track: LevelTrack | undefined, of: (track: LevelTrack) => number | null): number | null {
  return track === undefined ? null : tenths(of(track));
}

function otherText({ image, words, plan }: Moment, receptor: string, noises: readonly NoiseEvent[]) {
  const rest = plan.control.otherLevels.filter(({ place }) => place === 'rest-area').map(({ id }) => id);
  const recent = noises.filter(
    ({ startWallMs, seconds, kind }) =>
      kind !== 'unknown' && image.wallMs - startWallMs - 1000 * seconds < RECENT_MS,
  );
  const here = recent.findLast(({ level: at }) => at === receptor);
  const near = recent.findLast(({ level: at, kind }) => rest.includes(at) && kind === 'people');
  const found = here ?? near;
  if (found === undefined || found.kind === 'unknown') return null;
  return words.say(pageText(`now-noise-${found.kind}`));
}
