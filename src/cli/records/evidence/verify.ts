/** `quietpost verify`: exit code 0 if no record was changed, removed, inserted or moved; 1 if one was. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import { workerThread } from '../../../adapters/worker-thread.ts';
import type { ConsoleText } from '../../../language/console/console-text.ts';
import { EXIT } from '../../../model/exit-code.ts';
import { ok, type Result } from '../../../model/result.ts';
import type { SignedHead } from '../../../model/signed-head.ts';
import type { Database, DatabaseFault } from '../../../ports/database.ts';
import type { Minute } from '../../../ports/history.ts';
import {
  type ChainFinding,
  type ChainReport,
  FINDINGS_MAX,
  verifyChain,
} from '../../../store/evidence/verify-chain.ts';
import { verifyReferences } from '../../../store/evidence/verify-references.ts';
import { minutesProved, type SealReport, verifySeal } from '../../../store/evidence/verify-seal.ts';
import { readHead } from '../../../store/seal/tree-head.ts';
import { localText } from '../../../time/local-time.ts';
import { tell, tellMessage, told } from '../../terminal/tell.ts';
import { type HistoryChoice, openHistoryFile } from '../source/history-path.ts';

/** Two months of one meter; below, a second thread is not worth its start. */
const LARGE_BYTES = 20e6;

interface VerifyIo {
  write(line: string): void;
  complain(line: string): void;
}

/** The options as typed. */
export interface VerifyOptions extends HistoryChoice {
  /** A head that was published or printed: its file, a report as JSON, or its text. */
  readonly expect?: string;
  /** What was sealed before the last signed head is taken as proved. */
  readonly sinceHead?: boolean;
}

/**
 * Recomputes chain and seal of a history and prints every finding. Gives the exit code; a file that cannot be
 * read is not a change.
 */
export async function verify(choice: VerifyOptions, io: VerifyIo, largeBytes = LARGE_BYTES): Promise<number> {
  const complain = (why: string): void => io.complain(tell('command-says', { command: 'verify', why }));
  const expected = choice.expect === undefined ? null : expectedHead(choice.expect);
  if (expected === undefined) {
    complain(tell('verify-expect', { given: choice.expect ?? '' }));
    return EXIT.USAGE;
  }
  const opened = await openHistoryFile(choice);
  if (!opened.ok) {
    complain(opened.fault.text);
    return opened.fault.code;
  }
  const { db, path } = opened.value;
  const verified = await everythingOf(db, path, {
    ...{ expected, onlyNew: choice.sinceHead === true, isLarge: statSync(path).size > largeBytes },
  });
  db.close();
  if (!verified.ok) {
    complain(tell('system-at', { path, why: tellMessage(verified.fault.why) }));
    return verified.fault.kind === 'corrupt' ? EXIT.DATAERR : EXIT.IOERR;
  }
  const { chain, witnesses, seal } = verified.value;
  if (chain !== null) io.write(summary(path, chain));
  io.write(sealSummary(seal));
  const referred = [...witnesses, ...(seal?.findings ?? [])].map(told);
  const findings = [...(chain?.findings.map(findingText) ?? []), ...referred];
  if (seal === null && expected !== null) findings.push(tell('verify-no-expected'));
  for (const text of findings) io.write(`  ${text}`);
  io.write(findings.length === 0 ? intactText(chain, seal) : brokenText(chain));
  return findings.length === 0 ? EXIT.OK : EXIT.NO;
}

interface Verified {
  /** Null where it was taken as proved. */
  readonly chain: ChainReport | null;
  /** On what the minutes refer to. */
  readonly witnesses: readonly ConsoleText[];
  /** Null for a history without one. */
  readonly seal: SealReport | null;
}

interface Asked {
  readonly expected: SignedHead | null;
  readonly onlyNew: boolean;
  readonly isLarge: boolean;
}

/** Of a large file the chain is recomputed in a thread of its own: chain and seal each take every minute in hand. */
async function everythingOf(
  db: Database,
  path: string,
  { expected, onlyNew, isLarge }: Asked,
): Promise<Result<Verified, DatabaseFault>> {
  const sealed = db.attempt(
    'read',
    (sql) => sql.get("SELECT 1 FROM sqlite_master WHERE name = 'entries'") !== undefined,
  );
  if (!sealed.ok) return sealed;
  const isShort = onlyNew && sealed.value;
  const elsewhere = isLarge && !isShort ? chainInThread(path) : undefined;
  const here = db.attempt('read', (sql) => ({
    chain: isShort || elsewhere !== undefined ? null : verifyChain(sql),
    witnesses: verifyReferences(sql, isShort ? minutesProved(sql) : undefined),
    seal: sealed.value ? verifySeal(sql, expected, isShort) : null,
  }));
  if (!here.ok || elsewhere === undefined) return here;
  const chain = (await elsewhere) ?? db.attempt('read', verifyChain);
  return chain.ok ? ok({ ...here.value, chain: chain.value }) : chain;
}

/** Undefined where there can be no thread. */
function chainInThread(path: string): Promise<Result<ChainReport, DatabaseFault> | undefined> {
  return new Promise((done) => {
    const thread = workerThread(new URL('./chain-thread.js', import.meta.url))({
      message: (report) => {
        thread.stop();
        done(report as Result<ChainReport, DatabaseFault>);
      },
      ended: () => done(undefined),
    });
    thread.post(path);
  });
}

function sealSummary(seal: SealReport | null): string {
  if (seal === null) return tell('verify-not-sealed');
  const { entries, heads } = seal;
  return tell('verify-sealed', { entries, heads });
}

function intactText(chain: ChainReport | null, seal: SealReport | null): string {
  const intact = tell('verify-intact');
  const first = chain === null ? intact : tell('verify-last-hash', { intact, hash: chain.head });
  return seal === null ? first : `${first}\n${tell('verify-root', { root: seal.root })}`;
}

/** Undefined where it is none. */
function expectedHead(text: string): SignedHead | undefined {
  return readHead(existsSync(text) ? readFileSync(text, 'utf8') : text) ?? undefined;
}

function summary(path: string, { records, first, last, cutOff }: ChainReport): string {
  if (first === null || last === null) return tell('verify-no-minutes', { path });
  const minutes = tell('verify-minutes', {
    path,
    count: records,
    first: timeOf(first),
    last: timeOf(last),
  });
  return cutOff === 0 ? minutes : tell('verify-cut', { minutes, count: cutOff });
}

function findingText({ kind, minute, text }: ChainFinding): string {
  const found = { kind: tell(`verify-kind-${kind}`), text };
  if (minute === null) return tell('verify-finding', found);
  return tell('verify-finding-minute', { ...found, level: minute.level, time: timeOf(minute) });
}

function brokenText(chain: ChainReport | null): string {
  const isMore = (chain?.findings.length ?? 0) >= FINDINGS_MAX;
  return tell(isMore ? 'verify-broken-more' : 'verify-broken');
}

/** Local time with offset: "2026-07-15 22:00:00 +08:00". */
function timeOf({ startWallMs, utcOffsetMin }: Pick<Minute, 'startWallMs' | 'utcOffsetMin'>): string {
  const sign = utcOffsetMin < 0 ? '-' : '+';
  const two = (value: number): string => String(Math.floor(Math.abs(value))).padStart(2, '0');
  const offset = `${sign}${two(utcOffsetMin / 60)}:${two(Math.abs(utcOffsetMin) % 60)}`;
  return Number.isFinite(startWallMs + utcOffsetMin) && Math.abs(startWallMs) < 8e15
    ? `${localText(startWallMs, utcOffsetMin)} ${offset}`
    : `${startWallMs}`;
}
