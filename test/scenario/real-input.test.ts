/** Real recordings through the whole chain: sound, meter, wire, decoder, ledgers, and out to the broker. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createProblems } from '../../hw-mocks/inputs/csv.ts';
import { readBackground } from '../../hw-mocks/sound/background.ts';
import { loadInputs, noInputs, type StationInputs } from '../../hw-mocks/station/inputs.ts';
import type { ClosedPeriod } from '../../src/acoustics/periods/open-period.ts';
import type { BirthPayload } from '../../src/contract/birth.ts';
import { type BatchPayload, rowsIn } from '../../src/contract/form/batch.ts';
import { createSimulation } from '../../src/laboratory/simulation.ts';
import { isLongRun, sampleSize } from '../sample-size.ts';
import { hasRecordings, needsRecordings, recordings, slowPolledPlan } from './recordings.ts';
import { createRig } from './rig.ts';

const HOUR_MS = 3_600_000;
/** The recorded day, and the date of its night. */
const from = '2025-03-22';

test.skipIf(!hasRecordings || !isLongRun)(
  `with the equipment off the night's level is the recording's own energy mean within 0.05 dB${needsRecordings} (campaign)`,
  { timeout: 180_000 },
  () => {
    const text = readFileSync(recordings.background, 'utf8');
    const closed: ClosedPeriod[] = [];
    const simulation = createSimulation({
      plan: slowPolledPlan(),
      inputs: inputsWith(text),
      seed: 1,
      from,
      startHour: 21.95,
      equipment: 'off',
      onCycle: (_image, result) => {
        for (const { level, period } of result.closed) if (level === 'north') closed.push(period);
      },
    });
    simulation.runUntil(8.1 * HOUR_MS);

    const night = closed.find((period) => period.kind === 'night');
    const difference = (night?.laeqDb ?? 0) - meanOfRows(text, (hour) => hour >= 22 || hour < 6);
    expect(Math.abs(difference)).toBeLessThan(0.05);
    expect(night).toMatchObject({ id: from, clockStepped: false });
    expect(night?.validShare).toBeGreaterThan(0.999);
    expect(simulation.nights().map((row) => [row.night, row.laeqDb])).toEqual([[from, night?.laeqDb]]);
  },
);

test.skipIf(!hasRecordings)(
  `a hole in the recording makes the meter silent there, and nothing fills it${needsRecordings}`,
  { timeout: 120_000 },
  () => {
    const whole = readFileSync(recordings.background, 'utf8');
    const holed = whole
      .split('\n')
      .filter((line) => !/ 12:(1\d|20:[0-2])/.test(line))
      .join('\n');
    const rig = createRig({ plan: slowPolledPlan(), inputs: inputsWith(holed), from, equipment: 'off' });
    rig.run(9 * 60);
    expect(rig.reading('slm-north.sound.laeq').quality).toBe('good');
    rig.run(6 * 60);
    expect(rig.reading('slm-north.sound.laeq')).toMatchObject({ value: null, quality: 'stale' });
    expect(rig.reading('slm-rest.sound.laeq').quality).toBe('good');
    rig.run(17 * 60);
    expect(rig.reading('slm-north.sound.laeq').quality).toBe('good');

    const minutes = minutesOf(rig.broker.messages);
    const share = (minute: Minute) => (minute.validS > 57 ? 'whole' : minute.validS > 0 ? 'part' : 'none');
    expect(minutes.slice(0, 30).map(share)).toEqual([
      ...Array.from({ length: 10 }, () => 'whole'),
      ...Array.from({ length: 10 }, () => 'none'),
      // Half of it is cut away too, and the parked meter has to be found again.
      'part',
      ...Array.from({ length: 9 }, () => 'whole'),
    ]);
    for (const minute of minutes.slice(10, 20)) expect(minute.laeqDb).toBeNull();
    for (const index of [3, 25]) {
      const expectedDb = meanOfRows(whole, (_hour, stamp) => stamp.startsWith(`12:${two(index)}`));
      expect(Math.abs((minutes[index]?.laeqDb ?? 0) - expectedDb)).toBeLessThan(0.3);
    }
  },
);

test.skipIf(!hasRecordings)(
  `real sessions, weather and charging curves give a plausible afternoon${needsRecordings}`,
  { timeout: 120_000 },
  () => {
    const loaded = loadInputs(recordings);
    if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
    const plan = slowPolledPlan();
    const simulation = createSimulation({ plan, inputs: loaded.inputs, seed: 3, from: '2025-07-15' });
    const hours = sampleSize({ sample: 0.5, full: 2 });
    simulation.runUntil(hours * HOUR_MS);
    const { askedWh, servedWh, cabinets } = simulation.station.truth();
    expect(servedWh).toBeGreaterThan(25_000 * hours);
    expect(servedWh).toBeLessThanOrEqual(askedWh);
    expect(servedWh).toBeLessThan(hours * 2 * 720_000);
    for (const cabinet of Object.values(cabinets)) {
      expect(cabinet.hottestC).toBeGreaterThan(15);
      expect(cabinet.hottestC).toBeLessThan(62);
    }
  },
);

/** Energy mean of the raw rows of some time of day, dB, with none of our own arithmetic. `stamp` is `12:34:56`. */
function meanOfRows(text: string, isInside: (hour: number, stamp: string) => boolean): number {
  let sum = 0;
  let count = 0;
  for (const line of text.trim().split('\n').slice(1, 86_401)) {
    const [stamp = '', level = ''] = line.split(',');
    if (!isInside(Number(stamp.slice(11, 13)), stamp.slice(11))) continue;
    sum += 10 ** (Number(level) / 10);
    count += 1;
  }
  return 10 * Math.log10(sum / count);
}

function inputsWith(background: string): StationInputs {
  const problems = createProblems('background.csv');
  const recording = readBackground(background, problems);
  if (recording === undefined) throw new Error(problems.list().join('\n'));
  return { ...noInputs, background: recording };
}

interface Message {
  readonly topic: string;
  readonly payload: string;
}

interface Minute {
  readonly laeqDb: number | null;
  readonly validS: number;
}

/** The minutes of the boundary meter as the back office gets them: the columns are those that `birth` names. */
function minutesOf(messages: readonly Message[]): Minute[] {
  const birth = messages.find((message) => message.topic.endsWith('/birth'));
  if (birth === undefined) throw new Error('no birth');
  const columns: readonly string[] =
    (JSON.parse(birth.payload) as BirthPayload).streams['minute']?.columns ?? [];
  const column = (name: string): number => {
    const index = columns.indexOf(name);
    if (index < 0) throw new Error(`birth names no column ${name}`);
    return index;
  };
  return messages
    .filter((message) => message.topic.endsWith('/data/minute'))
    .flatMap((message) => rowsIn(JSON.parse(message.payload) as BatchPayload))
    .filter(([, , values]) => values[column('level')] === 'north')
    .map(([, , values]) => ({
      laeqDb: values[column('laeq')] as number | null,
      validS: values[column('valid')] as number,
    }));
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
