/** Nights that never were: records as the history gives them, for the shipped site, the same for the same seed. */

import type { Background } from '../../../src/acoustics/assessment/background.ts';
import { energyOf } from '../../../src/acoustics/levels/level.ts';
import type { RuleSet } from '../../../src/acoustics/rule-set.ts';
import { loadRuleSet } from '../../../src/config/limits/limits.ts';
import { loadSite } from '../../../src/config/load/load-site.ts';
import { plain } from '../../../src/model/message.ts';
import type { SitePlan } from '../../../src/plan/site-plan.ts';
import type { DecisionRecord, MinuteRecord, SecondsTable } from '../../../src/ports/history.ts';
import type { NightRecords } from '../../../src/report/data/night-records.ts';
import { type NightQuestion, nightReport } from '../../../src/report/data/night-report.ts';
import { nightSpan } from '../../../src/report/data/night-span.ts';
import type { NightReport } from '../../../src/report/data/shape/report-data.ts';
import type { OffsetAt } from '../../../src/time/local-span.ts';

const MINUTE_MS = 60_000;
const SAMPLE_EVERY_S = 20;

/** The site that is shipped. */
export const sitePlan = shippedSite();
const rules = shippedRules('gb-22337');

export interface MadeNight {
  readonly seed?: number;
  readonly date?: string;
  readonly offsetAt?: OffsetAt;
  readonly zone?: string;
  /** Moment of the report, after the begin of the night. */
  readonly nowAfterMs?: number;
  /** The level of a minute at a place, dB; null: none. Default: a night of a busy station. */
  readonly levelDb?: (minute: number, random: () => number) => number | null;
  readonly plan?: SitePlan;
  /** Default: GB 22337-2008, class 1. */
  readonly standard?: { readonly rules: RuleSet; readonly className: string };
  /** Measured with the station off. */
  readonly background?: Background;
  readonly change?: (records: NightRecords) => NightRecords;
}

/** A night with rain, a hole, drivers talking and a power limit, as a report. */
export function madeReport(night: MadeNight = {}): NightReport {
  return nightReport(madeQuestion(night));
}

export function madeQuestion(night: MadeNight = {}): NightQuestion {
  const { date = '2026-07-15', offsetAt = () => 480, nowAfterMs = 9 * 3_600_000 } = night;
  const plan = { ...(night.plan ?? sitePlan), ...(night.zone === undefined ? {} : { zone: night.zone }) };
  const span = nightSpan(date, plan.control.night, offsetAt);
  if (span === null) throw new Error('assertion: this site has nights');
  const nowMs = span.startMs + nowAfterMs;
  const records = madeRecords(plan, span.startMs, Math.min(span.endMs, nowMs), night);
  return {
    plan,
    night: span,
    records: night.change?.(records) ?? records,
    ruleFor: () => night.standard ?? { rules, className: '1' },
    ...(night.background === undefined ? {} : { background: night.background }),
    offsetAt,
    nowMs,
    historyFile: 'night.db',
    madeBy: 'quietpost 0.1.0',
  };
}

function madeRecords(plan: SitePlan, startMs: number, endMs: number, night: MadeNight): NightRecords {
  const random = createRandom(night.seed ?? 1);
  const count = Math.floor((endMs - startMs) / MINUTE_MS);
  const minutes: MinuteRecord[] = [];
  for (let minute = 0; minute < count; minute++) {
    for (const { id, level } of [...plan.control.receptors, ...plan.control.otherLevels]) {
      const levelDb = (night.levelDb ?? busyNight)(minute, random);
      if (levelDb === null) continue;
      const place = id === 'north' ? 0 : id === 'rest' ? 6 : 22;
      const startWallMs = startMs + minute * MINUTE_MS;
      minutes.push(
        minuteRecord(id, level, startWallMs, levelDb + place, place === 0 ? fanLevel(minute) : null, random),
      );
    }
  }
  const numbered = minutes.map((record, index) => ({ ...record, seq: 4711 + index }));
  return {
    minutes: numbered,
    seconds: madeSeconds(plan, startMs, count, random),
    events: [
      {
        class: 'lifecycle',
        severity: 'info',
        wallMs: startMs + 200 * MINUTE_MS,
        subject: 'control',
        state: 'noted',
        message: plain(
          'every input that a rule needs has been good once: out of fail-safe, automatic control begins.',
        ),
      },
      {
        class: 'fault',
        severity: 'warning',
        wallMs: startMs + 181 * MINUTE_MS,
        subject: 'slm-north',
        state: 'raised',
        message: plain(
          'slm-north on noise is silent: no answer within 500 ms. It is asked now and then; check its supply, wiring and unit id.',
        ),
      },
    ],
    decisions: madeDecisions(startMs),
    calibrations: [-20, 12].map((days, index) => ({
      id: `c0ffee00000${index}`,
      wallMs: startMs + days * 86_400_000,
      meter: 'slm-north',
      levelDb: 94,
      beforeDb: 93.8,
      afterDb: 94,
      driftDb: -0.2,
      offsetDb: 0.2,
      by: 'technician',
      meterSerial: 'SN-20417',
      calibratorSerial: 'CAL-7781',
      note: null,
    })),
    markings: [],
    configs: [{ sinceMs: startMs - 86_400_000, hash: plan.hash, text: '{}' }],
    gaps: [],
    chain: {
      firstSeq: numbered[0]?.seq ?? null,
      lastSeq: numbered.at(-1)?.seq ?? null,
      hash: numbered.length === 0 ? null : 'ab12'.repeat(16),
      rows: numbered.length,
      intact: true,
    },
  };
}

/** Traffic ebbs until three and returns, drivers talk now and then, a meter is silent for a while. */
function busyNight(minute: number, random: () => number): number | null {
  if (minute >= 182 && minute < 199) return null;
  const traffic = 41 + 2.5 * Math.cos((2 * Math.PI * minute) / 480) + 1.6 * (random() - 0.5);
  const talk = minute > 300 && minute < 322 ? 8 * random() : random() > 0.97 ? 9 * random() : 0;
  return traffic + talk + 3 * Math.exp(-(((minute - 90) / 40) ** 2));
}

function fanLevel(minute: number): number {
  return 34 + 10.2 * Math.exp(-(((minute - 95) / 60) ** 2)) + 3 * Math.exp(-(((minute - 400) / 50) ** 2));
}

function minuteRecord(
  level: string,
  channel: string,
  startWallMs: number,
  levelDb: number,
  equipmentDb: number | null,
  random: () => number,
): MinuteRecord {
  const centre = Math.round(levelDb * 10);
  const minute = Math.floor(startWallMs / MINUTE_MS) % 480;
  return {
    level,
    meter: channel.slice(0, channel.indexOf('.')),
    startWallMs,
    utcOffsetMin: 480,
    energyS: 60 * energyOf(levelDb),
    validS: 60,
    spanS: 60,
    count: 60,
    lafmaxDb: levelDb + 3 + 9 * random() ** 3,
    histogram: { firstClass: centre - 15, counts: [5, ...new Array(28).fill(0), 20, 25, 5, 0, 3, 2] },
    equipmentDb,
    ...(equipmentDb === null
      ? {}
      : { equipment: { expandedDb: 0.02, isLearned: true, gate: 'trusted', change: 'none' } as const }),
    weatherS: minute >= 40 && minute < 62 ? 30 : 0,
    clockSynced: true,
    clockSource: 'assumed',
    clockStepped: false,
    config: 'e1f2',
    calibration: 'c0ffee000000',
    seq: 0,
    hash: 'ab12'.repeat(16),
    quality: 'good',
  };
}

function madeSeconds(plan: SitePlan, startMs: number, count: number, random: () => number): SecondsTable {
  const rows = (count * 60) / SAMPLE_EVERY_S;
  const wallMs = Array.from({ length: rows }, (_, row) => startMs + row * SAMPLE_EVERY_S * 1000);
  const column = (value: (minute: number) => number): SecondsTable['columns'][string] => ({
    values: wallMs.map((_, row) => value((row * SAMPLE_EVERY_S) / 60)),
    qualities: wallMs.map(() => 'good' as const),
  });
  const columns: Record<string, SecondsTable['columns'][string]> = {};
  for (const cabinet of plan.control.cabinets) {
    for (const { speed } of cabinet.fans) {
      const wear = 0.9 + 0.2 * random();
      columns[speed] = column((minute) => 300 + 700 * wear * 10 ** ((fanLevel(minute) - 45) / 50));
    }
    for (const channel of cabinet.temperatures)
      columns[channel] = column((minute) => 28 + fanLevel(minute) / 4);
    cabinet.guns.forEach((gun, index) => {
      columns[gun] = column((minute) => (Math.sin(minute / 40 + index * 1.7) > 0.55 ? 62_000 : 0));
    });
  }
  return { wallMs, columns, samples: [] };
}

function madeDecisions(startMs: number): DecisionRecord[] {
  const at = (minute: number, output: string, value: number, by: string, reason: string): DecisionRecord => ({
    wallMs: startMs + minute * MINUTE_MS,
    output,
    value,
    by,
    reason: plain(reason),
    overruled: [],
  });
  const cooling = 'cabinet a at 36.4 C';
  const quiet = 'night: the equipment may reach 44.0 dB at north, fans at most 76 %';
  const derated = `fans of cabinet a are capped at 76 % for the night, so less power keeps it cool: ${quiet}`;
  const fans = ['fan-a1', 'fan-a2', 'fan-b1', 'fan-b2'];
  const rested = 'nothing asks for more or less';
  return [
    ...fans.map((fan) => at(-30, fan, 45, 'thermal-fan', cooling)),
    ...['limit-a', 'limit-b'].map((limit) => at(-300, limit, 100, 'rest', rested)),
    at(-300, 'lamp', 0, 'rest', rested),
    ...fans.map((fan) => at(0, fan, 76, 'night-noise', quiet)),
    at(80, 'limit-a', 75, 'night-noise', derated),
    at(95, 'limit-a', 50, 'night-noise', derated),
    at(118, 'limit-a', 75, 'night-noise', derated),
    at(140, 'limit-a', 100, 'rest', rested),
    ...fans.map((fan) => at(141, fan, 52, 'thermal-fan', cooling)),
    at(304, 'lamp', 100, 'quiet-lamp', 'people in the rest area at 63.1 dB (LAeq,1min)'),
    at(324, 'lamp', 0, 'rest', rested),
  ];
}

/** Mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A standard of config/limits. */
export function shippedRules(id: string): RuleSet {
  const loaded = loadRuleSet(id);
  if (!loaded.ok) throw new Error(loaded.report);
  return loaded.rules;
}

function shippedSite(): SitePlan {
  const loaded = loadSite('config/site.yaml');
  if (!loaded.ok) throw new Error(loaded.report);
  return loaded.plan;
}
