/**
 * Whose tone it is, from how it comes and goes with the speeds of the fans and the loads of the converters over a night.
 *
 * The prominence of a band, minute by minute, is fitted by the sum of what each source does to it: a value for each class
 * of its speed or load (an additive model, fitted by turns). A blade tone stands in a band only while its fan passes that
 * band, a switching line stands out with the load. A source is named where the fit without it is worse; where the sources
 * moved together and any of them would do, all are named as candidates. What never changes can be ours or not: that is
 * `unknown`. `not-ours` asks for more than an absent correlation: a tone that came and went while all our sources moved,
 * and not with any of them.
 */

/** A source that may have a tone, and what it did minute by minute: share of full speed or of rated power; null: not known. */
export interface ToneSource {
  readonly id: string;
  readonly kind: 'fan' | 'converter';
  readonly shares: readonly (number | null)[];
}

/** Whose tone a band has. `confidence`: the share of its coming and going that the cause explains. */
export type ToneCause =
  | { readonly kind: 'sources'; readonly sources: readonly string[]; readonly confidence: number }
  /** Sources that move together: one of them, or several. */
  | { readonly kind: 'one-of'; readonly sources: readonly string[]; readonly confidence: number }
  | { readonly kind: 'not-ours'; readonly confidence: number }
  | { readonly kind: 'unknown' };

/** Minutes with less are too few for a cause. */
const LEAST_MINUTES = 60;
/** Share of the variance that all sources together must explain for a tone of ours. */
const LEAST_EXPLAINED = 0.35;
/** A source is named where it explains so much that no other does. */
const LEAST_OWN = 0.04;
/**
 * Slow series explain each other by chance. How much, the night itself says: the same sources against the tone moved by
 * these shares of the night. A tone of ours is explained by so much more, one of somebody else by hardly more, and it
 * comes and goes by more than so many dB.
 */
/** No simple fractions: what comes back every half hour would meet itself. */
const SHIFTS = [0.137, 0.291, 0.417, 0.618, 0.853] as const;
const LEAST_OVER_CHANCE = 0.15;
const MOST_FOREIGN_OVER_CHANCE = 0.05;
const LEAST_SWING_DB = 3;
/** Classes of a source: 0, then steps of this share. */
const CLASS_SHARE = 0.05;
/** A source that stayed within so little was not tried. */
const LEAST_MOVED = 0.1;
const FIT_TURNS = 6;

interface Moved {
  readonly id: string;
  /** By minute. */
  readonly classes: readonly number[];
}

/** The cause of a tone whose prominence was `prominenceDb` (null: not measured) while the sources did what they did. */
export function toneCause(
  prominenceDb: readonly (number | null)[],
  sources: readonly ToneSource[],
): ToneCause {
  const minutes = prominenceDb.flatMap((levelDb, minute) => {
    const isKnown = levelDb !== null && sources.every(({ shares }) => shares[minute] != null);
    return isKnown ? [minute] : [];
  });
  if (minutes.length < LEAST_MINUTES) return { kind: 'unknown' };
  // Below the neighbours there is no tone, however far: only what stands out counts.
  const tone = minutes.map((minute) => Math.max(0, prominenceDb[minute] ?? 0));
  const moved = sources
    .map(({ id, shares }) => ({ id, classes: minutes.map((minute) => classOf(shares[minute] ?? 0)) }))
    .filter(({ classes }) => spread(classes) * CLASS_SHARE >= LEAST_MOVED);
  const swingDb = deviation(tone);
  if (moved.length === 0 || swingDb === 0) return { kind: 'unknown' };
  const all = explained(tone, moved);
  const byChance = median(SHIFTS.map((share) => explained(shifted(tone, share), moved)));
  if (all >= LEAST_EXPLAINED && all - byChance >= LEAST_OVER_CHANCE) return ownCause(tone, moved, all);
  const isForeign =
    all < LEAST_EXPLAINED &&
    all <= byChance + MOST_FOREIGN_OVER_CHANCE &&
    swingDb >= LEAST_SWING_DB &&
    moved.length === sources.length;
  return isForeign ? { kind: 'not-ours', confidence: round(1 - all) } : { kind: 'unknown' };
}

/** The sources without which the fit is worse; where there is none, those of which each alone would do. */
function ownCause(tone: readonly number[], moved: readonly Moved[], all: number): ToneCause {
  const own = moved.filter((one) => {
    const others = moved.filter((other) => other !== one);
    return all - explained(tone, others) >= LEAST_OWN;
  });
  const confidence = round(all);
  // The sources named must be the cause by themselves, not only together with one that is not.
  if (own.length > 0 && explained(tone, own) >= LEAST_SHARE * all)
    return { kind: 'sources', sources: own.map(({ id }) => id), confidence };
  const alike = moved.filter((one) => explained(tone, [...own, one]) >= LEAST_SHARE * all);
  if (alike.length === 0) return { kind: 'unknown' };
  return { kind: 'one-of', sources: [...own, ...alike].map(({ id }) => id), confidence };
}

const LEAST_SHARE = 0.7;

/** R squared of the additive model, corrected for the number of its classes; 0 or more. */
function explained(tone: readonly number[], sources: readonly Moved[]): number {
  const mean = tone.reduce((sum, value) => sum + value, 0) / tone.length;
  const rest = tone.map((value) => value - mean);
  const effects = sources.map(() => new Map<number, number>());
  for (let turn = 0; turn < FIT_TURNS; turn++) {
    sources.forEach(({ classes }, index) => {
      const effect = effects[index] ?? new Map<number, number>();
      refit(rest, classes, effect);
    });
  }
  const total = tone.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const left = rest.reduce((sum, value) => sum + value ** 2, 0);
  const used = effects.reduce((sum, { size }) => sum + size - 1, 1);
  const free = tone.length - used;
  if (total === 0 || free <= 0) return 0;
  return Math.max(0, 1 - left / free / (total / (tone.length - 1)));
}

/** Moves what the classes of one source explain from the rest into its effect. */
function refit(rest: number[], classes: readonly number[], effect: Map<number, number>): void {
  const sums = new Map<number, { sum: number; count: number }>();
  rest.forEach((value, at) => {
    const key = classes[at] ?? 0;
    const one = sums.get(key) ?? { sum: 0, count: 0 };
    one.sum += value;
    one.count += 1;
    sums.set(key, one);
  });
  for (const [key, { sum, count }] of sums) effect.set(key, (effect.get(key) ?? 0) + sum / count);
  rest.forEach((value, at) => {
    const one = sums.get(classes[at] ?? 0);
    if (one !== undefined) rest[at] = value - one.sum / one.count;
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function shifted(values: readonly number[], share: number): readonly number[] {
  const by = Math.round(share * values.length);
  return [...values.slice(by), ...values.slice(0, by)];
}

function classOf(share: number): number {
  return share <= 0.01 ? 0 : 1 + Math.floor(share / CLASS_SHARE);
}

function spread(classes: readonly number[]): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const one of classes) [least, most] = [Math.min(least, one), Math.max(most, one)];
  return most - least;
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function round(confidence: number): number {
  return Math.round(100 * Math.min(1, confidence)) / 100;
}
