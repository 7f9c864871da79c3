/** How relays are switched one after the other: on a far end that answers late, or not, or loses what it is told. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtInDefinition } from '../../../../src/config/site/built-in-models.ts';
import { createOutputs } from '../../../../src/gateway/outputs/outputs.ts';
import { plain } from '../../../../src/model/message.ts';
import { good } from '../../../../src/model/reading.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import { percentOf, planWith, relayOutput } from '../../../contract/far-ends.ts';
import { sampleSize } from '../../../sample-size.ts';
import { createFakeClock } from '../../fieldbus/fake-clock.ts';

interface Fate {
  /** The relay moves. */
  readonly isTaken: boolean;
  readonly isAnswered: boolean;
  readonly afterMs: number;
}

/** Relays whose `n`th write has the `n`th fate. */
function createScene(fates: (write: number) => Fate, delayMs = 0) {
  const definition = builtInDefinition('gpio-relays', 2);
  if (definition === undefined) throw new Error('relays on GPIO are built in');
  const clock = createFakeClock();
  const output = relayOutput('panel');
  const stood: { readonly atMs: number; readonly mask: number }[] = [];
  let mask = 0;
  let writes = 0;
  const outputs = createOutputs(
    planWith(output.kind === 'relay-steps' ? { ...output, delayMs } : output, definition, 50),
    (_device, order, _deadlineMs, done) => {
      if (order.kind !== 'relay') throw new Error('relays only');
      const fate = fates(writes++);
      clock.at(clock.nowMs() + fate.afterMs, () => {
        const bit = 1 << (order.relay - 1);
        if (fate.isTaken) mask = order.isEnergised ? mask | bit : mask & ~bit;
        stood.push({ atMs: clock.nowMs(), mask });
        done(fate.isAnswered ? ok(null) : failed({ kind: 'timeout', afterMs: 500 }));
      });
    },
    clock,
  );
  return {
    stood,
    mask: () => mask,
    /** So many seconds of this decision. */
    decide(value: number, seconds: number) {
      for (let second = 0; second < seconds; second += 1) {
        clock.runFor(1000);
        const image = {
          ...{ cycle: 1, wallMs: 0, utcOffsetMin: 0, clockSynced: true, samples: [], requests: [] },
          nowMs: clock.nowMs(),
          channels: { 'panel.relay.coils': good(mask, clock.nowMs() - 10) },
        };
        outputs.apply([{ output: 'limit', value, by: 'test', reason: plain('test'), overruled: [] }], image);
      }
      clock.runFor(500);
    },
  };
}

const works: Fate = { isTaken: true, isAnswered: true, afterMs: 5 };

test('a relay that was told to open and is not known to have done so keeps the next one open', () => {
  const scene = createScene((write) =>
    write === 2 ? { isTaken: false, isAnswered: false, afterMs: 500 } : works,
  );
  scene.decide(75, 3);
  scene.stood.length = 0;
  scene.decide(25, 2);
  // The release of relay 1 was lost: relay 2 must not close on it, that would be 100 %.
  expect(scene.stood.map(({ mask }) => mask)).not.toContain(0b11);
  scene.decide(25, 12);
  expect(percentOf(scene.mask())).toBe(25);
});

test('the delay passes between the relay that opens and the relay that closes', () => {
  const scene = createScene(() => works, 300);
  scene.decide(75, 3);
  scene.stood.length = 0;
  scene.decide(25, 1);
  scene.decide(25, 1);
  const [opened, closed] = scene.stood;
  expect([opened?.mask, closed?.mask]).toEqual([0b00, 0b10]);
  expect((closed?.atMs ?? 0) - (opened?.atMs ?? 0)).toBeGreaterThanOrEqual(300);
});

test('whatever is lost, late or unanswered: no more power stands than the higher of what was asked and what stood', () => {
  const anyFate = fc.record({
    isTaken: fc.boolean(),
    isAnswered: fc.boolean(),
    afterMs: fc.integer({ min: 0, max: 1800 }),
  });
  const anyValues = fc.array(fc.constantFrom(25, 50, 75, 100), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(anyFate, { maxLength: 12 }), anyValues, (fates, values) => {
      // What was answered was taken: a far end that lies is found by its read-back, not before.
      const honest = (fate: Fate): Fate => ({ ...fate, isTaken: fate.isTaken || fate.isAnswered });
      const scene = createScene((write) => honest(fates[write] ?? works));
      scene.decide(50, 3);
      for (const value of values) {
        const before = percentOf(scene.mask()) ?? 100;
        scene.stood.length = 0;
        scene.decide(value, 20);
        // A write of the decision before may still have been on its way when this one came.
        const highest = Math.max(...scene.stood.map(({ mask }) => percentOf(mask) ?? 0), 0);
        expect(highest).toBeLessThanOrEqual(Math.max(before, value));
      }
      scene.decide(values.at(-1) ?? 50, 30);
      expect(percentOf(scene.mask())).toBe(values.at(-1));
    }),
    { numRuns: sampleSize({ sample: 300, full: 3000 }) },
  );
});
