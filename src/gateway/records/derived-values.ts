/** The values of the derived channels after each cycle: for the history and the streams, never for control. */

import type { TickResult } from '../../control/tick.ts';
import { HOUR_MS } from '../../model/duration.ts';
import type { ProcessImage } from '../../model/image.ts';
import { bad, type ChannelId, good, isFresh, type Reading } from '../../model/reading.ts';
import type { CabinetPlan, ControlPlan } from '../../plan/control-plan.ts';
import { standsChannel, wantedChannel, withheldChannel } from '../../plan/derived-channels.ts';
import { withheldPower } from '../../plan/withheld-power.ts';
import type { FinishedCycle } from '../../ports/observer.ts';

/** After a longer pause nothing is known of the time. */
const STEP_MS_MAX = 5000;

type Seen = Pick<FinishedCycle<Pick<TickResult, 'decisions'>>, 'image' | 'result' | 'positions'>;

/**
 * Puts what is derived from a cycle where the next one finds it. `before`: the last recorded values, from which the
 * counters go on: what was published never goes back. Null: not known, and then no counter is told in this run.
 */
export function createDerivedValues(
  put: (channel: ChannelId, reading: Reading) => void,
  before: Readonly<Record<ChannelId, number>> | null = {},
): (seen: Seen, plan: ControlPlan) => void {
  const counters = new Map<ChannelId, number>();
  let lastMs: number | undefined;
  return ({ image, result, positions = {} }, plan) => {
    const { nowMs } = image;
    const stepMs = Math.min(STEP_MS_MAX, nowMs - (lastMs ?? nowMs));
    lastMs = nowMs;
    const decided = new Map(result.decisions.map(({ output, value }) => [output, value]));
    for (const { id } of plan.outputs) {
      put(wantedChannel(id), readingOf(decided.get(id) ?? null, nowMs));
      put(standsChannel(id), readingOf(positions[id] ?? null, nowMs));
    }
    for (const cabinet of plan.cabinets) {
      const limitPct = positions[cabinet.limit] ?? decided.get(cabinet.limit) ?? null;
      const withheld = withheldNow(cabinet, limitPct, image, plan);
      for (const cause of ['relay', 'heat'] as const) {
        const id = withheldChannel(cabinet.id, cause);
        const addedWh = withheld?.cause === cause ? (withheld.powerW * stepMs) / HOUR_MS : 0;
        const fromWh = counters.get(id) ?? (before === null ? null : (before[id] ?? 0));
        if (fromWh !== null) counters.set(id, fromWh + addedWh);
        put(id, readingOf(counters.get(id) ?? null, nowMs));
      }
    }
  };
}

function withheldNow(
  cabinet: CabinetPlan,
  limitPct: number | null,
  image: Pick<ProcessImage, 'channels' | 'nowMs'>,
  plan: ControlPlan,
) {
  const fresh = (id: ChannelId): number | null => {
    const reading = image.channels[id];
    const validMs = plan.channels[id]?.validMs ?? 0;
    return reading !== undefined && isFresh(reading, image.nowMs, validMs) ? reading.value : null;
  };
  const servedW = fresh(cabinet.powerIn);
  if (servedW === null || limitPct === null) return null;
  const known = cabinet.temperatures.map(fresh).filter((tempC) => tempC !== null);
  const hottestC = known.length === 0 ? null : Math.max(...known);
  return withheldPower(cabinet, servedW, (cabinet.ratedW * limitPct) / 100, hottestC);
}

function readingOf(value: number | null, nowMs: number): Reading {
  return value === null ? bad({ kind: 'never-read' }, nowMs) : good(value, nowMs);
}
