/** `quietpost whatif --nights 7`: several nights of the history under a changed site file, summed, with their spread. */

import { dateBefore, nightNow } from '../../analysis/forecast/site-night.ts';
import {
  type BeforeAndChanged,
  type NightEffect,
  type NightsSum,
  nightEffect,
  sumOfNights,
} from '../../analysis/what-if/nights.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { DAY_MS } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { HistoryReader } from '../../ports/history.ts';
import { readerOf } from '../../store/file/reader.ts';
import { offsetsOf } from '../../time/zoned-stamps.ts';
import { columns } from '../terminal/columns.ts';
import { languageHere } from '../terminal/language.ts';
import { tell } from '../terminal/tell.ts';
import { decideAgain } from './decided-night.ts';
import { nightsAsked } from './nights-asked.ts';
import { type CliFault, openHistoryFile } from './source/history-path.ts';
import { sourceFromHistory } from './source/night-source.ts';

/** The options as typed: the last nights, or those of a span. */
export interface WhatIfNightsOptions {
  readonly nights?: string;
  readonly from?: string;
  readonly to?: string;
  readonly recording?: string;
  /** Of one night alone: not together with these. */
  readonly night?: string;
  readonly history?: string;
  readonly json?: boolean;
}

interface WhatIfIo {
  write(line: string): void;
  complain(line: string): void;
}

/** What came of the nights. */
interface NightsFound {
  readonly effects: readonly NightEffect[];
  /** Nights that could not be decided again, and why. */
  readonly left: readonly { readonly night: string; readonly why: string }[];
}

/** Seconds are kept for two weeks. */
const NIGHTS_MAX = 31;

/** Gives the exit code of sysexits.h. */
export async function whatifNights(
  site: string,
  options: WhatIfNightsOptions,
  io: WhatIfIo,
): Promise<number> {
  const found = await find(site, options);
  if (!found.ok) {
    io.complain(tell('command-says', { command: 'whatif', why: found.fault.text }));
    return found.fault.code;
  }
  if (options.json === true) io.write(JSON.stringify({ ...found.value, sums: sumsOf(found.value) }, null, 2));
  else for (const line of nightsText(found.value)) io.write(line);
  return EXIT.OK;
}

async function find(site: string, options: WhatIfNightsOptions): Promise<Result<NightsFound, CliFault>> {
  const { night, nights: count, from, to, recording } = options;
  if (night !== undefined || [count, from ?? to].filter((way) => way !== undefined).length !== 1)
    return failed({ code: EXIT.USAGE, text: tell('whatif-once') });
  if (recording !== undefined) return failed({ code: EXIT.USAGE, text: tell('whatif-recording-one') });
  const loaded = loadSite(site, [], languageHere());
  if (!loaded.ok) return failed({ code: EXIT.CONFIG, text: loaded.report });
  const opened = await openHistoryFile({ history: options.history, site });
  if (!opened.ok) return opened;
  const { db, path } = opened.value;
  const history = readerOf(db);
  const nights = await datesOf(history, loaded.plan, options);
  const found = nights.ok ? await decideAll(history, path, loaded.plan, nights.value) : nights;
  db.close();
  return found;
}

/** Oldest first. */
async function datesOf(
  history: HistoryReader,
  { control, zone }: SitePlan,
  { nights, from, to }: WhatIfNightsOptions,
): Promise<Result<readonly string[], CliFault>> {
  if (nights === undefined) {
    const asked = nightsAsked({
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
    if (!asked.ok) return failed({ code: EXIT.USAGE, text: asked.fault });
    const { first, last } = asked.value;
    const count = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
    if (count > NIGHTS_MAX) return failed({ code: EXIT.USAGE, text: tooMany(String(count)) });
    return ok(Array.from({ length: count }, (_, index) => dateBefore(last, count - 1 - index)));
  }
  const count = Number(nights);
  if (!Number.isInteger(count) || count < 1 || count > NIGHTS_MAX)
    return failed({ code: EXIT.USAGE, text: tooMany(nights) });
  const recorded = await history.recorded();
  if (!recorded.ok) return failed({ code: EXIT.DATAERR, text: recorded.fault });
  if (recorded.value === null) return failed({ code: EXIT.NOINPUT, text: tell('nothing-recorded') });
  const next = nightNow(recorded.value.toMs, control.night, offsetsOf(zone));
  if (next === null) return failed({ code: EXIT.CONFIG, text: tell('no-night') });
  return ok(Array.from({ length: count }, (_, index) => dateBefore(next.id, count - index)));
}

function tooMany(nights: string): string {
  return tell('whatif-too-many', { most: NIGHTS_MAX, given: nights });
}

/** A night that cannot be decided again is left out and said; none at all is a fault. */
async function decideAll(
  history: HistoryReader,
  path: string,
  changed: SitePlan,
  nights: readonly string[],
): Promise<Result<NightsFound, CliFault>> {
  const effects: NightEffect[] = [];
  const left: { night: string; why: string }[] = [];
  let fault: CliFault | undefined;
  for (const night of nights) {
    const source = await sourceFromHistory(history, path, changed, night);
    const decided = source.ok ? await decideAgain(source.value, changed, night) : source;
    if (decided.ok) effects.push(nightEffect(night, decided.value.found));
    else {
      left.push({ night, why: decided.fault.text });
      fault ??= decided.fault;
    }
  }
  return effects.length === 0 && fault !== undefined ? failed(fault) : ok({ effects, left });
}

function sumsOf({ effects }: NightsFound) {
  const of = (value: (effect: NightEffect) => number | null): NightsSum | null =>
    sumOfNights(effects.map(value));
  const more = (value: (effect: NightEffect) => BeforeAndChanged) =>
    of((effect) => difference(value(effect)));
  return {
    givenUpKwh: of(({ givenUpKwh }) => givenUpKwh),
    givenBackKwh: of(({ givenBackKwh }) => givenBackKwh),
    limitedMinutesMore: more(({ limitedMinutes }) => limitedMinutes),
    minutesAboveMore: more(({ minutesAbove }) => minutesAbove),
    laeqDbMore: more(({ laeqDb }) => laeqDb),
  };
}

function difference({ before, changed }: BeforeAndChanged): number | null {
  return before === null || changed === null ? null : changed - before;
}

function nightsText(found: NightsFound): readonly string[] {
  const { effects, left } = found;
  const rows = effects.map((effect) => [
    effect.night,
    effect.hours.toFixed(1),
    effect.givenBackKwh.toFixed(1),
    effect.givenUpKwh.toFixed(1),
    bothText(effect.limitedMinutes, 0),
    bothText(effect.minutesAbove, 0),
    bothText(effect.laeqDb, 1),
  ]);
  const heads = [
    ...[tell('whatif-night'), tell('whatif-hours'), tell('whatif-back-kwh'), tell('whatif-up-kwh')],
    ...[tell('whatif-minutes-limited'), tell('whatif-above'), tell('whatif-laeq-head')],
  ];
  return [
    ...columns([heads, ...rows], [1, 2, 3, 4, 5, 6]),
    '',
    ...sumTable(found),
    ...left.map(({ night, why }) => tell('whatif-left-out', { night, why })),
    tell('whatif-nights-note-1'),
    tell('whatif-nights-note-2'),
    tell('whatif-nights-note-3'),
  ];
}

function sumTable(found: NightsFound): readonly string[] {
  const sums = sumsOf(found);
  const row = (name: string, sum: NightsSum | null, digits: number, isSum = true): string[] => {
    const shown = (value: number | undefined): string => value?.toFixed(digits) ?? '--';
    return [name, isSum ? shown(sum?.sum) : '', shown(sum?.lowest), shown(sum?.median), shown(sum?.highest)];
  };
  return columns(
    [
      [
        tell('whatif-nights', { count: found.effects.length }),
        ...[tell('whatif-sum'), tell('whatif-lowest'), tell('whatif-median'), tell('whatif-highest')],
      ],
      row(tell('whatif-back-kwh'), sums.givenBackKwh, 1),
      row(tell('whatif-up-kwh'), sums.givenUpKwh, 1),
      row(tell('whatif-more-limited'), sums.limitedMinutesMore, 0),
      row(tell('whatif-more-above'), sums.minutesAboveMore, 0),
      row(tell('whatif-laeq-higher'), sums.laeqDbMore, 1, false),
    ],
    [1, 2, 3, 4],
  );
}

function bothText({ before, changed }: BeforeAndChanged, digits: number): string {
  const shown = (value: number | null): string => value?.toFixed(digits) ?? '--';
  return `${shown(before)} -> ${shown(changed)}`;
}
