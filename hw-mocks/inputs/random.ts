/**
 * Seeded random numbers in independent streams: the draws of the traffic do not change those of the cars, so two runs
 * that differ only in control have the same cars, talkers and traffic.
 */

/** One stream. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  between(min: number, max: number): number;
  /** Mean 0, standard deviation 1; always takes two uniform draws. */
  normal(): number;
}

/** sfc32 (Chris Doty-Humphrey, PractRand), seeded from the number and the name of the stream. */
export function createRandom(seed: number, stream: string): Random {
  const mix = createMixer(seed, stream);
  let a = mix();
  let b = mix();
  let c = mix();
  let counter = 1;

  function next(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 0x1_0000_0000;
  }

  for (let warmUp = 0; warmUp < 12; warmUp++) next();
  return {
    next,
    between: (min, max) => min + (max - min) * next(),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** splitmix32 over an FNV-1a hash of the stream's name. */
function createMixer(seed: number, stream: string): () => number {
  let state = 0x811c9dc5 ^ Math.trunc(seed);
  for (let index = 0; index < stream.length; index++) {
    state = Math.imul(state ^ stream.charCodeAt(index), 0x01000193);
  }
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return word ^ (word >>> 15);
  };
}
