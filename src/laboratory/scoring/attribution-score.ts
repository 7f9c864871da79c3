/** What attribution said of each second of a night, against what was true. */

import type { StationTruth } from '../../../hw-mocks/station/truth.ts';
import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import type { ReceptorAttribution } from '../../control/attribution/receptor-attribution.ts';

export interface AttributionScore {
  /** Errors of the equipment's LAeq,60min over trusted seconds, every 10 min, dB. */
  readonly errorsDb: readonly number[];
  /** Seconds in which the equipment was within 10 dB of the rest, and those of them that were trusted. */
  readonly nearS: number;
  readonly nearTrustedS: number;
}

interface Second {
  readonly own: number;
  readonly rest: number;
  readonly said: number;
  readonly isTrusted: boolean;
}

const HOUR_S = 3600;
const STEP_S = 600;
const NEAR = 0.1;

/** Keeps the first receptor's seconds. */
export function createAttributionScore() {
  const seconds: Second[] = [];
  return {
    second(truth: StationTruth, [said]: readonly ReceptorAttribution[]): void {
      const heard = said === undefined ? undefined : truth.receptors[said.receptor];
      if (said === undefined || heard === undefined || heard.totalDb === null) return;
      const own = energyOf(heard.equipmentDb);
      seconds.push({
        own,
        rest: Math.max(0, energyOf(heard.totalDb) - own),
        said: said.equipmentDb === null ? 0 : energyOf(said.equipmentDb),
        isTrusted: said.gate === 'trusted',
      });
    },
    judge(): AttributionScore {
      const near = seconds.filter(({ own, rest }) => own >= NEAR * rest);
      const errorsDb: number[] = [];
      for (let from = 0; from + HOUR_S <= seconds.length; from += STEP_S) {
        const errorDb = hourError(seconds.slice(from, from + HOUR_S));
        if (errorDb !== null) errorsDb.push(errorDb);
      }
      return { errorsDb, nearS: near.length, nearTrustedS: near.filter(({ isTrusted }) => isTrusted).length };
    },
  };
}

/** Null where less than half of the hour is trusted, or the equipment is far below the rest. */
function hourError(hour: readonly Second[]): number | null {
  const trusted = hour.filter(({ isTrusted }) => isTrusted);
  if (trusted.length < HOUR_S / 2) return null;
  const sum = (of: (second: Second) => number) => trusted.reduce((total, second) => total + of(second), 0);
  const own = sum((second) => second.own);
  if (own < NEAR * sum((second) => second.rest)) return null;
  const [saidDb, ownDb] = [levelOf(sum((second) => second.said)), levelOf(own)];
  return saidDb === null || ownDb === null ? null : saidDb - ownDb;
}
