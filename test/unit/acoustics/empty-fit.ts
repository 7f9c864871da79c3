import type { SourceFit } from '../../../src/acoustics/estimation/source-fit.ts';

/** A fit with no information on its `sources` sources; with a large `variance` the first seconds decide. */
export function emptyFit(sources: number, variance: number): SourceFit {
  const size = Array.from({ length: sources + 1 }, (_, index) => index);
  return {
    energies: size.map(() => 0),
    covariance: size.map((row) => size.map((column) => (row === column ? variance : 0))),
  };
}
