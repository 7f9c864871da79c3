/** `quietpost forecast`: the coming night hour by hour from the nights of the history, and how good such forecasts were. */

import { forecastScores } from '../../analysis/forecast/forecast-score.ts';
import { NIGHTS_MAX, readKeptNights } from '../../analysis/forecast/kept-nights.ts';
import { type NightReading, pastNightOf, readNight } from '../../analysis/forecast/night-reading.ts';
import { dateBefore, nightNow, type SiteNight, siteNight } from '../../analysis/forecast/site-night.ts';
import { nightForecast } from '../../analysis/forecast/tonight.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { HOUR_MS } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import type { PastNight } from '../../model/forecast/night-forecast.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { HistoryReader, TimeSpan } from '../../ports/history.ts';
import { readerOf } from '../../store/file/reader.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import { localText } from '../../time/local-time.ts';
import { offsetsOf } from '../../time/zoned-stamps.ts';
import { languageHere } from '../terminal/language.ts';
import { tell } from '../terminal/tell.ts';
import { type ForecastFound, forecastText } from './forecast-text.ts';
import { type CliFault, openHistoryFile } from './source/history-path.ts';

/** The options as typed. */
export interface ForecastOptions {
  /** Date of the evening; absent: the night that is, or the one after the last that is recorded. */
  readonly night?: string;
  readonly history?: string;
  readonly json?: boolean;
}

interface ForecastIo {
  write(line: string): void;
  complain(line: string): void;
}

/** Gives the exit code of sysexits.h. */
export async function forecast(site: string, options: ForecastOptions, io: ForecastIo): Promise<number> {
  const made = await make(site, options);
  if (!made.ok) {
    io.complain(tell('command-says', { command: 'forecast', why: made.fault.text }));
    return made.fault.code;
  }
  io.write(options.json === true ? JSON.stringify(made.value, null, 2) : forecastText(made.value));
  return EXIT.OK;
}

async function make(site: string, options: ForecastOptions): Promise<Result<ForecastFound, CliFault>> {
  const { night: asked, history } = options;
  if (asked !== undefined && Number.isNaN(Date.parse(`${asked}T00:00:00Z`))) {
    const text = tell('takes-evening', { option: '--night', given: asked });
    return failed({ code: EXIT.USAGE, text });
  }
  const loaded = loadSite(site, [], languageHere());
  if (!loaded.ok) return failed({ code: EXIT.CONFIG, text: loaded.report });
  const opened = await openHistoryFile({ history, site });
  if (!opened.ok) return opened;
  const made = await forecastFrom(readerOf(opened.value.db), loaded.plan, asked);
  opened.value.db.close();
  return made;
}

async function forecastFrom(
  history: HistoryReader,
  plan: SitePlan,
  asked: string | undefined,
): Promise<Result<ForecastFound, CliFault>> {
  const offsetAt = offsetsOf(plan.zone);
  const recorded = await history.recorded();
  if (!recorded.ok) return failed({ code: EXIT.DATAERR, text: recorded.fault });
  if (recorded.value === null) return failed({ code: EXIT.NOINPUT, text: tell('nothing-recorded') });
  const { toMs } = recorded.value;
  const { night } = plan.control;
  const times = asked === undefined ? nightNow(toMs, night, offsetAt) : siteNight(asked, night, offsetAt);
  if (times === null) return failed({ code: EXIT.CONFIG, text: tell('no-night') });
  const kept = await readKeptNights(history, times.startMs);
  if (!kept.ok) return failed({ code: EXIT.DATAERR, text: kept.fault });
  const past = await pastNights(history, plan, offsetAt, times, kept.value.nights, recorded.value);
  if (!past.ok) return failed({ code: EXIT.DATAERR, text: past.fault });
  const read = await readNight(history, times, plan.control, toMs);
  if (!read.ok) return failed({ code: EXIT.DATAERR, text: read.fault });
  const made = forecastOf(read.value, past.value, asked === undefined ? toMs : times.startMs - HOUR_MS);
  if (made === null)
    return failed({ code: EXIT.NOINPUT, text: tell('forecast-no-night', { night: times.id }) });
  const hours = made.hours.map((hour) => {
    const begins = localText(hour.startWallMs, offsetAt(hour.startWallMs)).slice(11, 16);
    return { begins, ...hour };
  });
  return ok({
    ...made,
    hours,
    eveningC: read.value.eveningC ?? null,
    hasOutdoor: plan.control.weather.temperature !== undefined,
    scores: forecastScores(past.value, made.byWeather),
    told: kept.value.scored.filter((one) => one.night < times.id),
  });
}

function forecastOf({ times, eveningC, hours }: NightReading, past: readonly PastNight[], nowMs: number) {
  return nightForecast({ times, nowMs, past, eveningC: eveningC ?? null, measured: hours });
}

/** Those that are kept, and the others out of their records: what a gateway would keep of them. */
async function pastNights(
  history: HistoryReader,
  plan: SitePlan,
  offsetAt: OffsetAt,
  { id: night }: SiteNight,
  kept: readonly PastNight[],
  recorded: TimeSpan,
): Promise<Result<readonly PastNight[], string>> {
  const past: PastNight[] = [];
  for (let back = NIGHTS_MAX; back >= 1; back--) {
    const id = dateBefore(night, back);
    const known = kept.find((one) => one.id === id);
    const times = siteNight(id, plan.control.night, offsetAt);
    if (known !== undefined) past.push(known);
    if (known !== undefined || times === null || times.endMs <= recorded.fromMs) continue;
    const read = await readNight(history, times, plan.control);
    if (!read.ok) return read;
    const own = pastNightOf(read.value);
    if (own !== null) past.push(own);
  }
  return ok(past);
}
