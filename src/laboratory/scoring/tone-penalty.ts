/**
 * Minutes with a tonal penalty, true by the simulator: its spectrum at a receptor whose limit counts tones has a tone by the
 * survey method, and the equipment gives most of that band. No meter, no flutter, no controller's word.
 */

import type { Station } from '../../../hw-mocks/station/station.ts';
import { tonesOf } from '../../acoustics/spectra/tones.ts';
import { thirdsHz } from '../../model/sound/bands.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

/** What a tone takes off the limit of a minute by receptor, dB; a receptor without one is not in it. */
export type Penalties = Readonly<Record<string, number>>;

/** Adds up the true spectra of a minute. */
export interface ToneScorer {
  second(station: Pick<Station, 'spectrumAt'>): void;
  /** The penalties of the minute that ends, and the next one begins. */
  minute(): Penalties;
}

interface ReceptorSpectrum {
  readonly id: string;
  readonly penaltyDb: number;
  readonly equipment: Float64Array;
  readonly total: Float64Array;
}

const MOST = 0.5;
/** A band without any energy. */
const SILENT_DB = -100;

/** A scorer of the receptors that ask for it; without any it does nothing. */
export function createToneScorer({ receptors }: ControlPlan): ToneScorer {
  const sums = receptors.flatMap(({ id, tonePenaltyDb = 0 }): readonly ReceptorSpectrum[] => {
    const empty = () => new Float64Array(thirdsHz.length);
    return tonePenaltyDb > 0 ? [{ id, penaltyDb: tonePenaltyDb, equipment: empty(), total: empty() }] : [];
  });
  return {
    second(station) {
      for (const sum of sums) {
        const now = station.spectrumAt(sum.id);
        now?.equipment.forEach((energy, band) => {
          sum.equipment[band] = (sum.equipment[band] ?? 0) + energy;
          sum.total[band] = (sum.total[band] ?? 0) + (now.total[band] ?? 0);
        });
      }
    },
    minute() {
      const penalties = sums.flatMap(({ id, penaltyDb, ...sum }) =>
        hasOwnTone(sum) ? [[id, penaltyDb]] : [],
      );
      for (const { equipment, total } of sums) {
        equipment.fill(0);
        total.fill(0);
      }
      return Object.fromEntries(penalties);
    },
  };
}

function hasOwnTone({ equipment, total }: Pick<ReceptorSpectrum, 'equipment' | 'total'>): boolean {
  const bandsDb = Array.from(total, (energy) => (energy > 0 ? 10 * Math.log10(energy) : SILENT_DB));
  return tonesOf(thirdsHz, bandsDb).some(({ bandHz }) => {
    const band = thirdsHz.indexOf(bandHz);
    return (equipment[band] ?? 0) > MOST * (total[band] ?? 0);
  });
}
