// Decibels and energies of the bench, written anew: what is judged must not be the judge.
export function energyOf(levelDb) {
  return levelDb === null || levelDb <= 0 ? 0 : 10 ** (levelDb / 10);
}

export function levelOf(energy) {
  return 10 * Math.log10(Math.max(energy, 1e-9));
}
