/** The path of the history: from the command line, or from the site file. Opens it for reading. */

import { createSqliteFiles } from '../../../adapters/sqlite.ts';
import { EXIT } from '../../../model/exit-code.ts';
import { failed, ok, type Result } from '../../../model/result.ts';
import type { Database } from '../../../ports/database.ts';
import { selectJournal } from '../../../store/file/journal-rows.ts';
import { requireReadable } from '../../../store/file/schema.ts';
import { languageHere } from '../../terminal/language.ts';
import { tell, tellMessage } from '../../terminal/tell.ts';

/** What to print and the exit code (sysexits.h). */
export interface CliFault {
  readonly code: number;
  readonly text: string;
}

/** A history file by name, or else that of the site. */
export interface HistoryChoice {
  readonly history?: string | undefined;
  readonly site: string;
}

/** The site file is read, and what reads it loaded, only where no history is named: that takes longer than many an answer. */
async function historyPath({ history, site }: HistoryChoice): Promise<Result<string, CliFault>> {
  if (history !== undefined) return ok(history);
  const { loadSite } = await import('../../../config/load/load-site.ts');
  const loaded = loadSite(site, [], languageHere());
  return loaded.ok ? ok(loaded.plan.history.path) : failed({ code: EXIT.CONFIG, text: loaded.report });
}

interface OpenedHistory {
  readonly db: Database;
  readonly path: string;
}

/** Opens the history; the caller closes it. */
export async function openHistoryFile(
  choice: HistoryChoice,
  mode: 'read' | 'write' = 'read',
): Promise<Result<OpenedHistory, CliFault>> {
  const path = await historyPath(choice);
  return path.ok ? openHistoryAt(path.value, mode) : path;
}

/** Opens the history of this name; the caller closes it. */
export function openHistoryAt(
  path: string,
  mode: 'read' | 'write' = 'read',
): Result<OpenedHistory, CliFault> {
  const files = createSqliteFiles();
  if (files.bytes(path) === 0) return failed({ code: EXIT.NOINPUT, text: absentText(path) });
  const opened = files.open(path, mode);
  if (!opened.ok)
    return failed({
      code: opened.fault.kind === 'corrupt' ? EXIT.DATAERR : EXIT.IOERR,
      text: `${path}: ${tellMessage(opened.fault.why)}`,
    });
  const current = requireReadable(opened.value);
  if (current.ok) {
    // Where the gateway has put all of it in and ended, nobody would answer.
    if (!isClosed(opened.value)) files.want(path);
    return ok({ db: opened.value, path });
  }
  opened.value.close();
  return failed({ code: EXIT.DATAERR, text: `${path}: ${tellMessage(current.fault.why)}` });
}

function isClosed(db: Database): boolean {
  const found = db.attempt('read', (sql) => {
    const isThere = sql.get("SELECT 1 FROM sqlite_master WHERE name = 'journal'") !== undefined;
    return isThere && selectJournal(sql)?.isClosed === true;
  });
  return found.ok && found.value;
}

function absentText(path: string): string {
  return tell('no-history', { path });
}
