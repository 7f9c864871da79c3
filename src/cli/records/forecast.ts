/** `quietpost forecast`: the coming night hour by hour from the nights of the history, and how good such forecasts were. */

import {
  type ForecastHour,
  type ForecastScore,
  forecastNight,
  forecastScores,
  type PastNight,
  RISK_DB,
  type Spread,
} from '../../analysis/forecast/night-forecast.ts';
import { readPastNight } from '../../analysis/forecast/past-nights.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { HistoryReader } from '../../ports/history.ts';
import { nightSpan } from '../../report/data/night-span.ts';
import { readerOf } from '../../store/file/reader.ts';
import { localText } from '../../time/local-time.ts';
import { offsetsOf } from '../../time/zoned-stamps.ts';
import { columns } from '../terminal/columns.ts';
import { languageHere } from '../terminal/language.ts';
import { type CliFault, openHistoryFile } from './source/history-path.ts';

/** The options as typed. */
export interface ForecastOptions {
  /** Date of the evening; absent: the one after the last that is recorded. */
  readonly night?: string;
  readonly history?: string;
  readonly json?: boolean;
}

interface ForecastIo {
  write(line: string): void;
  complain(line: string): void;
}

/** Seconds are kept for two weeks; older nights say nothing of energy and little of tonight. */
const NIGHTS_MAX = 28;

/** Gives the exit code of sysexits.h. */
export async function forecast(site: string, options: ForecastOptions, io: ForecastIo): Promise<number> {
  const made = await make(site, options);
  if (!made.ok) {
    io.complain(`quietpost forecast: ${made.fault.text}`);
    return made.fault.code;
  }
  io.write(options.json === true ? JSON.stringify(made.value, null, 2) : forecastText(made.value));
  return EXIT.OK;
}

interface Forecast {
  /** Date of the evening. */
  readonly night: string;
  /** Local time at which each hour begins. */
  readonly hours: readonly ({ readonly begins: string } & ForecastHour)[];
  readonly nightsBefore: number;
  readonly scores: readonly ForecastScore[];
}

async function make(site: string, options: ForecastOptions): Promise<Result<Forecast, CliFault>> {
  const { night: asked, history } = options;
  if (asked !== undefined && Number.isNaN(Date.parse(`${asked}T00:00:00Z`))) {
    const text = `--night takes the date of the evening, like 2026-07-15, not "${asked}"`;
    return failed({ code: EXIT.USAGE, text });
  }
  const loaded = loadSite(site, [], languageHere());
  if (!loaded.ok) return failed({ code: EXIT.CONFIG, text: loaded.report });
  const opened = openHistoryFile({ history, site });
  if (!opened.ok) return opened;
  const made = await forecastFrom(readerOf(opened.value.db), loaded.plan, asked);
  opened.value.db.close();
  return made;
}

async function forecastFrom(
  history: HistoryReader,
  plan: SitePlan,
  asked: string | undefined,
): Promise<Result<Forecast, CliFault>> {
  const offsetAt = offsetsOf(plan.zone);
  const recorded = await history.recorded();
  if (!recorded.ok) return failed({ code: EXIT.DATAERR, text: recorded.fault });
  if (recorded.value === null) return failed({ code: EXIT.NOINPUT, text: 'nothing is recorded yet' });
  const { toMs } = recorded.value;
  const lastDate = new Date(toMs + offsetAt(toMs) * MINUTE_MS).toISOString().slice(0, 10);
  const night = asked ?? lastDate;
  const past: PastNight[] = [];
  for (let back = NIGHTS_MAX; back >= 1; back--) {
    const id = new Date(Date.parse(`${night}T00:00:00Z`) - back * DAY_MS).toISOString().slice(0, 10);
    const times = nightSpan(id, plan.control.night, offsetAt);
    if (times === null)
      return failed({ code: EXIT.CONFIG, text: 'the site has no night: its start is its end' });
    const span = { fromMs: times.startMs, toMs: times.endMs };
    const read = await readPastNight(history, id, span, plan.control);
    if (!read.ok) return failed({ code: EXIT.DATAERR, text: read.fault });
    if (read.value !== null) past.push(read.value);
  }
  const times = nightSpan(night, plan.control.night, offsetAt);
  if (past.length === 0 || times === null)
    return failed({ code: EXIT.NOINPUT, text: `no night before ${night} is recorded` });
  const count = Math.floor((times.endMs - times.startMs) / HOUR_MS);
  const hours = forecastNight(past, night, count).map((hour, index) => {
    const beginMs = times.startMs + index * HOUR_MS;
    return { begins: localText(beginMs, offsetAt(beginMs)).slice(11, 16), ...hour };
  });
  return ok({ night, hours, nightsBefore: past.length, scores: forecastScores(past) });
}

const names: Readonly<Record<keyof ForecastHour, string>> = {
  servedKwh: 'energy, kWh',
  overDb: 'equipment above limit, dB',
  riskMinutes: `minutes above limit - ${RISK_DB} dB`,
  limitedMinutes: 'minutes with limited power',
};

function forecastText({ night, hours, nightsBefore, scores }: Forecast): string {
  const head = ['from', ...Object.values(names)];
  const rows = hours.map((hour) => [
    hour.begins,
    spreadText(hour.servedKwh, 0),
    spreadText(hour.overDb, 1),
    spreadText(hour.riskMinutes, 0),
    spreadText(hour.limitedMinutes, 0),
  ]);
  const scored = scores.map(
    ({ figure, hours: count, loss, asLastNight, inside }) =>
      `${names[figure]}: mean pinball loss ${loss.toFixed(2)} over ${count} hours, "as last night" ${asLastNight.toFixed(2)}; ${Math.round(100 * inside)} % between the outer figures (80 are right)`,
  );
  return [
    `night of ${night}, from ${nightsBefore} nights before it: 10th, 50th and 90th percentile of each hour`,
    ...columns([head, ...rows], [1, 2, 3, 4]),
    ...(scored.length === 0
      ? ['no score yet: it takes four nights']
      : ['past nights, each forecast from those before it:', ...scored]),
  ].join('\n');
}

function spreadText(spread: Spread | null, digits: number): string {
  return spread === null ? '--' : spread.map((value) => value.toFixed(digits)).join(' / ');
}
