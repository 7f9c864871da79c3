/**
 * By how much two parts of a sound have become louder than their model, from how both move: a change of the one that is
 * active now shows at once, and which of the two it was as soon as they move apart.
 *
 *   10 s -> their third quietest second -> measured over modelled = factor_1 share_1 + factor_2 share_2 + others' share
 *        -> least squares forgotten over a minute, held at 1 by a prior
 */

/** One second: the share of each part in the modelled energy, and by what share of that the measured energy is above it. */
export interface PartSecond {
  readonly shares: readonly [number, number];
  readonly excess: number;
}

/** Plain JSON. */
export interface PartFactors {
  readonly slice: readonly PartSecond[];
  /** Of the least squares: share_1², share_1 share_2, share_2², and excess times either share, weighted and summed. */
  readonly sums: readonly [number, number, number, number, number];
}

const SLICE_SECONDS = 10;
/** A bang or a word beside the meter is no new loudness. */
const QUIET_RANK = 2;
const TAU_S = 60;
/** So far the first part lies from its law at another speed, share of it, and all of it from its model. */
const FIRST_DEVIATION = 0.2;
const DEVIATION = 0.05;
/** Seconds closer than this say the same. */
const ALIKE_S = 30;
/**
 * What the factors may be before anything was heard, around 1: what does not move is shared by what each part is. The first
 * changes more often, and by more.
 */
const PRIOR_DEVIATIONS = [0.7, 0.5] as const;

/** Both as their model says. */
export function usualFactors(): PartFactors {
  return { slice: [], sums: [0, 0, 0, 0, 0] };
}

/** Takes one second. */
export function partFactorsStep(before: PartFactors, second: PartSecond): PartFactors {
  const slice = [...before.slice, second];
  const quiet = slice.toSorted((a, b) => a.excess - b.excess)[QUIET_RANK];
  if (slice.length < SLICE_SECONDS || quiet === undefined) return { slice, sums: before.sums };
  const { shares, excess } = quiet;
  const [first, other] = shares;
  const weight = SLICE_SECONDS / ALIKE_S / (DEVIATION ** 2 + (FIRST_DEVIATION * first) ** 2);
  const kept = Math.exp(-SLICE_SECONDS / TAU_S);
  const news = [first * first, first * other, other * other, first * excess, other * excess] as const;
  const sum = (index: 0 | 1 | 2 | 3 | 4) => kept * before.sums[index] + weight * news[index];
  return { slice: [], sums: [sum(0), sum(1), sum(2), sum(3), sum(4)] };
}

/** Energy of each part over what its model says. */
export function partFactors({ sums }: PartFactors): readonly [number, number] {
  const [first, other] = PRIOR_DEVIATIONS;
  const [a, b, c] = [sums[0] + first ** -2, sums[1], sums[2] + other ** -2];
  const [p, q] = [sums[3], sums[4]];
  const determinant = a * c - b * b;
  return [1 + (p * c - q * b) / determinant, 1 + (a * q - b * p) / determinant];
}
