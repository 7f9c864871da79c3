/** `quietpost report --from --to`, `--week`, `--month`, `--year`: many nights as one page, table or data. */

import { dictionaries, type Language } from '../../language/languages.ts';
import { DAY_MS, HOUR_MS } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import { type HistoryReader, THINNED_STEPS_MAX, type TimeSpan } from '../../ports/history.ts';
import type { NightReport } from '../../report/data/shape/report-data.ts';
import { spanCsv } from '../../report/span/span-csv.ts';
import type { SpanReport } from '../../report/span/span-data.ts';
import { spanHtml } from '../../report/span/span-page.ts';
import {
  dayEveningNight,
  type HourLevel,
  type NightPart,
  nightPart,
  spanReceptor,
  sumEnergy,
} from '../../report/span/span-report.ts';
import { momentOf, type OffsetAt } from '../../time/local-span.ts';
import { offsetsOf } from '../../time/zoned-stamps.ts';
import { tell } from '../terminal/tell.ts';
import { type NightWishes, nightOf, planFor, sourcesOnce } from './night-of.ts';
import type { NightsOptions } from './nights-asked.ts';
import type { CliFault } from './source/history-path.ts';

/** Seconds of so many nights are read at most: they say what power was held back, and take a second a night. */
const NIGHTS_OF_SECONDS = 31;

/** How many nights can be written, by the ending of the file name. */
export const spanWriters: Readonly<Record<string, (report: SpanReport, language: Language) => string>> = {
  '.html': (report, language) => spanHtml(report, dictionaries[language]),
  '.csv': spanCsv,
  '.json': (report) => `${JSON.stringify(report, null, 2)}\n`,
};

/** The report of all nights from an open history; each night under the configuration of that night. */
export async function spanOf(
  history: HistoryReader,
  { first, last }: NightsOptions,
  wishes: Omit<NightWishes, 'night'>,
  historyFile: string,
  nowMs: number,
): Promise<Result<SpanReport, CliFault>> {
  const dates = datesFrom(first, last);
  const reader = lightReader(history, dates.length <= NIGHTS_OF_SECONDS);
  const parts: NightPart[] = [];
  let latest: NightReport | undefined;
  const sources = sourcesOnce();
  for (const night of dates) {
    const made = await nightOf(reader, { ...wishes, night }, historyFile, nowMs, sources);
    if (!made.ok) return made;
    parts.push(nightPart(made.value));
    latest = made.value;
  }
  const planned = await planFor(history, { ...wishes, night: last });
  if (!planned.ok) return planned;
  if (latest === undefined) return failed({ code: EXIT.USAGE, text: tell('nights-backwards') });
  return together(history, planned.value, { dates, parts, latest });
}

interface Nights {
  readonly dates: readonly string[];
  readonly parts: readonly NightPart[];
  readonly latest: NightReport;
}

async function together(
  history: HistoryReader,
  plan: SitePlan,
  { dates, parts, latest }: Nights,
): Promise<Result<SpanReport, CliFault>> {
  const offsetAt = offsetsOf(plan.zone);
  const [first = '', last = ''] = [dates[0], dates.at(-1)];
  const receptors = [];
  for (const { id } of plan.control.receptors) {
    const hours = await hoursOf(history, id, first, last, offsetAt);
    if (!hours.ok) return failed({ code: EXIT.DATAERR, text: hours.fault });
    const nights = parts.flatMap((part) => part.receptors[id] ?? []);
    receptors.push(spanReceptor(id, nights, dayEveningNight(hours.value, offsetAt)));
  }
  const { madeMs, madeBy, site, station, givenByHand, record } = latest;
  return ok({
    ...({ format: 'quietpost-span', version: 1 } as const),
    ...{ madeMs, madeBy, site, station, givenByHand, record, receptors },
    ...{ zone: plan.zone, from: first, to: last, utcOffsetMin: offsetAt(madeMs) },
    energy: sumEnergy(parts),
  });
}

/** The hours from noon of the first date to noon after the last one. */
async function hoursOf(
  history: HistoryReader,
  level: string,
  first: string,
  last: string,
  offsetAt: OffsetAt,
): Promise<Result<readonly HourLevel[], string>> {
  const noonOf = (date: string): number => momentOf(Date.parse(`${date}T12:00:00Z`), offsetAt);
  const endMs = noonOf(last) + DAY_MS;
  const hours: HourLevel[] = [];
  for (let fromMs = noonOf(first); fromMs < endMs; fromMs += THINNED_STEPS_MAX * HOUR_MS) {
    const toMs = Math.min(endMs, fromMs + THINNED_STEPS_MAX * HOUR_MS);
    const count = Math.round((toMs - fromMs) / HOUR_MS);
    const table = await history.thinnedMinutes({ fromMs, toMs: fromMs + count * HOUR_MS }, [level], count);
    if (!table.ok) return table;
    const means = table.value.columns[level]?.mean ?? [];
    hours.push(...means.map((levelDb, index) => ({ startMs: fromMs + index * HOUR_MS, levelDb })));
  }
  return ok(hours);
}

/** Without what no page of many nights shows: the chain of each night, and, of many, its seconds. */
function lightReader(history: HistoryReader, withSeconds: boolean): HistoryReader {
  const nothing = { wallMs: [], columns: {}, samples: [] };
  const unproved = { firstSeq: null, lastSeq: null, hash: null, rows: 0, intact: true };
  return {
    ...history,
    seconds: (span: TimeSpan, channels) =>
      withSeconds ? history.seconds(span, channels) : Promise.resolve(ok(nothing)),
    chain: () => Promise.resolve(ok(unproved)),
  };
}

function datesFrom(first: string, last: string): string[] {
  const dates: string[] = [];
  for (let atMs = Date.parse(`${first}T00:00:00Z`); atMs <= Date.parse(`${last}T00:00:00Z`); atMs += DAY_MS)
    dates.push(new Date(atMs).toISOString().slice(0, 10));
  return dates;
}
