/** `quietpost verify`: exit code 0 if no record was changed, removed, inserted or moved; 1 if one was. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import { workerThread } from '../../../adapters/worker-thread.ts';
import { inEnglish } from '../../../language/say.ts';
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
import { type SealReport, verifySeal } from '../../../store/evidence/verify-seal.ts';
import { readHead } from '../../../store/seal/tree-head.ts';
import { localText } from '../../../time/local-time.ts';
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
  const expected = choice.expect === undefined ? null : expectedHead(choice.expect);
  if (expected === undefined) {
    io.complain(`quietpost verify: --expect takes a signed head or a report as JSON, not "${choice.expect}"`);
    return EXIT.USAGE;
  }
  const opened = await openHistoryFile(choice);
  if (!opened.ok) {
    io.complain(`quietpost verify: ${opened.fault.text}`);
    return opened.fault.code;
  }
  const { db, path } = opened.value;
  const verified = await everythingOf(db, path, {
    ...{ expected, onlyNew: choice.sinceHead === true, isLarge: statSync(path).size > largeBytes },
  });
  db.close();
  if (!verified.ok) {
    io.complain(`quietpost verify: ${path}: ${inEnglish(verified.fault.why)}`);
    return verified.fault.kind === 'corrupt' ? EXIT.DATAERR : EXIT.IOERR;
  }
  const { chain, witnesses, seal } = verified.value;
  if (chain !== null) io.write(summary(path, chain));
  io.write(sealSummary(seal));
  const findings = [...(chain?.findings.map(findingText) ?? []), ...witnesses, ...(seal?.findings ?? [])];
  if (seal === null && expected !== null)
    findings.push('this history is not sealed, so no head can be expected of it');
  for (const text of findings) io.write(`  ${text}`);
  io.write(findings.length === 0 ? intactText(chain, seal) : brokenText(chain));
  return findings.length === 0 ? EXIT.OK : EXIT.NO;
}

interface Verified {
  /** Null where it was taken as proved. */
  readonly chain: ChainReport | null;
  /** Sentences on what the minutes refer to. */
  readonly witnesses: readonly string[];
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
    witnesses: verifyReferences(sql),
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
  if (seal === null) return 'Not sealed: written by a quietpost from before; start the gateway once.';
  const { entries, heads } = seal;
  return `Sealed: ${entries} entries, ${heads} signed heads.`;
}

function intactText(chain: ChainReport | null, seal: SealReport | null): string {
  const hash = chain === null ? '' : ` Last hash: ${chain.head}`;
  return `Intact.${hash}${seal === null ? '' : `\nRoot: ${seal.root}`}`;
}

/** Undefined where it is none. */
function expectedHead(text: string): SignedHead | undefined {
  return readHead(existsSync(text) ? readFileSync(text, 'utf8') : text) ?? undefined;
}

function summary(path: string, { records, first, last, cutOff }: ChainReport): string {
  if (first === null || last === null) return `${path}: no minutes yet.`;
  const cut = cutOff === 0 ? '' : ` ${cutOff} older ones were cut off because of their age.`;
  return `${path}: ${records} records of minutes, ${timeOf(first)} to ${timeOf(last)}.${cut}`;
}

function findingText({ kind, minute, text }: ChainFinding): string {
  return minute === null ? `${kind}: ${text}` : `${kind}: ${minute.level}, minute ${timeOf(minute)}: ${text}`;
}

function brokenText(chain: ChainReport | null): string {
  const more =
    (chain?.findings.length ?? 0) >= FINDINGS_MAX ? ' There are more; the search stopped here.' : '';
  return `Not intact: what is named above does not count as evidence.${more}`;
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
