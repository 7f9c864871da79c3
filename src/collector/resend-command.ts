/** The command that asks a station for a hole. */

import { rootOf, topicOf } from '../contract/topics.ts';
import type { Hole } from '../ports/collector-store.ts';

/** A command that waits longer at a broker is of no use: the hole is looked for again. */
const EXPIRES_MS = 45_000;

export function resendCommand(hole: Hole, id: string, wallMs: number): { topic: string; payload: string } {
  const payload = {
    v: 1,
    id,
    issued_at: Math.round(wallMs),
    expires_at: Math.round(wallMs) + EXPIRES_MS,
    issuer: 'quietpost collect',
    reason: 'records are missing',
    args: { stream: hole.stream, first: hole.firstSeq, last: hole.lastSeq },
  };
  return { topic: rootOf(hole) + topicOf('cmd', 'resend'), payload: JSON.stringify(payload) };
}
