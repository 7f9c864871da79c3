/** What the night will probably bring: one sentence, and a small table by the hour. */

import { pageText } from '../../language/page-text.ts';
import type { NightForecast, Outlook } from '../../model/forecast/night-forecast.ts';
import { clockText, type Moment } from './moment.ts';

/** The forecast in words; without rows there is none. */
export interface ForecastView {
  readonly text: string;
  /** Where it comes from, and how good the last one was; empty: nothing to say. */
  readonly note: string;
  readonly rows: readonly ForecastRow[];
}

/** One hour: what was measured once it is over, before that the middle of past nights. */
export interface ForecastRow {
  readonly from: string;
  readonly isMeasured: boolean;
  readonly overDb: string;
  readonly riskMinutes: string;
  readonly withheldKwh: string;
}

/** The outlook in the language of the page. */
export function forecastView(moment: Moment, { nights, tonight, last }: Outlook): ForecastView {
  const { words } = moment;
  if (nights === 0) return { text: words.label('forecast-none'), note: '', rows: [] };
  const gap = words.label('sentence-gap');
  const score = last === null ? [] : [words.say(scoreText(last))];
  if (tonight === null) {
    const at = madeAt(moment);
    return { text: words.say(pageText('forecast-later', { at, nights })), note: score.join(gap), rows: [] };
  }
  const from = words.say(pageText('forecast-from', { nights: tonight.nightsBefore }));
  const warm = tonight.byWeather.length === 0 ? [] : [words.label('forecast-warm')];
  return {
    text: sentences(moment, tonight).join(gap),
    note: [from, ...warm, ...score].join(gap),
    rows: rowsOf(moment, tonight),
  };
}

function sentences(
  { words, result }: Moment,
  { rest: { servedKwh, riskMinutes, limitedMinutes, withheldKwh } }: NightForecast,
): readonly string[] {
  const middle = {
    kwh: servedKwh?.[1] ?? null,
    risk: riskMinutes?.[1] ?? null,
    limited: limitedMinutes?.[1] ?? null,
  };
  const key = result.isNight ? 'forecast-rest' : 'forecast-text';
  const kept =
    withheldKwh === null ? [] : [words.say(pageText('forecast-withheld', { kwh: withheldKwh[1] }))];
  return [words.say(pageText(key, middle)), ...kept];
}

function rowsOf(moment: Moment, { hours }: NightForecast): readonly ForecastRow[] {
  const { number } = moment.words;
  return hours.map(({ startWallMs, forecast, measured }) => {
    const value = (figure: 'overDb' | 'riskMinutes' | 'withheldKwh'): number | null =>
      measured === null ? (forecast[figure]?.[1] ?? null) : measured[figure];
    return {
      from: clockText(moment, startWallMs),
      isMeasured: measured !== null,
      overDb: number(value('overDb'), 1),
      riskMinutes: number(value('riskMinutes'), 0),
      withheldKwh: number(value('withheldKwh'), 0),
    };
  });
}

function scoreText({ scores }: NonNullable<Outlook['last']>) {
  const better = scores.filter(({ loss, asLastNight }) => loss <= asLastNight).length;
  return pageText('forecast-score', { better, all: scores.length });
}

/** An hour before the night. */
function madeAt({ plan }: Moment): string {
  const minute = (plan.control.night.startMin + 23 * 60) % (24 * 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
