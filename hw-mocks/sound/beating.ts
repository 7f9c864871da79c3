/**
 * Nearly equal fans beat: their blade tones add as pressure, so that their sum swells and fades with the difference of the
 * passes, 0.1 to 2 Hz. A second has the mean of it: a slow beat is in its level, a fast one is not.
 */

import { type Fan, passHzOf, toneNow } from '../cabinets/fans.ts';

/** Passes further apart than this beat too fast to be in a second, Hz. */
const NEAR_HZ = 3;

/**
 * By fan, how much more energy its tone has in this second than alone. `gains`: energy of each fan at full speed at the
 * place. Fans that beat together share the gain, so none is below nothing.
 */
export function setBeating(
  toneGains: Float64Array,
  gains: Float64Array,
  fans: readonly Fan[],
  beatShare: number,
): void {
  const tones = fans.map((fan, index) => (gains[index] ?? 0) * fan.loudness * toneNow(fan).share);
  fans.forEach((fan, index) => {
    const near = fans.flatMap((other, at) =>
      Math.abs(passHzOf(other) - passHzOf(fan)) <= NEAR_HZ && (tones[at] ?? 0) > 0 ? [at] : [],
    );
    toneGains[index] = 1 + beatShare * togetherOf(near, tones, fans);
  });
}

/** What adding as pressure adds to the energy of these tones, as share of it. */
function togetherOf(near: readonly number[], tones: readonly number[], fans: readonly Fan[]): number {
  let alone = 0;
  let together = 0;
  for (const one of near) {
    alone += tones[one] ?? 0;
    for (const other of near) {
      const [a, b] = [fans[one], fans[other]];
      if (other <= one || a === undefined || b === undefined) continue;
      together += 2 * Math.sqrt((tones[one] ?? 0) * (tones[other] ?? 0)) * meanCosine(a, b);
    }
  }
  return alone > 0 ? together / alone : 0;
}

/** Mean over the second that ends of the cosine between two passes. */
function meanCosine(a: Fan, b: Fan): number {
  const end = 2 * Math.PI * (a.passPhase - b.passPhase);
  const moved = 2 * Math.PI * (passHzOf(a) - passHzOf(b));
  return Math.abs(moved) < 1e-6 ? Math.cos(end) : (Math.sin(end) - Math.sin(end - moved)) / moved;
}
