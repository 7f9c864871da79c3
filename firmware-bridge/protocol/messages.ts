/**
 * Every message of the protocol as one table: word, fields, wire name, unit, range. The types, the codec and the tables
 * in PROTOCOL.md follow from it.
 */

import { contacts, type Field, list, name, oneOf, readable, tenths, whole } from './fields.ts';

/** The versions of the protocol this gateway speaks. */
export const protocolVersions = { min: 1, max: 1 } as const;

/** Characters of a line without its line end. */
export const LINE_MAX = 120;
export const LEASE_MIN_MS = 500;
export const LEASE_MAX_MS = 60_000;
/** The board sends `state` and `sense` this often without being asked. */
export const STATE_PERIOD_MS = 1000;

/** Why the outputs are as they are. */
export const whys = ['commanded', 'lease-expired', 'boot', 'brown-out'] as const;
/** One of these reasons. */
export type Why = (typeof whys)[number];

/** What started the board, as its hardware tells; `unknown`: it does not. */
export const resetCauses = ['power', 'button', 'watchdog', 'brown-out', 'software', 'unknown'] as const;
/** One of these causes. */
export type ResetCause = (typeof resetCauses)[number];

/** Why a board does not do what a valid line asks. The first three are also refusals of the codec. */
export const nakReasons = ['kind', 'field', 'range', 'count', 'greet', 'stale', 'storage', 'busy'] as const;
/** One of these reasons. */
export type NakReason = (typeof nakReasons)[number];

/** What a board can be asked for. */
export const getTopics = ['state', 'sense', 'failsafe'] as const;

const fansPct = at('fans', list(whole(0, 100, '%'), 4));
const relays = at('relays', contacts(8));
const upMs = at('up', whole(0, 0xffffffff, 'ms'));

/** In the order in which they are written. All fields are required; a reader ignores those it does not know. */
export const layouts = {
  who: { versionMin: at('min', whole(1, 99)), versionMax: at('max', whole(1, 99)) },
  set: { leaseMs: at('lease', whole(LEASE_MIN_MS, LEASE_MAX_MS, 'ms')), fansPct, relays },
  get: { what: at('what', oneOf(getTopics)) },
  ping: {},
  keep: { fansPct, relays },
  update: { board: at('id', name(16)) },

  hello: {
    version: at('proto', whole(1, 99)),
    firmware: at('fw', name(12)),
    board: at('id', name(16)),
    fans: at('fans', whole(0, 4)),
    relays: at('relays', whole(0, 8)),
    temperatures: at('temps', whole(0, 4)),
    inputs: at('inputs', whole(0, 8)),
    doors: at('door', whole(0, 1)),
    reset: at('reset', oneOf(resetCauses)),
  },
  state: {
    upMs,
    why: at('why', oneOf(whys)),
    leaseMs: at('lease', whole(0, LEASE_MAX_MS, 'ms')),
    set: at('set', whole(0, 0xffff)),
    fansPct,
    relays,
    badLines: at('bad', whole(0, 0xffff)),
  },
  sense: {
    upMs,
    fansRpm: at('rpm', list(readable(whole(0, 20_000, 'rpm')), 4)),
    tempsC: at('temps', list(readable(tenths(-40, 125, '°C')), 4)),
    door: at('door', oneOf(['open', 'closed', 'none'])),
    inputs: at('inputs', contacts(8)),
  },
  failsafe: { fansPct, relays },
  ack: {},
  nak: { reason: at('reason', oneOf(nakReasons)) },
} as const;

/** The table of messages. */
export type Layouts = typeof layouts;
/** The first word of a line. */
export type Kind = keyof Layouts;

/** One message. `seq` is the number of the request and is echoed in its answer; 0: unsolicited. */
export type MessageOf<K extends Kind> = K extends Kind
  ? { readonly kind: K; readonly seq: number } & {
      readonly [F in keyof Layouts[K]]: Layouts[K][F] extends Placed<infer T> ? T : never;
    }
  : never;

/** Any message. */
export type Message = MessageOf<Kind>;
/** Sent only by a gateway. A gateway that receives one receives its own echo. */
export type Request = MessageOf<'who' | 'set' | 'get' | 'ping' | 'keep' | 'update'>;
/** Sent only by a board. A board that receives one receives its own echo and does not answer. */
export type Report = Exclude<Message, Request>;

/** A field and the name it has on the wire. */
export interface Placed<T> extends Field<T> {
  readonly key: string;
}

function at<T>(key: string, field: Field<T>): Placed<T> {
  return { key, ...field };
}

/** True for what a board sends. */
export function isReport(message: Message): message is Report {
  return !requestKinds.includes(message.kind);
}

const requestKinds: readonly Kind[] = ['who', 'set', 'get', 'ping', 'keep', 'update'];
