/**
 * Recomputes the chain of minutes and names what does not fit. Each record holds the hash before it, so one that was
 * changed, one that was put in and a place where some are missing look different:
 *
 *   its own hash is wrong                          changed
 *   its hash is right, but the one before it is
 *     that of the record before the last           the last one was put in
 *     that of a record elsewhere                   moved
 *     unknown                                      the one before is missing or was replaced
 */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import type { Sql } from '../../ports/database.ts';
import type { Minute } from '../../ports/history.ts';
import { linkHash } from '../codec/minute-chain.ts';
import { bytesOf, hexOf, type MinuteLink, minuteReader } from '../file/minute-rows.ts';

/** One break of the chain. */
export interface ChainFinding {
  readonly kind: 'changed' | 'missing' | 'inserted' | 'moved';
  /** The record it is about; for `missing` the one after the hole, null at the end of the chain. */
  readonly minute: Pick<Minute, 'level' | 'startWallMs' | 'utcOffsetMin'> | null;
  /** What is wrong, a sentence that goes on after the name of the record. */
  readonly text: ConsoleText;
}

/** The result of verifying the chain. */
export interface ChainReport {
  readonly records: number;
  readonly first: Minute | null;
  readonly last: Minute | null;
  /** Hash of the last record. */
  readonly head: string;
  /** Records cut off at the beginning because of their age. */
  readonly cutOff: number;
  /** At most `FINDINGS_MAX`. */
  readonly findings: readonly ChainFinding[];
}

/** The search stops there: a chain that is wrong so often is no chain. */
export const FINDINGS_MAX = 100;

/** Reads every record; minutes of a year take a few seconds. */
export function verifyChain(sql: Sql): ChainReport {
  const chain = sql.get('SELECT * FROM chain');
  const findings: ChainFinding[] = [];
  let records = 0;
  let first: Minute | null = null;
  let last: MinuteLink | null = null;
  let before = '';
  /** Null after a record whose hash means nothing. */
  let expected: string | null = hexOf(chain?.['anchor']);

  const { select, linkOf } = minuteReader(sql);
  for (const values of sql.rows(`${select} ORDER BY seq`)) {
    const link = linkOf(values);
    const isSound = linkHash(link.prev, link.minute) === link.hash;
    if (!isSound) findings.push({ kind: 'changed', minute: link.minute, text: consoleText('chain-changed') });
    else if (expected !== null && link.prev !== expected) findings.push(misplaced(sql, link, last, before));
    records += 1;
    first ??= link.minute;
    before = link.prev;
    expected = isSound ? link.hash : null;
    last = link;
    if (findings.length >= FINDINGS_MAX) break;
  }
  const head = hexOf(chain?.['head']);
  if (expected !== null && head !== expected && findings.length < FINDINGS_MAX) {
    findings.push(wrongEnd(head, last, before));
  }
  const cutOff = Number(chain?.['anchor_seq'] ?? 0);
  return { records, first, last: last?.minute ?? null, head: last?.hash ?? head, cutOff, findings };
}

/** A sound record that does not follow the one before it. */
function misplaced(sql: Sql, link: MinuteLink, last: MinuteLink | null, before: string): ChainFinding {
  if (last !== null && link.prev === before) {
    return { kind: 'inserted', minute: last.minute, text: consoleText('chain-inserted') };
  }
  const origin = sql.get('SELECT seq FROM minutes WHERE hash = ?', bytesOf(link.prev));
  if (origin !== undefined) {
    return { kind: 'moved', minute: link.minute, text: consoleText('chain-moved') };
  }
  return { kind: 'missing', minute: link.minute, text: consoleText('chain-missing') };
}

/** The chain ends elsewhere than was noted when its last record was written. */
function wrongEnd(head: string, last: MinuteLink | null, before: string): ChainFinding {
  if (last !== null && head === before) {
    return { kind: 'inserted', minute: last.minute, text: consoleText('chain-inserted-last') };
  }
  const text = consoleText(last === null ? 'chain-all-missing' : 'chain-end-missing');
  return { kind: 'missing', minute: null, text };
}
