/** What is wrong with a text before it is read as YAML. */

import { phrase } from '../../model/phrase.ts';
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
      phrase('merge-unfinished', { mark: merges[0][1] ?? '' }),
      phrase('keep-one-version'),
    );
    return [{ span: { start, end: start + 7 }, finding, isEnd: true }];
  }
  const controls = [...text.matchAll(controlCharacter)];
  if (controls[0] === undefined) return [];
  const { index: start } = controls[0];
  const code = text.charCodeAt(start);
  const point = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const character = phrase(code === 0 ? 'nul-character' : 'control-character', { code: point });
  const more = controls.length === 1 ? '' : phrase('and-others', { count: controls.length - 1 });
  const isEmpty = text.replace(controlCharacter, '').trim() === '';
  const finding = isEmpty
    ? error([], phrase('nothing-but', { character, more }), phrase('copy-again-or-backup'))
    : error([], phrase('control-stands-here', { character, more }), phrase('delete-and-type'));
  return [{ span: { start, end: start + 1 }, finding, isEnd: isEmpty }];
}

/** All of C0 and C1 except tab, line feed, carriage return and next line: YAML 1.2, 5.1. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
export const controlCharacter = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]/g;

/** The finding for nesting deeper than the reader goes, at that offset; none for undefined. */
export function tooDeep(at: number | undefined): readonly Placed[] {
  if (at === undefined) return [];
  const message = phrase('nested-deeper', { most: DEPTH_MAX });
  return [
    {
      span: { start: at, end: at + 1 },
      finding: error([], message, phrase('close-or-delete-brackets')),
    },
  ];
}
