/** The two streams that say whose sound it was. */

import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { createMemoryOutbox } from '../../../../src/backoffice/delivery/memory-outbox.ts';
import { createTelemetry } from '../../../../src/backoffice/telemetry/telemetry.ts';
import { type BatchPayload, batchSchema } from '../../../../src/contract/batch.ts';
import { formatMessage } from '../../../../src/contract/format-message.ts';
import { plain } from '../../../../src/contract/styled.ts';
import type { ReceptorAttribution } from '../../../../src/control/attribution/receptor-attribution.ts';
import { message } from '../../../../src/model/message.ts';
import { bad } from '../../../../src/model/reading.ts';
import { cycleAt, imageAt, smallPlan, startWallMs } from '../small-plan.ts';

const trusted: ReceptorAttribution = {
  receptor: 'flat',
  totalDb: 46,
  equipmentDb: 42,
  backgroundDb: 43.5,
  uncertaintyDb: 0.94,
  gate: 'trusted',
  reason: message('plain', { text: 'known to 0.9 dB.' }),
};

function makeTelemetry() {
  const outbox = createMemoryOutbox();
  const clock = createVirtualClock({ startWallMs });
  const identity = { session: 's1', boot: 'b1', firmware: '1.2.3' };
  const telemetry = createTelemetry({ plan: smallPlan, outbox, clock, ...identity });
  const payloads = (stream: string): readonly string[] =>
    outbox
      .next(10_000, new Set())
      .flatMap((entry) => (entry.topic === `data/${stream}` ? [entry.payload] : []));
  const batches = (stream: string): readonly BatchPayload[] =>
    payloads(stream).map((payload) => batchSchema.parse(JSON.parse(payload)));
  return { telemetry, payloads, batches };
}

test('a minute begins anew: neither the gate nor the levels of the one before are in it', () => {
  const { telemetry, batches } = makeTelemetry();
  for (let second = 0; second < 130; second += 1) {
    const isFirst = second < 60;
    const own: ReceptorAttribution = {
      ...trusted,
      equipmentDb: isFirst ? 50 : 40,
      gate: isFirst ? 'undetermined' : 'trusted',
    };
    telemetry.cycle(cycleAt(imageAt(second * 1000), { attribution: [own] }));
  }
  telemetry.flush();
  const rows = batches('attribution').flatMap((batch) => batch.rows);
  expect(rows.map(([, , values]) => [values[2], values[5]])).toEqual([
    [50, 3],
    [40, 0],
  ]);
});

test('a minute of a receptor is a row at the time it began, levels as energy means, with the worst gate', () => {
  const { telemetry, payloads, batches } = makeTelemetry();
  for (let second = 0; second < 130; second += 1) {
    const isLate = second >= 60;
    const own: ReceptorAttribution = {
      ...trusted,
      equipmentDb: second % 2 === 0 ? 40 : 43,
      gate: isLate && second < 65 ? 'undetermined' : 'trusted',
    };
    telemetry.cycle(cycleAt(imageAt(second * 1000), { attribution: [own] }));
  }
  telemetry.flush();
  const [batch] = batches('attribution');
  expect(batch?.ch).toEqual(['level', 'total', 'equipment', 'background', 'uncertainty', 'gate']);
  expect(batch?.rows).toEqual([[1, startWallMs, ['flat', 40, 41.754, 43.5, 0.94, 0], 0]]);
  expect(batches('attribution')[1]?.rows).toEqual([
    [2, startWallMs + 60_000, ['flat', 40, 41.754, 43.5, 0.94, 3], 1],
  ]);
  const line = formatMessage(
    'quietpost/v1/lane-7/st-1/data/attribution',
    payloads('attribution')[0] ?? '',
    plain,
  )[0];
  expect(line?.slice(9)).toBe(
    'flat                 equipment  41.8 dB known to 0.9 dB, steady rest  43.5 dB, trusted',
  );
});

test('a minute without a level is stale and says null', () => {
  const { telemetry, batches } = makeTelemetry();
  const silent: ReceptorAttribution = { ...trusted, totalDb: null, backgroundDb: null, gate: 'no-meter' };
  const noLevel = { 'slm-north.sound.laeq': bad({ kind: 'timeout', afterMs: 500 }, 0) };
  for (let second = 0; second <= 64; second += 1) {
    telemetry.cycle(cycleAt(imageAt(second * 1000, noLevel), { attribution: [silent] }));
  }
  telemetry.flush();
  expect(batches('attribution')[0]?.rows).toEqual([[1, startWallMs, ['flat', null, 42, null, 0.94, 4], 5]]);
});

test('when the wall clock is set back the open minute is closed at once, at the time it began', () => {
  const { telemetry, batches } = makeTelemetry();
  for (let second = 0; second < 30; second += 1) {
    telemetry.cycle(cycleAt(imageAt(second * 1000), { attribution: [trusted] }));
  }
  const later = imageAt(30_000);
  const image = { ...later, wallMs: later.wallMs - 3_600_000 };
  telemetry.cycle(cycleAt(image, { attribution: [{ ...trusted, equipmentDb: 30 }] }));
  telemetry.flush();
  expect(batches('attribution')[0]?.rows).toEqual([[1, startWallMs, ['flat', 40, 42, 43.5, 0.94, 0], 0]]);
});

test('what stood out is a row at the time it began', () => {
  const { telemetry, payloads, batches } = makeTelemetry();
  const event = { level: 'flat', kind: 'people', confidence: 0.934, startWallMs, seconds: 12 } as const;
  telemetry.cycle(cycleAt(imageAt(15_000), { noiseEvents: [{ ...event, maxDb: 55.123, aboveDb: 8.456 }] }));
  telemetry.flush();
  expect(batches('noise-events')[0]?.rows).toEqual([
    [1, startWallMs, ['flat', 'people', 0.93, 12, 55.12, 8.46], 0],
  ]);
  const line = formatMessage(
    'quietpost/v1/lane-7/st-1/data/noise-events',
    payloads('noise-events')[0] ?? '',
    plain,
  )[0];
  expect(line?.slice(9)).toBe(
    'flat                 noise event: people (93 %) for 12 s, up to  55.1 dB,   8.5 dB above usual',
  );
});
