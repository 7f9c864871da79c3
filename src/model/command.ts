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
  /** Answered as it would be, and nothing is done. */
  readonly isDry?: boolean;
}

/** Holds an output for the time of a lease: `limit` may only tighten, `manual` sets the value, `lamp` that of a lamp. */
export interface HoldCommand extends CommandHead {
  readonly kind: 'limit' | 'manual' | 'lamp';
  readonly output: string;
  /** In the output's unit. */
  readonly value: number;
  readonly leaseMs: number;
}

/** Ends what the issuer holds on an output. */
export interface ReleaseCommand extends CommandHead {
  readonly kind: 'release';
  readonly output: string;
  /** And what others hold on it. */
  readonly ofAll?: boolean;
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

/** Asks for the settings in force; the source of the command sends them. */
export interface ConfigCommand extends CommandHead {
  readonly kind: 'config';
}

/** What moves something, in contrast to what only reads. */
export type MovingCommand = HoldCommand | ReleaseCommand;

/** Any command. */
export type Command = MovingCommand | AnnounceCommand | WatchCommand | ResendCommand | ConfigCommand;

/** Whether it may move an output. */
export function isMoving(command: Command): command is MovingCommand {
  return isHold(command) || command.kind === 'release';
}

/** Whether it holds an output for a time. */
export function isHold(command: Command): command is HoldCommand {
  const { kind } = command;
  return kind === 'limit' || kind === 'manual' || kind === 'lamp';
}

/** Stages of a command: one that holds an output is accepted, reached and ended; all others end at once. */
export const ackStages = [
  'accepted',
  /** The output stands where it was asked to. */
  'reached',
  /** It does not yet, some time after it was accepted: told once. */
  'waiting',
  'ended',
  'done',
  'rejected',
  'expired',
  /** Only in histories from before `ended`. */
  'superseded',
  'released',
] as const;

/** Why something that was held is no longer: `overruled` is by somebody else. */
export const endCauses = ['lease', 'released', 'superseded', 'restart', 'overruled'] as const;

/** One of these causes. */
export type EndCause = (typeof endCauses)[number];
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

/** The outcome of a command; a held one gets others when it is reached and when it ends. */
export interface Acknowledgement {
  /** Id of the command; `NO_ID` if it has none that can be used. */
  readonly id: string;
  readonly wallMs: number;
  readonly stage: AckStage;
  readonly code: AckCode;
  readonly message: Message;
  /** What holds until `untilWallMs`, local limits permitting. */
  readonly effective?: {
    readonly output: string;
    readonly value: number;
    /** Where an output with steps will stand. */
    readonly step?: number;
    readonly untilWallMs: number;
  };
  /** Where the output stands by its far end, %; null where that is not known. */
  readonly stands?: number | null;
  /** The rule that holds it there. */
  readonly heldBy?: string;
  /** Its relays do not move back up before; of `RATE`: no command of this issuer is taken before. */
  readonly notBeforeWallMs?: number;
  /** Of stage `ended`. */
  readonly why?: EndCause;
  readonly isDry?: true;
  /** Of the first answer to a command that was carried out: what a later run knows it again by. */
  readonly taken?: { readonly issuer: string; readonly digest: string };
}

/** A command that was carried out, as a later run knows it. */
export interface TakenCommand {
  readonly digest: string;
  /** The last answer to it. */
  readonly ack: Acknowledgement;
}

/** Why a command is not carried out, and what to do about it. */
export interface Refusal {
  readonly id: string;
  readonly code: Exclude<AckCode, 'OK'>;
  readonly message: Message;
  /** Of `RATE`: not again before. */
  readonly notBeforeWallMs?: number;
}

/** The id in the answer to a command without a usable one; no command can have it. */
export const NO_ID = '-';
