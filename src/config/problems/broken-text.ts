/** What is wrong with a text before it is read as YAML. */

import type { Placed } from './placed.ts';
import { error } from './problem.ts';
import { DEPTH_MAX } from './stray-characters.ts';
import type { Decoded } from './text-encoding.ts';

interface Broken extends Placed {
  /** Nothing more can be said of the text. */
  readonly isEnd: boolean;
}

/** What is no text of a technician's: another encoding, control characters, a merge that was left half-done. */
export function brokenText({ text, unreadable }: Decoded): readonly Broken[] {
  if (unreadable !== undefined) {
    const { at, message, fix } = unreadable;
    return [{ span: { start: at, end: at + 1 }, finding: error([], message, fix), isEnd: true }];
  }
  const merges = [...text.matchAll(/^(<{7}|>{7})( .*)?$/gm)];
  if (merges[0] !== undefined) {
    const start = merges[0].index;
    const finding = error(
      [],
      `a merge of two versions is not finished: the mark "${merges[0][1]}" stands here`,
      'keep one of the two versions, and delete the lines that begin with "<<<<<<<", "=======" and ">>>>>>>"',
    );
    return [{ span: { start, end: start + 7 }, finding, isEnd: true }];
  }
  const controls = [...text.matchAll(controlCharacter)];
  if (controls[0] === undefined) return [];
  const { index: start } = controls[0];
  const code = text.charCodeAt(start);
  const name = `${code === 0 ? 'NUL' : 'control'} character (U+${code.toString(16).toUpperCase().padStart(4, '0')})`;
  const more = controls.length === 1 ? '' : `, and ${controls.length - 1} more`;
  const isEmpty = text.replace(controlCharacter, '').trim() === '';
  const finding = isEmpty
    ? error(
        [],
        `the file holds nothing but a ${name}${more}`,
        'copy the file again, or take it from a backup',
      )
    : error([], `a ${name} stands here${more}`, 'delete it, and type what shall stand there');
  return [{ span: { start, end: start + 1 }, finding, isEnd: isEmpty }];
}

/** All of C0 and C1 except tab, line feed, carriage return and next line: YAML 1.2, 5.1. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
export const controlCharacter = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]/g;

/** The finding for nesting deeper than the reader goes, at that offset; none for undefined. */
export function tooDeep(at: number | undefined): readonly Placed[] {
  if (at === undefined) return [];
  const message = `brackets or lists are nested more than ${DEPTH_MAX} deep here`;
  return [
    {
      span: { start: at, end: at + 1 },
      finding: error([], message, 'close each bracket [ and {, or delete it'),
    },
  ];
}
