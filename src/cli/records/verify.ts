/** `quietpost verify`: exit code 0 if no minute was changed, removed, inserted or moved; 1 if one was. */

import { inEnglish } from '../../language/say.ts';
import { EXIT } from '../../model/exit-code.ts';
import type { Minute } from '../../ports/history.ts';
import {
  type ChainFinding,
  type ChainReport,
  FINDINGS_MAX,
  verifyChain,
} from '../../store/evidence/verify-chain.ts';
import { verifyReferences } from '../../store/evidence/verify-references.ts';
import { localText } from '../../time/local-time.ts';
import { type HistoryChoice, openHistoryFile } from './source/history-path.ts';

interface VerifyIo {
  write(line: string): void;
  complain(line: string): void;
}

export function verify(choice: HistoryChoice, io: VerifyIo): number {
  const opened = openHistoryFile(choice);
  if (!opened.ok) {
    io.complain(`quietpost verify: ${opened.fault.text}`);
    return opened.fault.code;
  }
  const { db, path } = opened.value;
  const verified = db.attempt('read', (sql) => ({
    chain: verifyChain(sql),
    witnesses: verifyReferences(sql),
  }));
  db.close();
  if (!verified.ok) {
    io.complain(`quietpost verify: ${path}: ${inEnglish(verified.fault.why)}`);
    return verified.fault.kind === 'corrupt' ? EXIT.DATAERR : EXIT.IOERR;
  }
  const { chain, witnesses } = verified.value;
  io.write(summary(path, chain));
  for (const finding of chain.findings) io.write(`  ${findingText(finding)}`);
  for (const text of witnesses) io.write(`  ${text}`);
  const isIntact = chain.findings.length === 0 && witnesses.length === 0;
  io.write(isIntact ? `Intact. Last hash: ${chain.head}` : brokenText(chain));
  return isIntact ? EXIT.OK : EXIT.NO;
}

function summary(path: string, { records, first, last, cutOff }: ChainReport): string {
  if (first === null || last === null) return `${path}: no minutes yet.`;
  const cut = cutOff === 0 ? '' : ` ${cutOff} older ones were cut off because of their age.`;
  return `${path}: ${records} records of minutes, ${timeOf(first)} to ${timeOf(last)}.${cut}`;
}

function findingText({ kind, minute, text }: ChainFinding): string {
  return minute === null ? `${kind}: ${text}` : `${kind}: ${minute.level}, minute ${timeOf(minute)}: ${text}`;
}

function brokenText({ findings }: ChainReport): string {
  const more = findings.length >= FINDINGS_MAX ? ' There are more; the search stopped here.' : '';
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
