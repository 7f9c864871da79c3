/** Reads messages from records, and compares them. */

import { type Message, plain } from './message.ts';

/** True when both have the same key and the same values at any depth. */
export function isSameMessage(a: Message, b: Message): boolean {
  return a === b || isSame(a, b);
}

/** A message out of a record: as written, or as text if the record is from before messages were data. */
export function recordedMessage(recorded: unknown): Message {
  if (isMessage(recorded)) return recorded;
  return plain(typeof recorded === 'string' ? recorded : JSON.stringify(recorded ?? ''));
}

/** True for a key with values. The key may be one of a newer program. */
export function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null) return false;
  const { key, values } = value as Partial<Message>;
  return typeof key === 'string' && typeof values === 'object' && values !== null;
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => isSame((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]))
  );
}
