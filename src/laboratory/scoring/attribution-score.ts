/** The estimates of attribution for each second of a night, compared with the true levels. */

import type { StationTruth } from '../../../hw-mocks/station/truth.ts';
import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import type { ReceptorAttribution } from '../../control/attribution/receptor-attribution.ts';
import { HOUR_S } from '../../model/duration.ts';

/** The score at one receptor. */
export interface AttributionScore {
  /** Errors of the equipment's LAeq,60min over trusted seconds, every 10 min, dB. */
  readonly errorsDb: readonly number[];
  /** Seconds in which the equipment was within 10 dB of the rest, and how many of them were trusted. */
  readonly nearS: number;
  readonly nearTrustedS: number;
}

/** Energies of one second. */
interface Second {
  /** True energies. */
  readonly equipment: number;
  readonly rest: number;
  /** The equipment as estimated by attribution. */
  readonly estimated: number;
  readonly isTrusted: boolean;
}

const STEP_S = 600;
const NEAR = 0.1;

/** Scores the estimates at the first receptor. */
export interface AttributionScorer {
  second(truth: StationTruth, attribution: readonly ReceptorAttribution[]): void;
  result(): AttributionScore;
}

/** A scorer before the first second. */
export function createAttributionScorer(): AttributionScorer {
  const seconds: Second[] = [];
  return {
    second(truth, [first]) {
      const sound = first === undefined ? undefined : truth.receptors[first.receptor];
      if (first === undefined || sound === undefined || sound.totalDb === null) return;
      const equipment = energyOf(sound.equipmentDb);
      seconds.push({
        equipment,
        rest: Math.max(0, energyOf(sound.totalDb) - equipment),
        estimated: first.equipmentDb === null ? 0 : energyOf(first.equipmentDb),
        isTrusted: first.gate === 'trusted',
      });
    },
    result() {
      const near = seconds.filter(({ equipment, rest }) => equipment >= NEAR * rest);
      const errorsDb: number[] = [];
      for (let from = 0; from + HOUR_S <= seconds.length; from += STEP_S) {
        const errorDb = hourError(seconds.slice(from, from + HOUR_S));
        if (errorDb !== null) errorsDb.push(errorDb);
      }
      return { errorsDb, nearS: near.length, nearTrustedS: near.filter(({ isTrusted }) => isTrusted).length };
    },
  };
}

/** Null if less than half of the hour is trusted, or the equipment is far below the rest. */
function hourError(hour: readonly Second[]): number | null {
  const trusted = hour.filter(({ isTrusted }) => isTrusted);
  if (trusted.length < HOUR_S / 2) return null;
  const sum = (of: (second: Second) => number) => trusted.reduce((total, second) => total + of(second), 0);
  const equipment = sum((second) => second.equipment);
  if (equipment < NEAR * sum((second) => second.rest)) return null;
  const estimatedDb = levelOf(sum((second) => second.estimated));
  const trueDb = levelOf(equipment);
  return estimatedDb === null || trueDb === null ? null : estimatedDb - trueDb;
}
