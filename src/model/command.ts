/**
 * Requests of people from any source: typed where they enter, decided in one place, answered by acknowledgements.
 */

import type { Message } from './message.ts';

interface CommandHead {
  /** Chosen by the issuer; a repeated id is the same command. */
  readonly id: string;
  readonly issuer: string;
  readonly reason: string;
  /** Wall time, UTC. */
  readonly issuedMs: number;
  /** Wall time, UTC; not carried out afterwards. */
  readonly expiresMs: number;
}

/** Holds an output for the time of a lease: `limit` may only tighten, `manual` sets the value. */
export interface HoldCommand extends CommandHead {
  readonly kind: 'limit' | 'manual';
  readonly output: string;
  /** In the output's unit. */
  readonly value: number;
  readonly leaseMs: number;
}

/** Ends what is held on an output. */
export interface ReleaseCommand extends CommandHead {
  readonly kind: 'release';
  readonly output: string;
}

/** Asks the station to announce itself again; the source of the command does so. */
export interface AnnounceCommand extends CommandHead {
  readonly kind: 'announce';
}

/** Asks for the latest values of each device for the time of a lease; the source of the command sends them. */
export interface WatchCommand extends CommandHead {
  readonly kind: 'watch';
  readonly leaseMs: number;
}

/** Asks for records once more; the source of the command sends them. */
export interface ResendCommand extends CommandHead {
  readonly kind: 'resend';
  /** A stream, or `event` or `ack`. */
  readonly stream: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** Any command. */
export type Command = HoldCommand | ReleaseCommand | AnnounceCommand | WatchCommand | ResendCommand;

/** Stages of a command: one that holds an output is accepted, and later superseded or released; all others end at once. */
export const ackStages = ['accepted', 'rejected', 'done', 'expired', 'superseded', 'released'] as const;
/** Why a command was taken or refused, as programs read it. */
export const ackCodes = [
  'OK',
  'RETAINED',
  'EXPIRED',
  'CLOCK_UNSYNCED',
  'SCHEMA',
  'OUT_OF_RANGE',
  /** The id was used for another command. */
  'DUPLICATE',
  /** The issuer may not, or has not signed as it must. */
  'UNAUTHORISED',
  /** Too many in an hour. */
  'RATE',
] as const;

/** One of these stages. */
export type AckStage = (typeof ackStages)[number];
/** One of these codes. */
export type AckCode = (typeof ackCodes)[number];

/** The outcome of a command; a held one gets another acknowledgement when it ends. */
export interface Acknowledgement {
  /** Id of the command; `NO_ID` if it has none that can be used. */
  readonly id: string;
  readonly wallMs: number;
  readonly stage: AckStage;
  readonly code: AckCode;
  readonly message: Message;
  /** What holds until `untilWallMs`, local limits permitting. */
  readonly effective?: { readonly output: string; readonly value: number; readonly untilWallMs: number };
}

/** Why a command is not carried out, and what to do about it. */
export interface Refusal {
  readonly id: string;
  readonly code: Exclude<AckCode, 'OK'>;
  readonly message: Message;
}

/** The id in the answer to a command without a usable one; no command can have it. */
export const NO_ID = '-';
