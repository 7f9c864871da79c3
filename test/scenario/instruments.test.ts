/** The shipped station heard by instruments of other tongues: lines, bytes, streams, 1-wire, on virtual time. */

import { expect, test } from 'vitest';
import { instrumentPlan } from '../unit/config/instrument-site.ts';
import { createRig } from './rig.ts';

const levels = [
  'slm-north.sound.laeq',
  'slm-rest.sound.laf',
  'slm-cover-a.sound.laeq',
  'slm-cover-b.sound.laf',
];

test('every instrument gives its level each second, and the station leaves fail-safe on it', () => {
  const rig = createRig({ plan: instrumentPlan(), from: '2026-07-15', startHour: 21 });
  rig.run(60);
  for (const channel of levels) {
    const reading = rig.reading(channel);
    expect([channel, reading.quality]).toEqual([channel, 'good']);
    expect(Number(reading.value)).toBeCloseTo(
      rig.station.value(channel.split('.')[0] ?? '', channel.slice(channel.indexOf('.') + 1)) ?? 0,
      -1,
    );
  }
  for (const sensor of ['temp-a1', 'temp-b1'])
    expect(rig.reading(`${sensor}.temperature`).quality).toBe('good');
  expect(rig.events.filter((event) => event.includes('fail-safe'))).toEqual([]);
  console.log(
    JSON.stringify(
      rig.gateway.buses.slice(-5).map((b) => [b.id, b.counters()]),
      null,
      1,
    ),
  );
  console.log(rig.events.join('\n'));
});
