/** `quietpost export`: the evidence of one night, to be verified without quietpost. */

import { readFileSync, writeFileSync } from 'node:fs';
import { zipOf } from '../../../adapters/zip-file.ts';
import { packageFolder } from '../../../config/load/package-folder.ts';
import { DAY_MS } from '../../../model/duration.ts';
import { EXIT } from '../../../model/exit-code.ts';
import { failed, ok, type Result } from '../../../model/result.ts';
import type { HistoryReader, TimeSpan } from '../../../ports/history.ts';
import { nightSpan } from '../../../report/data/night-span.ts';
import { exportNight, type NightFiles, unproved } from '../../../store/evidence/export-night.ts';
import { readerOf } from '../../../store/file/reader.ts';
import { offsetsOf } from '../../../time/zoned-stamps.ts';
import { tell, tellMessage } from '../../terminal/tell.ts';
import { type CliFault, openHistoryFile } from '../source/history-path.ts';
import { planInForce } from '../source/recorded-plan.ts';

/** The options as typed. `night`: date of the evening; `out`: the zip file to write. */
export interface ExportOptions {
  readonly night: string;
  readonly out: string;
  readonly history?: string;
  readonly site: string;
}

interface ExportIo {
  write(line: string): void;
  complain(line: string): void;
}

/**
 * Writes one zip with the night's records, their proofs and a program that verifies them. Gives the exit
 * code: 1 when an entry is not the one that was signed.
 */
export async function exportEvidence(options: ExportOptions, io: ExportIo): Promise<number> {
  const made = await make(options);
  if (!made.ok) {
    io.complain(tell('command-says', { command: 'export', why: made.fault.text }));
    return made.fault.code;
  }
  const files = made.value;
  writeFileSync(options.out, zipOf({ ...files, 'verify.py': verifier() }));
  const wrong = unproved(files);
  io.write(tell('export-made', { path: options.out, night: options.night }));
  if (wrong === 0) return EXIT.OK;
  io.write(tell('export-wrong', { count: wrong }));
  return EXIT.NO;
}

async function make(options: ExportOptions): Promise<Result<NightFiles, CliFault>> {
  const opened = await openHistoryFile(options);
  if (!opened.ok) return opened;
  const { db } = opened.value;
  const span = await spanOf(readerOf(db), options);
  if (!span.ok) {
    db.close();
    return span;
  }
  const read = db.attempt('read', (sql) => {
    const isSealed = sql.get("SELECT 1 FROM sqlite_master WHERE name = 'heads'") !== undefined;
    return isSealed ? exportNight(sql, span.value) : null;
  });
  db.close();
  if (!read.ok) return failed({ code: EXIT.IOERR, text: tellMessage(read.fault.why) });
  if (read.value !== null) return ok(read.value);
  return failed({ code: EXIT.DATAERR, text: tell('export-no-head', { night: options.night }) });
}

async function spanOf(history: HistoryReader, { night }: ExportOptions): Promise<Result<TimeSpan, CliFault>> {
  const dayMs = Date.parse(`${night}T00:00:00Z`);
  if (!Number.isFinite(dayMs))
    return failed({ code: EXIT.USAGE, text: tell('export-night', { given: night }) });
  const found = await planInForce(history, { fromMs: dayMs - DAY_MS, toMs: dayMs + 2 * DAY_MS });
  if (!found.ok) return found;
  const { plan } = found.value;
  const span = nightSpan(night, plan.control.night, offsetsOf(plan.zone));
  return span === null
    ? failed({ code: EXIT.CONFIG, text: tell('no-night') })
    : ok({ fromMs: span.startMs, toMs: span.endMs });
}

function verifier(): string {
  const folder = packageFolder('config', 'evidence');
  return folder === undefined ? '' : readFileSync(`${folder}/verify.py`, 'utf8');
}
