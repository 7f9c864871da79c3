import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deviceTable } from '../../../src/config/device-table.ts';
import { allDefinitions } from '../../golden/shipped-definitions.ts';

const shipped = allDefinitions();
const text = deviceTable(shipped.map(({ definition }) => definition));

test('config/devices/README.md is up to date (npm run schema writes it)', () => {
  const written = readFileSync(new URL('../../../config/devices/README.md', import.meta.url), 'utf8');
  expect(written).toBe(text);
});

test('it has a row for each model, with its trust, and says which relays the board times itself', () => {
  for (const { name, definition } of shipped)
    expect(text).toMatch(new RegExp(`\\| \\[\`${name}\`\\].*\\| ${definition.confidence} \\| no \\|\n`));
  expect(text).toMatch(/waveshare-relay-8.* 8 relays, timed by the board/);
  expect(text).toMatch(/waveshare-analog-8b.* 8 fan.setpoint, held for ever/);
  expect(text).toMatch(/ebm-papst-ec.* fan.setpoint, with a fail-safe of its own/);
});
