/** A file of levels of any kind, opened: text as it is, a workbook by the sheet that has a table of levels. */

import { closeSync, openSync, readSync } from 'node:fs';
import { readWorkbook } from '../../adapters/workbook.ts';
import type { LayoutWishes } from '../../assess/layout/layout.ts';
import { type OpenLevels, openLevels } from '../../assess/layout/open-levels.ts';
import {
  type LevelSource,
  type LevelsFault,
  linesSource,
  textSource,
} from '../../assess/text/level-source.ts';
import { consoleText } from '../../language/console/console-text.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { tell, told } from '../terminal/tell.ts';
import type { AssessFault } from './assess-question.ts';

interface OpenFile {
  readonly source: LevelSource;
  readonly open: OpenLevels;
  /** Null: text. */
  readonly sheet: string | null;
}

/** Opens it, or says why it cannot be assessed. */
export async function openFile(
  path: string,
  sheet: string | undefined,
  wishes: LayoutWishes,
  stepS: number | undefined,
): Promise<Result<OpenFile, AssessFault>> {
  switch (kindOf(path)) {
    case 'workbook':
      return openWorkbook(path, sheet, wishes, stepS);
    case 'old-workbook':
      return unfit(tell('levels-old-workbook', { path }));
    case 'text': {
      const source = textSource(path);
      if (!source.ok) return inWords(source.fault);
      const open = openLevels(source.value, wishes, stepS);
      return open.ok ? ok({ source: source.value, open: open.value, sheet: null }) : inWords(open.fault);
    }
  }
}

/** The only sheet with levels, or the one that was asked for. */
async function openWorkbook(
  path: string,
  asked: string | undefined,
  wishes: LayoutWishes,
  stepS: number | undefined,
): Promise<Result<OpenFile, AssessFault>> {
  const sheets = await readWorkbook(path);
  if (!sheets.ok)
    return unfit(
      tell('levels-of-file', { path, why: consoleText('levels-no-workbook', { why: sheets.fault }) }),
    );
  const names = sheets.value.map(({ name }) => consoleText('levels-sheet-name', { sheet: name }));
  const wanted = sheets.value.filter(({ name }) => asked === undefined || name === asked);
  if (wanted.length === 0) return unfit(tell('levels-no-sheet', { path, sheet: asked ?? '', sheets: names }));
  const opened = wanted
    .filter(({ lines }) => lines.length > 1)
    .map(({ name, lines }) => {
      const source = linesSource(tell('levels-sheet', { path, sheet: name }), lines);
      return { name, source, lines, open: openLevels(source, wishes, stepS) };
    });
  const [only, other] = opened.filter(({ open }) => open.ok);
  if (other !== undefined) return unfit(tell('levels-sheets', { path, sheets: names }));
  if (only?.open.ok) return ok({ source: only.source, open: only.open.value, sheet: only.name });
  const [longest] = opened.sort((a, b) => b.lines.length - a.lines.length);
  return longest === undefined || longest.open.ok
    ? unfit(tell('levels-sheets-empty', { path, sheets: names }))
    : inWords(longest.open.fault);
}

function inWords({ exitCode, text }: LevelsFault): Result<never, AssessFault> {
  return failed({ exitCode, text: told(text) });
}

function unfit(text: string): Result<never, AssessFault> {
  return failed({ exitCode: EXIT.DATAERR, text });
}

/** By its first bytes: a file that cannot be read is text, whose reader says why. */
function kindOf(path: string): 'text' | 'workbook' | 'old-workbook' {
  const bytes = Buffer.alloc(4);
  try {
    const file = openSync(path, 'r');
    readSync(file, bytes);
    closeSync(file);
  } catch {
    return 'text';
  }
  if (bytes.toString('latin1') === 'PK\u0003\u0004') return 'workbook';
  return bytes.toString('hex') === 'd0cf11e0' ? 'old-workbook' : 'text';
}
