import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { type BackgroundRecording, recordedLevelDb } from '../../../../hw-mocks/sound/background.ts';
import { type InputFiles, loadInputs, type StationInputs } from '../../../../hw-mocks/station/inputs.ts';
import { recordedWeather, type WeatherRecording } from '../../../../hw-mocks/station/weather.ts';

const directory = mkdtempSync(join(tmpdir(), 'quietpost-inputs-'));
const shared = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));
const hasShared = existsSync(shared);
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

function load(files: InputFiles): StationInputs {
  const loaded = loadInputs(files);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return loaded.inputs;
}

function problemsOf(files: InputFiles): string {
  const loaded = loadInputs(files);
  return loaded.ok ? '' : loaded.problems.join('\n').replaceAll(`${directory}/`, '');
}

function background(rows: string): BackgroundRecording {
  const recording = load({ background: write('good.csv', `datetime,LEQ dB -A\n${rows}`) }).background;
  if (recording === undefined) throw new Error('no recording');
  return recording;
}

test('a minute value holds for its whole minute, and blanks and missing rows are holes', () => {
  const recording = background(
    '2025-03-21 00:00:30,41\n2025-03-21 00:01:30,\n2025-03-21 00:02:30,43\n2025-03-21 00:04:30,45\n2025-03-21 00:05:30,46\n',
  );
  const at = (second: number) => recordedLevelDb(recording, Date.UTC(2025, 2, 21, 0, 0, second));
  expect([0, 59, 60, 119, 120, 179, 180, 239, 240, 300].map(at)).toEqual([
    41,
    41,
    Number.NaN,
    Number.NaN,
    43,
    43,
    Number.NaN,
    Number.NaN,
    45,
    46,
  ]);
});

test('outside its dates a recording repeats by time of day', () => {
  const rows = Array.from({ length: 48 * 60 }, (_, minute) => {
    const stamp = new Date(Date.UTC(2025, 2, 21, 0, minute, 30)).toISOString().slice(0, 19).replace('T', ' ');
    return `${stamp},${minute < 1440 ? 40 : 50}`;
  });
  const recording = background(rows.join('\n'));
  expect(recordedLevelDb(recording, Date.UTC(2025, 2, 23, 10))).toBe(40);
  expect(recordedLevelDb(recording, Date.UTC(2025, 2, 24, 10))).toBe(50);
  expect(recordedLevelDb(recording, Date.UTC(2025, 2, 20, 10))).toBe(50);
  const short = background('2025-03-21 00:00:00,40\n2025-03-21 00:00:01,41\n2025-03-21 00:00:02,42\n');
  expect(recordedLevelDb(short, Date.UTC(2030, 0, 1, 0, 0, 1))).toBe(41);
  expect(recordedLevelDb(short, Date.UTC(2030, 0, 1, 0, 0, 9))).toBeNaN();
});

test('a malformed background lists every problem with line and column', () => {
  const text = [
    'datetime,LEQ dB -A',
    '2025-03-21 00:00:00,40.1',
    '2025-03-21 00:00:01,4x.1',
    '2025-03-21 00:00:01,41',
    '2025-03-21 00:00:00,41',
    '2025-02-30 00:00:03,41',
    '2025-03-21 00:00:04,141,',
    '2025-03-21 00:00:05,NaN',
    '2025-03-21 00:00:06,1000',
  ].join('\n');
  expect(problemsOf({ background: write('background.csv', text) }).split('\n')).toEqual([
    'background.csv:3:21: "4x.1" is not a number',
    'background.csv:5:1: time does not go forward',
    'background.csv:6:1: "2025-02-30 00:00:03" is not a time (YYYY-MM-DD hh:mm:ss)',
    'background.csv:7:1: 3 fields, expected 2 as in the header',
    'background.csv:8:21: "NaN" is not a number',
    'background.csv:9:21: 1000 dB is outside what is physically possible',
  ]);
});

test('refuses an unknown step, rows off the step, an empty file and a file that is not there', () => {
  const head = 'datetime,LEQ dB -A\n';
  const tenSeconds = `${head}2025-03-21 00:00:00,40\n2025-03-21 00:00:10,40\n2025-03-21 00:00:20,40\n`;
  expect(problemsOf({ background: write('b.csv', tenSeconds) })).toMatch(/^b\.csv:2:1: .*10 s apart/);
  const off = `${head}2025-03-21 00:00:30,40\n2025-03-21 00:01:30,40\n2025-03-21 00:02:31,40\n2025-03-21 00:03:30,40\n`;
  expect(problemsOf({ background: write('b.csv', off) })).toBe('b.csv:4:1: time is off the step of 60 s');
  expect(problemsOf({ background: write('b.csv', '') })).toMatch(/^b\.csv:1:1: header is ""/);
  expect(problemsOf({ sessions: join(directory, 'none.csv') })).toMatch(/^none\.csv: cannot be read/);
});

test('problems of all files come together', () => {
  const found = problemsOf({
    background: write('b.csv', 'a,b\n1,2\n'),
    weather: write('w.csv', 'year,month,day,hour,TEMP,RAIN,WSPM\n2016,13,1,0,1,0,1\n2016,1,1,0,warm,0,1\n'),
    curves: write('c.csv', 'id\n1\n'),
  });
  expect(found).toMatch(/b\.csv:1:1:[\s\S]*w\.csv:2:1: 2016-13-1 0 h is not a date/);
  expect(found).toMatch(/w\.csv:3:12: "warm" is not a number[\s\S]*c\.csv:1:1:/);
});

test('weather: NA is a hole, and another year takes the latest year with that day and hour', () => {
  const text = [
    'year,month,day,hour,TEMP,RAIN,WSPM',
    '2015,7,1,3,20,0.5,1',
    '2016,7,1,3,22,0,2',
    '2017,7,1,3,NA,0,2',
  ].join('\n');
  const weather = load({ weather: write('w.csv', text) }).weather as WeatherRecording;
  expect(recordedWeather(weather, Date.UTC(2015, 6, 1, 3, 59))?.rainMm).toBe(0.5);
  expect(recordedWeather(weather, Date.UTC(2017, 6, 1, 3))).toBeNull();
  expect(recordedWeather(weather, Date.UTC(2025, 6, 1, 3))?.tempC).toBe(22);
  expect(recordedWeather(weather, Date.UTC(2025, 6, 1, 4))).toBeNull();
});

const sessionHeader =
  'Arrival,Stay (min),Energy (Wh),Preq_max (W),SOC arrival,SOC departure,Energy capacity (Wh)';

test('sessions that cannot be true are skipped with a note, unreadable ones are problems', () => {
  const good = '2022-04-12T19:27,12,5159,96600,83,89,81677';
  const absurd = '2022-04-12T20:27,12,268900,96600,3,99,281677';
  const inputs = load({ sessions: write('s.csv', `${sessionHeader}\n${good}\n${absurd}\n`) });
  expect(inputs.sessions).toHaveLength(1);
  expect(inputs.notes.join()).toMatch(/1 sessions skipped/);
  const bad = problemsOf({
    sessions: write('s.csv', `${sessionHeader}\nyesterday,12,x,96600,83,89,81677\n`),
  });
  expect(bad).toMatch(/s\.csv:2:1: "yesterday" is not a time.*\n.*s\.csv:2:14: "x" is not a number/);
});

test.skipIf(!hasShared)('the recordings load whole (needs ../shared)', () => {
  const inputs = load({
    background: `${shared}noise_laeq_1min_11d.csv`,
    sessions: `${shared}ev_dcfc_sessions_epfl_2022_2023.csv`,
    weather: `${shared}temp_beijing_aotizhongxin_hourly_2013_2017.csv`,
    curves: `${shared}ev_dc_charging_curves_openevdata.csv`,
  });
  expect(inputs.background?.levelsDb).toHaveLength(16_470);
  expect(inputs.background?.periodMs).toBe(11 * 86_400_000);
  expect(inputs.sessions).toHaveLength(1878 - 15);
  expect(inputs.weather?.byHour.size).toBe(35_064);
  expect(inputs.curves).toHaveLength(113);
  expect(inputs.curves?.every((curve) => curve.powerW.every((powerW) => powerW >= 0))).toBe(true);
});
