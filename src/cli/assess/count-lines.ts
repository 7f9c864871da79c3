/** How many rows of a file of levels were read, what became of the others, and what that means for the verdict. */

import type { AssessedFile } from '../../assess/assessed-file.ts';
import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { localText } from '../../time/local-time.ts';
import { tell } from '../terminal/tell.ts';
import { labelled, percent } from './labelled.ts';

type Count = AssessedFile['measured']['count'];

export function countLines(file: AssessedFile, count: Count): string[] {
  const { rows, valid, blank, unreadable, late } = count;
  const more = unreadable - count.unreadableRows.length;
  return [
    labelled('rows', consoleText('assess-rows', { rows, valid, blank, unreadable, late })),
    labelled('span', spanText(file, count)),
    ...notesOf(file, count).map((note) => labelled('note', note)),
    ...count.unreadableRows.map((row) => `  ${tell('assess-line', { ...row })}`),
    ...(more > 0 ? [`  ${tell('assess-lines-more', { count: more })}`] : []),
  ];
}

function spanText({ place }: AssessedFile, { span, shortestS, longestS, validS }: Count): ConsoleText {
  if (span === null) return consoleText('assess-span-none');
  const at = (wallMs: number) => localText(wallMs, place.offsetAt(wallMs));
  const spanS = (span.endMs - span.startMs) / 1000;
  return consoleText('assess-span', {
    from: at(span.startMs),
    to: at(span.endMs),
    zone: place.zone,
    durations:
      shortestS === longestS
        ? consoleText('assess-step', { stepS: longestS })
        : consoleText('assess-steps', { shortestS, longestS }),
    missing: spanS === 0 ? '--' : percent(Math.max(0, 1 - validS / spanS)),
  });
}

function notesOf({ layout }: AssessedFile, count: Count): readonly ConsoleText[] {
  const { longestS, clock } = count;
  const notes: readonly (readonly [boolean, ConsoleText])[] = [
    [layout.isNewestFirst, consoleText('assess-note-backwards')],
    [count.over > 0, consoleText('assess-note-over', { count: count.over })],
    [count.bounds > 0, consoleText('assess-note-bounds', { count: count.bounds })],
    [count.others > 0, consoleText('assess-note-others', { count: count.others })],
    [count.passed > 0, consoleText('assess-note-passed', { count: count.passed })],
    [count.late > 0, consoleText('assess-note-late', { line: count.firstLateLine ?? 0 })],
    [longestS > 1, consoleText('assess-note-percentiles', { longestS })],
    [longestS > 60, consoleText('assess-note-long')],
    [clock.hasTwice, consoleText('assess-note-twice')],
    [clock.hasNever, consoleText('assess-note-never')],
  ];
  return notes.filter(([is]) => is).map(([, note]) => note);
}
