/** Which column is assessed: one that is named an A-weighted equivalent level, or the one that was asked for; or none. */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { type ColumnMeaning, isNamedLaeq, type LevelMeaning } from './column-meaning.ts';

/** The column of the level and why. */
export interface LevelChoice {
  readonly column: number;
  readonly by: 'name' | 'asked' | 'reader';
  /** The time that its name states, s; null: its row. */
  readonly overS: number | null;
}

/** What is known when a column is chosen. */
export interface LevelQuestion {
  readonly names: readonly string[];
  readonly meanings: readonly ColumnMeaning[];
  readonly stepS: number;
  readonly wish: string | undefined;
  /** A plain LAeq is since the start, as in a log with LAeq_dt. */
  readonly plainIsRunning: boolean;
  /** Where the reader knows it: a level whose weighting the name leaves open. */
  readonly unweighted: RegExp | undefined;
}

/** The column, or why there is none. */
export function chooseLevel(question: LevelQuestion): Result<LevelChoice, ConsoleText> {
  if (question.wish !== undefined) return askedLevel(question, question.wish);
  const named = candidates(question, isNamedLaeq);
  const unweighted =
    named.length > 0 ? [] : candidates(question, (_, name) => question.unweighted?.test(name) ?? false);
  const found = named.length > 0 ? named : unweighted;
  const [only, other] = found;
  if (only === undefined) return failed(consoleText('level-none'));
  if (other !== undefined) {
    const columns = found.map(({ column }) =>
      consoleText('level-column', { name: question.names[column] ?? '', number: column + 1 }),
    );
    return failed(consoleText('level-several', { columns }));
  }
  return ok({ ...only, by: named.length > 0 ? 'name' : 'reader' });
}

/** By name, however it is capitalised, or by number from 1; undefined where it is in doubt. */
export function columnNamed(wished: string, names: readonly string[]): number | undefined {
  const same = (name: string) => name.trim().toLowerCase() === wished.trim().toLowerCase();
  const [byName, other] = names.flatMap((name, column) => (same(name) ? [column] : []));
  if (byName !== undefined) return other === undefined ? byName : undefined;
  const number = Number(wished) - 1;
  return Number.isInteger(number) && number >= 0 && number < names.length ? number : undefined;
}

/** The column of LAFmax; one whose time weighting is not named counts as well. */
export function peakAmong(
  meanings: readonly ColumnMeaning[],
  levelColumn: number,
  plainIsRunning: boolean,
  names: readonly string[],
): number | null {
  const fits = (meaning: ColumnMeaning, letters: readonly (string | null)[]) =>
    meaning.of === 'level' &&
    meaning.metric === 'maximum' &&
    (meaning.weighting === 'A' || meaning.weighting === null) &&
    letters.includes(meaning.timeWeighting) &&
    !meaning.isBand &&
    meaning.over !== 'running' &&
    meaning.against.length + meaning.unknown.length === 0;
  for (const letters of [['F'], [null]]) {
    const found = meanings.flatMap((meaning, column) =>
      column !== levelColumn && fits(meaning, letters) ? [column] : [],
    );
    const marked = found.filter((column) => /_dt\b/i.test(names[column] ?? ''));
    const [first] = plainIsRunning ? marked : [...marked, ...found];
    if (first !== undefined) return first;
  }
  return null;
}

interface Candidate {
  readonly column: number;
  readonly overS: number | null;
}

/** How well a column's own time fits its row. */
type Fit = 'row' | 'plain' | 'shorter';

/** Columns of a kind, the best fit: of the row by their name, else plain, else of a part of the row. */
function candidates(
  { meanings, names, stepS, plainIsRunning }: LevelQuestion,
  isOne: (meaning: ColumnMeaning, name: string) => boolean,
): readonly Candidate[] {
  const found = meanings.flatMap((meaning, column): (Candidate & { fit: Fit })[] => {
    const name = names[column] ?? '';
    if (meaning.of !== 'level' || !isOne(meaning, name)) return [];
    const overS = stretchOf(meaning);
    // Longer than its row: it glides.
    if (overS !== null && overS > stepS * ROUNDED) return [];
    if (overS !== null) return [{ column, overS, fit: overS * ROUNDED >= stepS ? 'row' : 'shorter' }];
    return [{ column, overS, fit: /[_\s,]dt\b|\bT\b/i.test(name) ? 'row' : 'plain' }];
  });
  // Beside an LAeq_dt or LAeq(1s) a plain LAeq is since the start.
  const fits: readonly Fit[] = plainIsRunning ? ['row', 'shorter'] : ['row', 'plain', 'shorter'];
  const best = fits.find((fit) => found.some((one) => one.fit === fit));
  return found.filter(({ fit }) => fit === best);
}

/** A name rounds: LAeq,1min of rows that are 59 s apart. */
const ROUNDED = 1.2;

function stretchOf({ over }: LevelMeaning): number | null {
  return typeof over === 'object' ? over.s : null;
}

/** What was asked for is taken, but for a level that no limit of this program speaks of. */
function askedLevel({ names, meanings }: LevelQuestion, wish: string): Result<LevelChoice, ConsoleText> {
  const column = columnNamed(wish, names);
  if (column === undefined) {
    const isTwice = names.filter((name) => name.toLowerCase() === wish.trim().toLowerCase()).length > 1;
    return failed(consoleText(isTwice ? 'level-twice' : 'level-no-column', { name: wish }));
  }
  const meaning = meanings[column];
  const name = names[column] ?? '';
  if (meaning?.of === 'level' && (meaning.weighting === 'C' || meaning.weighting === 'Z'))
    return failed(consoleText('level-weighted', { name, weighting: meaning.weighting }));
  if (meaning?.of === 'level' && meaning.isBand) return failed(consoleText('level-one-band', { name }));
  return ok({ column, by: 'asked', overS: meaning?.of === 'level' ? stretchOf(meaning) : null });
}
