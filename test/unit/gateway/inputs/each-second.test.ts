/**
 * An hour of sound level meters in virtual time, from the wire to the rows of `data/spl` and to the minutes: each second
 * once, whatever clock the meter has, and fresh when the cycle freezes it.
 */

import { describe, expect, test } from 'vitest';
import { energyOf, levelOf } from '../../../../src/acoustics/levels/level.ts';
import type { LevelTrack } from '../../../../src/acoustics/periods/level-track.ts';
import { partPlanOf } from '../../../../src/backoffice/telemetry/part-messages.ts';
import { streamSources } from '../../../../src/backoffice/telemetry/part-rows.ts';
import { rowsIn } from '../../../../src/contract/form/batch.ts';
import type { Row } from '../../../../src/contract/form/row.ts';
import { seriesSchema } from '../../../../src/contract/form/series.ts';
import { trackLevels } from '../../../../src/control/inputs/level-tracks.ts';
import type { DeviceDefinition } from '../../../../src/devices/modbus/definition.ts';
import { createIntake } from '../../../../src/gateway/inputs/intake.ts';
import { createLatest } from '../../../../src/gateway/inputs/latest.ts';
import type { ProcessImage } from '../../../../src/model/image.ts';
import type { Sample } from '../../../../src/model/reading.ts';
import type { BusPlan, DevicePlan, SitePlan } from '../../../../src/plan/site-plan.ts';
import { noNumbers } from '../../../../src/ports/journal.ts';
import { createBatchBuilder } from '../../../../src/store/writer/batch-builder.ts';
import { shippedDefinitions } from '../../../golden/shipped-definitions.ts';
import { smallPlan, startWallMs } from '../../backoffice/small-plan.ts';
import { createRig, meter, rtuPlan, tcpPlan } from '../../fieldbus/bus/bus-fixture.ts';
import { seededRandom } from '../../fieldbus/frames.ts';

const HOUR_S = 3600;
/** The wall clock does not tick with the cycle. */
const WALL_MS = startWallMs + 437;

interface MeterOptions {
  /** How long the meter's second is by our clock. */
  readonly secondMs?: number;
  /** When its seconds end. */
  readonly phaseMs?: number;
  readonly turnaroundMs: () => number;
}

interface Heard {
  /** One a second that the meter gave, in the order of the rows. */
  readonly rows: readonly { readonly atMs: number; readonly levelDb: number; readonly number: number }[];
  readonly minutes: readonly { readonly startMs: number; readonly laeqDb: number | null }[];
  /** Age of the newest answer at each freeze. */
  readonly agesMs: readonly number[];
  readonly samples: readonly Sample[];
}

/** What each of the meters, on one line, was heard to say. The first one is a receptor's. */
function hourOf(
  bus: BusPlan,
  model: string,
  meters: readonly MeterOptions[],
  others: readonly DevicePlan[] = [],
): readonly Heard[] {
  const definition = definitionOf(model);
  const devices = meters.map((_, index): DevicePlan => {
    const id = `slm-${index}`;
    return { id, bus: bus.id, unitId: index + 2, definition, pollMs: 1000, validMs: 5000 };
  });
  const rig = createRig(bus, [...others, ...devices], new Set(['slm-0']));
  meters.forEach(({ secondMs = 1000, phaseMs = 0, turnaroundMs }, index) => {
    rig.turnaroundMs.set(index + 2, turnaroundMs());
    rig.behaviours.set(index + 2, (_request, nowMs) => {
      rig.turnaroundMs.set(index + 2, turnaroundMs());
      const second = Math.floor((nowMs - phaseMs) / secondMs) + 10;
      return definition.points.length === 1
        ? [450 + ((second * 37) % 200)]
        : [4500 + ((second * 37) % 2000), 3000 + (second % 6000), second, 0];
    });
  });
  rig.bus.start({ firstMs: 1000, periodMs: 1000 });
  for (const { unitId } of others) rig.turnaroundMs.set(unitId, 30);
  rig.clock.runUntil((HOUR_S + 1) * 1000);
  expect(rig.bus.counters()).toMatchObject({ missed: 0, timeouts: 0 });
  return heardIn(rig.readings, devices);
}

/** Takes the readings in, freezes every second, and asks what comes out at the other end. */
function heardIn(
  readings: ReturnType<typeof createRig>['readings'],
  devices: readonly DevicePlan[],
): readonly Heard[] {
  const plan = planOf(devices);
  const latest = createLatest(plan.control.channels, 0);
  const intake = createIntake(latest);
  const recorded = Object.entries(plan.control.channels).map(([id, { validMs }]) => ({
    id,
    resolution: 100,
    validMs,
  }));
  const builder = createBatchBuilder({ channels: recorded, gradual: new Set(), rowsMax: HOUR_S });
  const heard = devices.map(() => ({
    rows: [] as { atMs: number; levelDb: number; number: number }[],
    minutes: [] as { startMs: number; laeqDb: number | null }[],
    agesMs: [] as number[],
    samples: [] as Sample[],
  }));
  let levels: Record<string, LevelTrack> = {};
  let next = 0;
  for (let nowMs = 1000; nowMs <= HOUR_S * 1000; nowMs += 1000) {
    for (let reading = readings[next]; reading !== undefined && reading.takenMs <= nowMs; ) {
      const device = devices.find(({ id }) => id === reading?.device);
      if (device !== undefined) intake.take(device, reading.block, reading.reply, reading.takenMs);
      next += 1;
      reading = readings[next];
    }
    const frozen = latest.freeze();
    const image: ProcessImage = {
      ...{ cycle: nowMs / 1000, nowMs, wallMs: WALL_MS + nowMs, utcOffsetMin: 0, clockSynced: true },
      ...{ channels: frozen.channels, samples: frozen.samples, requests: [] },
    };
    builder.add({ image, decisions: [], events: [], minutes: [] });
    const tracked = trackLevels(levels, image, plan.control);
    levels = tracked.levels;
    devices.forEach(({ id }, index) => {
      const own = heard[index];
      const level = levelOfMeter(id, devices);
      own?.agesMs.push(nowMs - (frozen.channels[level]?.takenMs ?? 0));
      own?.samples.push(...frozen.samples.filter(({ channel }) => channel === level));
      for (const { level: place, period } of tracked.closed) {
        if (place !== id || period.kind !== 'minute') continue;
        own?.minutes.push({ startMs: period.startWallMs, laeqDb: period.laeqDb });
      }
    });
  }
  for (const [, atMs, [meter, levelDb, peakDb]] of rowsOf(builder, recorded, plan)) {
    const index = devices.findIndex(({ id }) => meter === id || meter === levelOfMeter(id, devices));
    if (typeof levelDb !== 'number') continue;
    const number = typeof peakDb === 'number' ? Math.round(peakDb * 100) - 3000 : Number.NaN;
    heard[index]?.rows.push({ atMs, levelDb, number });
  }
  return heard;
}

/** All that was recorded, as one part of the log. */
function rowsOf(
  builder: ReturnType<typeof createBatchBuilder>,
  channels: readonly { readonly id: string; readonly resolution: number }[],
  plan: SitePlan,
): readonly Row[] {
  const batch = builder.take();
  if (batch?.block == null) throw new Error('nothing recorded');
  const { block, ...lists } = batch;
  const part = { ...lists, ...block, channels, id: 1, epoch: 1, config: 'c', seqsBefore: noNumbers };
  const texts = streamSources.spl.texts(part, partPlanOf(plan));
  return rowsIn({
    seq: [1, block.wallMs.length],
    series: texts.map((text) => seriesSchema.parse(JSON.parse(text))),
  });
}

function levelOfMeter(id: string, devices: readonly DevicePlan[]): string {
  const has = devices.some(({ definition }) => definition.points.some((point) => point.id === 'sound.laeq'));
  return `${id}.sound.${has ? 'laeq' : 'laf'}`;
}

function planOf(devices: readonly DevicePlan[]): SitePlan {
  const channels = Object.fromEntries(
    devices.flatMap(({ id, definition, validMs }) =>
      definition.points.map((point) => [`${id}.${point.id}`, { quantity: point.quantity, validMs }]),
    ),
  );
  const otherLevels = devices.map(({ id }) => ({
    ...{ id, place: 'rest-area' as const, level: levelOfMeter(id, devices) },
    peak: `${id}.sound.lafmax`,
  }));
  return { ...smallPlan, control: { ...smallPlan.control, channels, otherLevels, receptors: [] } };
}

function definitionOf(model: string): DeviceDefinition {
  const found = shippedDefinitions().find(({ name }) => name === model)?.definition;
  if (found === undefined) throw new Error(`${model} is not shipped`);
  return found;
}

/** Rows that name a second once more, and seconds that no row names. */
function countsOf({ rows }: Heard): { repeated: number; lost: number } {
  const steps = rows.slice(1).map(({ number }, index) => (number - (rows[index]?.number ?? 0) + 6000) % 6000);
  return {
    repeated: steps.filter((step) => step === 0).length,
    lost: steps.reduce((sum, step) => sum + Math.max(0, step - 1), 0),
  };
}

/** The furthest that a whole minute is from the level of the rows that stand in it. */
function furthestDb({ rows, minutes }: Heard): number {
  const whole = minutes.slice(1);
  expect(whole.length).toBeGreaterThan(55);
  return Math.max(
    ...whole.map(({ startMs, laeqDb }) => {
      const within = rows.filter(({ atMs }) => atMs >= startMs && atMs < startMs + 60_000);
      const mean = within.reduce((sum, { levelDb }) => sum + energyOf(levelDb), 0) / within.length;
      return Math.abs((laeqDb ?? Number.NaN) - (levelOf(mean) ?? Number.NaN));
    }),
  );
}

function shareMs(agesMs: readonly number[], share: number): number {
  // The first minute is for learning.
  const sorted = agesMs.slice(60).toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}

const random = seededRandom(7);
const jittered = (leastMs: number, mostMs: number) => () => leastMs + random() * (mostMs - leastMs);

describe('a meter that numbers its seconds', () => {
  test.each([
    { name: 'on time, ending just when it is asked', secondMs: 1000, phaseMs: 965 },
    { name: 'on time, ending just at the second look', secondMs: 1000, phaseMs: 440 },
    { name: 'a little slow', secondMs: 1000.3, phaseMs: 0 },
    { name: 'a little fast', secondMs: 999.7, phaseMs: 0 },
    { name: 'slow by more than a quartz can be', secondMs: 1003, phaseMs: 0 },
    { name: 'fast by more than a quartz can be', secondMs: 997, phaseMs: 0 },
  ])('$name: each second is one row, in its order, and each minute is the level of its rows', (own) => {
    const [heard] = hourOf(tcpPlan, 'class1-laeq', [{ ...own, turnaroundMs: jittered(1, 60) }]);
    if (heard === undefined) throw new Error('nothing heard');
    expect(countsOf(heard)).toEqual({ repeated: 0, lost: 0 });
    expect(heard.rows.length).toBeGreaterThan((HOUR_S * 1000) / own.secondMs - 3);
    expect(furthestDb(heard)).toBeLessThanOrEqual(0.01);
  });

  test('on a slow line of six devices: no second is lost or doubled, and the receptor is the freshest', () => {
    const [receptor, second] = hourOf(
      rtuPlan,
      'class1-laeq',
      [
        { secondMs: 1000.3, turnaroundMs: jittered(40, 90) },
        { secondMs: 999.6, phaseMs: 700, turnaroundMs: jittered(40, 90) },
      ],
      [4, 5, 6, 7].map((unitId) => meter(unitId, { registers: 20 })),
    );
    if (receptor === undefined || second === undefined) throw new Error('nothing heard');
    for (const heard of [receptor, second]) {
      expect(countsOf(heard)).toEqual({ repeated: 0, lost: 0 });
      expect(furthestDb(heard)).toBeLessThanOrEqual(0.01);
    }
    // The question and the answer of the one asked last, at 9600 baud, and what is kept free for this computer.
    expect(shareMs(receptor.agesMs, 0.5)).toBeLessThan(100);
    expect(shareMs(receptor.agesMs, 0.99)).toBeLessThan(200);
    expect(shareMs(second.agesMs, 0.99)).toBeLessThan(700);
  });

  test('six of them on a line without time to ask all twice: the receptor loses none, nothing is doubled', () => {
    const meters = [0, 1, 2, 3, 4, 5].map((index) => ({
      secondMs: 999.4 + 0.25 * index,
      phaseMs: 170 * index,
      turnaroundMs: jittered(40, 90),
    }));
    const all = hourOf(rtuPlan, 'class1-laeq', meters);
    const [receptor, ...others] = all.map(countsOf);
    expect(receptor).toEqual({ repeated: 0, lost: 0 });
    for (const { repeated, lost } of others) {
      expect(repeated).toBe(0);
      expect(lost).toBeLessThanOrEqual(4);
    }
    for (const heard of all) expect(furthestDb(heard)).toBeLessThanOrEqual(0.01);
  });
});

describe('a meter that does not', () => {
  test('each reading is one row under its own time, without a repeat and without a hole', () => {
    const [heard] = hourOf(tcpPlan, 'noise-u16-div10', [{ turnaroundMs: jittered(5, 120) }]);
    if (heard === undefined) throw new Error('nothing heard');
    // As the history keeps it: whole milliseconds from the cycle.
    const times = heard.samples.map(({ takenMs }) => WALL_MS + Math.round(takenMs) - 1000);
    expect(heard.rows.map(({ atMs }) => atMs)).toEqual(times);
    expect(heard.rows.length).toBeGreaterThanOrEqual(HOUR_S - 1);
    const steps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    expect(Math.min(...steps)).toBeGreaterThan(800);
    expect(Math.max(...steps)).toBeLessThan(1200);
    expect(furthestDb(heard)).toBeLessThanOrEqual(0.01);
  });
});
