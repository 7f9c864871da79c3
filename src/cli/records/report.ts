/** `quietpost report`: the record of one night or of many as a page, a table or data, from the history file alone. */

import { writeFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { dictionaries, isLanguage, type Language, languages } from '../../language/languages.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { HistoryReader } from '../../ports/history.ts';
import type { NightReport } from '../../report/data/shape/report-data.ts';
import { nightCsv } from '../../report/page/minutes-csv.ts';
import { nightHtml } from '../../report/page/page.ts';
import type { SpanReport } from '../../report/span/span-data.ts';
import { readerOf } from '../../store/file/reader.ts';
import { languageHere } from '../terminal/language.ts';
import { tell } from '../terminal/tell.ts';
import { DEFAULT_SITE, type NightWishes, nightOf } from './night-of.ts';
import { type NightsAsked, type NightsOptions, nightsAsked } from './nights-asked.ts';
import { spanOf, spanWriters } from './report-span.ts';
import { type CliFault, openHistoryFile } from './source/history-path.ts';

/** The options as typed. `out`: the file; its ending says which form. */
export interface ReportOptions extends NightsAsked, Omit<NightWishes, 'night'> {
  readonly out: string;
  readonly history?: string;
  /** Of the page; absent: that of this terminal. */
  readonly lang?: string;
}

interface ReportIo {
  write(line: string): void;
  complain(line: string): void;
  /** Wall time, UTC. */
  nowMs(): number;
}

/** Writes the file; gives the exit code of sysexits.h. */
export async function report(options: ReportOptions, io: ReportIo): Promise<number> {
  const complain = (why: string): void => io.complain(tell('command-says', { command: 'report', why }));
  const made = await make(options, io.nowMs());
  if (!made.ok) {
    complain(made.fault.text);
    return made.fault.code;
  }
  try {
    writeFileSync(options.out, made.value.text);
  } catch (cause) {
    complain(tell('report-unwritable', { path: options.out, why: String(cause) }));
    return EXIT.IOERR;
  }
  io.write(tell('report-made', { path: options.out, summary: made.value.summary }));
  return EXIT.OK;
}

/** How a night can be written, by the ending of the file name. */
const writers: Readonly<Record<string, (report: NightReport, language: Language) => string>> = {
  '.html': (night, language) => nightHtml(night, dictionaries[language]),
  '.csv': nightCsv,
  '.json': (night) => `${JSON.stringify(night, null, 2)}\n`,
};

async function make(
  options: ReportOptions,
  nowMs: number,
): Promise<Result<{ readonly text: string; readonly summary: string }, CliFault>> {
  const usage = usageProblem(options);
  if (usage !== undefined) return failed({ code: EXIT.USAGE, text: usage });
  const asked = nightsAsked(options);
  if (!asked.ok) return failed({ code: EXIT.USAGE, text: asked.fault });
  const opened = await openHistoryFile({ history: options.history, site: options.site ?? DEFAULT_SITE });
  if (!opened.ok) return opened;
  const { db, path } = opened.value;
  const made = await writtenFrom(readerOf(db), asked.value, options, basename(path), nowMs);
  db.close();
  return made;
}

async function writtenFrom(
  history: HistoryReader,
  { isSpan, first, last }: NightsOptions & { readonly isSpan: boolean },
  options: ReportOptions,
  historyFile: string,
  nowMs: number,
): Promise<Result<{ readonly text: string; readonly summary: string }, CliFault>> {
  const ending = extname(options.out);
  const language = languageHere(options.lang);
  if (isSpan) {
    const span = await spanOf(history, { first, last }, options, historyFile, nowMs);
    if (!span.ok) return span;
    const text = spanWriters[ending]?.(span.value, language) ?? '';
    return ok({ text, summary: spanSummary(span.value) });
  }
  const night = await nightOf(history, { ...options, night: first }, historyFile, nowMs);
  if (!night.ok) return night;
  return ok({ text: writers[ending]?.(night.value, language) ?? '', summary: summaryOf(night.value) });
}

function usageProblem({ out, lang, background }: ReportOptions): string | undefined {
  if (writers[extname(out)] === undefined) return tell('report-ending');
  if (lang !== undefined && !isLanguage(lang)) return tell('lang-takes', { languages, given: lang });
  const levelDb = Number(background ?? 40);
  if (!(levelDb >= 0 && levelDb <= 120)) return tell('report-background', { given: background ?? '' });
  return undefined;
}

function summaryOf({ night, receptors }: NightReport): string {
  const verdicts = receptors.map(({ id, outcome, figures }) => {
    const found = { receptor: id, outcome: tell(`outcome-${outcome}`) };
    if (figures.laeqDb === null) return tell('report-verdict', found);
    return tell('report-verdict-level', { ...found, levelDb: figures.laeqDb.toFixed(1) });
  });
  return tell('report-night', { night: night.id, verdicts: verdicts.join('; ') });
}

function spanSummary({ from, to, receptors }: SpanReport): string {
  const of = receptors.map(({ id, counts, nights, laeqDb }) => {
    const { compliant, exceeded } = counts;
    const found = { receptor: id, compliant, exceeded, nights: nights.length };
    if (laeqDb === null) return tell('report-counts', found);
    return tell('report-counts-level', { ...found, levelDb: laeqDb.toFixed(1) });
  });
  return tell('report-nights', { from, to, verdicts: of.join('; ') });
}
