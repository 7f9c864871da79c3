/**
 * What was answered to which id, so that a command that is delivered again is not done again, also after a restart. What was
 * carried out is remembered apart from what was refused: a flood of refusals must not make it forgotten.
 */

import { createHash } from 'node:crypto';
import {
  type Acknowledgement,
  type Command,
  NO_ID,
  type Refusal,
  type TakenCommand,
} from '../../model/command.ts';
import type { Result } from '../../model/result.ts';

/** How many of each are remembered; the oldest is forgotten first. */
export const ANSWERS_MAX = 10_000;

/** Ids and their answers, oldest first. */
export interface AnsweredIds {
  readonly taken: Map<string, Answered>;
  readonly refused: Map<string, Answered>;
}

interface Answered {
  /** The last one. */
  readonly ack: Acknowledgement;
  /** Absent where a run before took it and did not say. */
  readonly digest?: string | undefined;
}

/** With what runs before have carried out, oldest first. */
export function createAnsweredIds(before: readonly TakenCommand[] = []): AnsweredIds {
  const taken = new Map<string, Answered>();
  for (const { ack, digest } of before) put(taken, { ack, digest });
  return { taken, refused: new Map() };
}

/** What was answered to an id; undefined where nothing is known of it. */
export function answeredTo({ taken, refused }: AnsweredIds, id: string): Answered | undefined {
  return taken.get(id) ?? refused.get(id);
}

/** Remembers a refusal. */
export function keepRefused({ refused }: AnsweredIds, ack: Acknowledgement, digest: string): void {
  if (ack.id !== NO_ID) put(refused, { ack, digest });
}

/** A later answer to the same id leaves what it was. */
export function keepTaken({ taken }: AnsweredIds, ack: Acknowledgement): void {
  put(taken, { ack, digest: ack.taken?.digest ?? taken.get(ack.id)?.digest });
}

/** What a command says, to tell it from another one under its id. */
export function digestOf(command: Result<Command, Refusal>): string {
  const content = JSON.stringify(command.ok ? command.value : command.fault);
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

function put(answers: Map<string, Answered>, answered: Answered): void {
  answers.delete(answered.ack.id);
  answers.set(answered.ack.id, answered);
  if (answers.size <= ANSWERS_MAX) return;
  const [oldest] = answers.keys();
  if (oldest !== undefined) answers.delete(oldest);
}
