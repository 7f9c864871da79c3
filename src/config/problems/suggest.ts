/** "Did you mean ...?": the known word nearest to one that is not known. */

import { type Phrase, type PhraseLabel, phrase } from '../../model/phrase.ts';

/** The nearest of `known`, or undefined when none is near enough to be meant. */
export function suggest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `did you mean "poll"?`, or the list of what is known; `what` says of what. */
export function suggestion(word: string, known: readonly string[], of: PhraseLabel | Phrase): Phrase {
  const what = typeof of === 'string' ? phrase(of) : of;
  const near = suggest(word, known);
  if (near !== undefined) return phrase('did-you-mean', { near });
  if (known.length === 0) return phrase('none-yet', { what });
  const shown = known.length > 20 ? [...known.slice(0, 20), '...'] : known;
  return phrase('known-list', { what, known: shown });
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, substitute, swap));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
