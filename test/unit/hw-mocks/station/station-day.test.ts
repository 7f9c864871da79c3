import { expect, test } from 'vitest';
import { createRandom } from '../../../../hw-mocks/inputs/random.ts';
import { fanIds, gunIds, letters } from '../site-plan.ts';
import { shownValue, start } from './test-station.ts';

const pointsOf: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(gunIds.map((id) => [id, ['voltage', 'current', 'power.active', 'energy.import']])),
  ...Object.fromEntries(fanIds.map((id) => [id, ['fan.speed', 'fan.setpoint', 'fan.status', 'temperature']])),
  ...Object.fromEntries(
    letters.flatMap((letter) => [
      [
        `meter-${letter}`,
        ['power.active', 'energy.import', 'voltage.l1', 'current.l3', 'frequency', 'power.factor'],
      ],
      [`temp-${letter}1`, ['temperature', 'humidity']],
      [`temp-${letter}2`, ['temperature', 'humidity']],
      [`slm-cover-${letter}`, ['sound.laeq', 'sound.lafmax', 'sound.laf', 'sound.count', 'device.status']],
    ]),
  ),
  'slm-north': ['sound.laeq', 'sound.lafmax', 'sound.laf', 'sound.count', 'device.status'],
  'slm-rest': ['sound.laeq', 'sound.lafmax', 'sound.count'],
  weather: ['wind.speed', 'rain.amount', 'temperature', 'humidity'],
};

test('a day with random commands: no value is ever odd, energy is kept, cars come, the night is plausible', () => {
  const station = start();
  const random = createRandom(99, 'commands');
  const nightDb: number[] = [];
  for (let minute = 1; minute <= 24 * 60; minute++) {
    for (const fan of fanIds) station.command(fan, 'setpoint', random.between(20, 60));
    if (minute % 30 === 0)
      station.relays(`relays-${random.next() < 0.5 ? 'a' : 'b'}`, Math.floor(random.between(0, 256)));
    station.advance(minute * 60_000);
    for (const [device, points] of Object.entries(pointsOf)) {
      for (const point of points)
        if (!Number.isFinite(station.value(device, point))) expect.fail(`${device}.${point}`);
    }
    const truth = station.truth();
    for (const letter of letters) {
      const cabinet = truth.cabinets[letter];
      const guns = gunIds.filter((gun) => gun.startsWith(`gun-${letter}`));
      const gunsW = guns.reduce((sum, gun) => sum + shownValue(station, gun, 'power.active'), 0);
      expect(Math.abs(gunsW - (cabinet?.servedW ?? 0))).toBeLessThan(1e-6);
      expect(cabinet?.servedW).toBeLessThanOrEqual((cabinet?.limitW ?? 0) + 1e-6);
      expect(cabinet?.servedWh).toBeLessThanOrEqual((cabinet?.askedWh ?? 0) + 1e-6);
      expect(shownValue(station, `meter-${letter}`, 'power.active')).toBeGreaterThan(gunsW);
    }
    const isNight = minute > 120 && minute <= 600;
    if (isNight) nightDb.push(truth.receptors['north']?.equipmentDb ?? Number.NaN);
  }
  const truth = station.truth();
  expect(Math.abs(truth.carsArrived - 500)).toBeLessThan(112);
  expect(truth.servedWh).toBeGreaterThan(5e6);
  const gunsWh = gunIds.reduce((sum, gun) => sum + shownValue(station, gun, 'energy.import'), 0);
  expect(gunsWh).toBeCloseTo(truth.servedWh, 1);
  // Fans at 20 to 60 % most of the night: quieter than their 48 dB at full speed, louder than nothing.
  const meanDb =
    10 * Math.log10(nightDb.reduce((sum, level) => sum + 10 ** (level / 10), 0) / nightDb.length);
  expect(meanDb).toBeGreaterThan(35);
  expect(meanDb).toBeLessThan(55);
}, 15_000);
