import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { BackgroundRecording } from '../../../../hw-mocks/sound/background.ts';
import { loadInputs, type StationInputs } from '../../../../hw-mocks/station/inputs.ts';
import { eveningMs } from '../site-plan.ts';
import { setFans, shownValue, start } from './test-station.ts';

const recordingFile = fileURLToPath(
  new URL('../../../../../shared/data/noise_laeq_1s_24h.csv', import.meta.url),
);

/** A level at each second from the given start, as the recording of a constant place would have it. */
function recording(levels: readonly number[], startMs: number): StationInputs {
  const background: BackgroundRecording = {
    stepMs: 1000,
    startMs: startMs - 500,
    levelsDb: Float64Array.from(levels),
    periodMs: 86_400_000,
  };
  return { background, notes: [] };
}

test('a recorded background plus equipment add as energy, without the made-up people and traffic', () => {
  const localMs = eveningMs + 8 * 3_600_000;
  const station = start({}, recording(new Array(3600).fill(40), localMs));
  setFans(station, 100);
  station.advance(1_800_000);
  const north = station.truth().receptors['north'];
  const energies = [40, north?.equipmentDb ?? 0, north?.vehiclesDb ?? 0].map((level) => 10 ** (level / 10));
  const expectedDb = 10 * Math.log10(energies.reduce((sum, energy) => sum + energy, 0));
  expect(shownValue(station, 'slm-north', 'sound.laeq')).toBeCloseTo(expectedDb, 3);
  expect([north?.peopleDb, north?.trafficDb]).toEqual([0, 0]);
});

test('in a hole of the recording the boundary meter is silent and the others go on', () => {
  const localMs = eveningMs + 8 * 3_600_000;
  const station = start({}, recording([41, 42, Number.NaN, 44], localMs));
  const silent: boolean[] = [];
  for (let second = 1; second <= 4; second++) {
    station.advance(second * 1000);
    silent.push(station.isSilent('slm-north'));
    if (second === 3) expect(station.value('slm-north', 'sound.laeq')).toBeNull();
    expect(station.isSilent('slm-rest')).toBe(false);
    if (second === 3) expect(station.truth().receptors['north']?.totalDb).toBeNull();
  }
  expect(silent).toEqual([false, false, true, false]);
});

test('in a hole of the weather the weather device is silent and the physics goes on', () => {
  const known = { tempC: 31, windMPerS: 2, rainMm: 3.6, humidityPct: 50 };
  const localHour = eveningMs / 3_600_000 + 8;
  const weather = { byHour: new Map([[localHour, known]]), byCalendar: new Map() };
  const station = start({}, { weather, notes: [] });
  station.advance(1_800_000);
  expect(station.isSilent('weather')).toBe(false);
  expect(shownValue(station, 'weather', 'temperature')).toBe(31);
  expect(shownValue(station, 'weather', 'rain.amount')).toBeCloseTo(1.8, 2);
  station.advance(3_700_000);
  expect(station.isSilent('weather')).toBe(true);
  expect(station.truth().cabinets['a']?.outdoorC).toBe(31);
});

test.skipIf(!existsSync(recordingFile))(
  'with the equipment off the boundary meter shows the recording second for second (needs ../shared)',
  () => {
    const loaded = loadInputs({ background: recordingFile });
    if (!loaded.ok) expect.fail(loaded.problems.join('\n'));
    const rows = readFileSync(recordingFile, 'utf8').split('\n').slice(1, 86_401);
    const startWallMs = Date.UTC(2025, 2, 22) - 8 * 3_600_000;
    const station = start({ equipment: 'off', startWallMs }, loaded.inputs);
    let worstDb = 0;
    for (const [second, row] of rows.entries()) {
      station.advance((second + 1) * 1000);
      const shownDb = shownValue(station, 'slm-north', 'sound.laeq');
      worstDb = Math.max(worstDb, Math.abs(shownDb - Number(row.split(',')[1])));
    }
    expect(rows).toHaveLength(86_400);
    expect(worstDb).toBeLessThan(1e-9);
  },
  15_000,
);
