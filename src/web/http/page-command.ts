/** What the page sends as a command of the core, or why it is none. The same rules as for the back office follow after it. */

import { randomUUID } from 'node:crypto';
import { type Command, NO_ID, type Refusal } from '../../model/command.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import { message } from '../../model/message.ts';
import { failed, ok, type Result } from '../../model/result.ts';

const VALID_MS = 30_000;
const TEXT_CHARS_MAX = 200;

export function readPageCommand(
  body: Readonly<Record<string, unknown>>,
  wallMs: number,
): Result<Command, Refusal> {
  const { kind, output, value, minutes } = body;
  const id = textOf(body['id']) || `page-${randomUUID()}`;
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(id)) return refused('id');
  if (typeof output !== 'string') return refused('output');
  const issuer = textOf(body['issuer']);
  const reason = textOf(body['reason']);
  if (issuer === '') return refused('issuer');
  const head = {
    id,
    issuer: `page:${issuer}`,
    reason,
    output: printable(output),
    issuedMs: wallMs,
    expiresMs: wallMs + VALID_MS,
  };
  // Who stands at the station ends whatever holds the output.
  if (kind === 'release') return ok({ kind, ...head, ofAll: true });
  if (kind !== 'limit' && kind !== 'manual') return refused('kind');
  if (reason === '') return refused('reason');
  if (typeof value !== 'number' || !Number.isFinite(value)) return refused('value');
  if (typeof minutes !== 'number' || !(minutes >= 1 && minutes <= 1440)) return refused('minutes');
  return ok({ kind, ...head, value, leaseMs: Math.round(minutes * MINUTE_MS) });
}

function refused(path: string): Result<never, Refusal> {
  const problem = 'missing or not understood';
  return failed({ id: NO_ID, code: 'SCHEMA', message: message('payload-malformed', { path, problem }) });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? printable(value).trim().slice(0, TEXT_CHARS_MAX) : '';
}

/** It goes into log lines, events and acknowledgements. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ');
}
