/**
 * What of the read parts is sent next. Rows that come late go together, compressed, as many as there are; on a metered line all
 * rows do, after a minute: alone they cost three times as much. Events and answers never wait.
 */

import type { PackPayload } from '../../contract/pack.ts';
import { messageOf, topicOf } from '../../contract/topics.ts';
import type { Message } from '../../ports/publisher.ts';

/** One message of a part, below the root. */
export interface LogMessage {
  readonly topic: string;
  readonly payload: string;
}

/** A part that was read and is not done. */
export interface OpenPart {
  readonly id: number;
  /** Not sent yet, in order. */
  readonly messages: LogMessage[];
  /** Not taken yet. */
  open: number;
}

/** A message and the part that it belongs to. */
export interface Picked {
  readonly part: OpenPart;
  readonly message: LogMessage;
}

/** What is packed, and since when something waits for it. */
export interface Packing {
  readonly isMetered: boolean;
  /** Too large together for this broker. */
  readonly alone: WeakSet<LogMessage>;
  /** Monotonic; null while nothing waits. */
  sinceMs: number | null;
}

/** Monotonic time, the newest part, whether all has to go now, and whether a further pack may be on its way. */
export interface PickedWhen {
  readonly nowMs: number;
  readonly newest: number;
  readonly isLast: boolean;
  readonly mayPack: boolean;
}

const LINGER_MS = 60_000;
/** Some brokers take no more than 128 kB; compressed this is a quarter of it. */
const PACK_CHARS_MAX = 120_000;
/** From this many on they do not wait: a backlog. */
const PACK_MESSAGES = 120;
const [newRows, lateRows] = [topicOf('data', ''), topicOf('hist', '')];

/** Nothing waits. */
export function createPacking(isMetered: boolean): Packing {
  return { isMetered, alone: new WeakSet(), sinceMs: null };
}

/** Takes what goes in one message out of the parts; nothing: no more for now. The newest part first, then the oldest. */
export function pickNext(
  packing: Packing,
  parts: ReadonlyMap<number, OpenPart>,
  { nowMs, newest, isLast, mayPack }: PickedWhen,
): readonly Picked[] {
  const ordered = [...parts.values()].toSorted((a, b) => rankOf(a, newest) - rankOf(b, newest));
  for (const part of ordered) {
    const at = part.messages.findIndex((message) => !isPacked(packing, message));
    if (at >= 0) return part.messages.splice(at, 1).map((message) => ({ part, message }));
  }
  if (!mayPack) return [];
  const waiting = ordered.reduce((sum, { messages }) => sum + messages.length, 0);
  packing.sinceMs = waiting === 0 ? null : (packing.sinceMs ?? nowMs);
  const lingerMs = packing.isMetered ? LINGER_MS : 0;
  const isDue = packing.sinceMs !== null && nowMs - packing.sinceMs >= lingerMs;
  if (waiting === 0 || !(isDue || isLast || waiting >= PACK_MESSAGES)) return [];
  const picked = pack(ordered);
  if (picked.length === waiting) packing.sinceMs = null;
  return picked;
}

/** Whether they go as a pack, also where it is one alone. */
export function arePacked(packing: Packing, [first]: readonly Picked[]): boolean {
  return first === undefined || isPacked(packing, first.message);
}

/** As one message below the root. */
export function messageOfPicked(packing: Packing, picked: readonly Picked[]): Message {
  const [first] = picked;
  if (first !== undefined && !isPacked(packing, first.message))
    return { ...first.message, qos: 1, retain: false };
  const payload: PackPayload = {
    v: 1,
    messages: picked.map(({ message: { topic, payload: text } }) => [topic, text]),
  };
  return messageOf('pack', undefined, JSON.stringify(payload));
}

/** What did not get through goes back to where it was. */
export function putBack({ part, message }: Picked): void {
  part.messages.unshift(message);
}

function isPacked({ isMetered, alone }: Packing, message: LogMessage): boolean {
  const { topic } = message;
  return (topic.startsWith(lateRows) || (isMetered && topic.startsWith(newRows))) && !alone.has(message);
}

function rankOf({ id }: OpenPart, newest: number): number {
  return id === newest ? 0 : id;
}

function pack(ordered: readonly OpenPart[]): readonly Picked[] {
  const picked: Picked[] = [];
  let chars = 0;
  for (const part of ordered) {
    while (picked.length < PACK_MESSAGES) {
      const message = part.messages[0];
      if (message === undefined) break;
      chars += message.payload.length;
      if (picked.length > 0 && chars > PACK_CHARS_MAX) return picked;
      part.messages.shift();
      picked.push({ part, message });
    }
  }
  return picked;
}
