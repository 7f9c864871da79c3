import { expect, test } from 'vitest';
import { noteAfter, packNote } from '../../../../src/store/owner/notes.ts';

const note = packNote(12, '{"v":1}');

test('a note stands for the snapshot of an earlier batch', () => {
  expect(noteAfter(note, 11, 12)).toBe('{"v":1}');
  expect(noteAfter(note, 0, 40)).toBe('{"v":1}');
});

test('it does not where the snapshot came with its batch or later, or the file ends before it', () => {
  expect(noteAfter(note, 12, 40)).toBeNull();
  expect(noteAfter(note, 13, 40)).toBeNull();
  expect(noteAfter(note, 3, 11)).toBeNull();
});

test('torn, empty or absent it is none', () => {
  expect(noteAfter(note.subarray(0, note.length - 1), 3, 40)).toBeNull();
  expect(noteAfter(new Uint8Array(), 3, 40)).toBeNull();
  expect(noteAfter(undefined, 3, 40)).toBeNull();
});
