/** The pages of a night for the browser, made as the command `report` makes them. */

import { basename } from 'node:path';
import { dictionaries } from '../../language/languages.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { HistoryReader } from '../../ports/history.ts';
import type { NightReport } from '../../report/data/shape/report-data.ts';
import { neighbourHtml } from '../../report/page/neighbour.ts';
import { nightHtml } from '../../report/page/page.ts';
import type { NightPages } from '../../web/http/page-parts.ts';
import { nightOf } from '../records/night-of.ts';

const STANDARD = 'gb-22337';

/** Pages from the history that a running gateway keeps in `path`. */
export function nightPages(history: HistoryReader, path: string): NightPages {
  const read = async (night: string): Promise<Result<NightReport, string>> => {
    const report = await nightOf(history, { night, rule: STANDARD }, basename(path), Date.now());
    return report.ok ? report : failed(report.fault.text);
  };
  return {
    async full(night, language) {
      const report = await read(night);
      return report.ok ? ok(nightHtml(report.value, dictionaries[language])) : report;
    },
    async neighbour(night, time, language) {
      const report = await read(night);
      if (!report.ok) return report;
      const atMs = time === null ? null : momentOf(report.value, time);
      return ok(neighbourHtml(report.value, dictionaries[language], atMs));
    },
  };
}

/** The moment in the night at which its clocks show this time; the first where they show it twice. */
function momentOf({ night }: NightReport, time: string): number | null {
  for (let atMs = night.startMs; atMs < night.endMs; atMs += MINUTE_MS) {
    const offsetMin = night.offsets.findLast(({ fromMs }) => fromMs <= atMs)?.utcOffsetMin ?? 0;
    const local = new Date(atMs + offsetMin * MINUTE_MS).toISOString().slice(11, 16);
    if (local === time) return atMs;
  }
  return null;
}
