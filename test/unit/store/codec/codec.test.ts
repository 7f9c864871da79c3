import fc from 'fast-check';
import { expect, test } from 'vitest';
import { qualities, type Sample } from '../../../../src/model/reading.ts';
import { packBlock, unpackBlock } from '../../../../src/store/codec/block-codec.ts';
import { packSeconds, unpackSeconds } from '../../../../src/store/codec/seconds-codec.ts';
import { packSound, unpackSound } from '../../../../src/store/codec/sound-codec.ts';
import { varintReader, varintWriter } from '../../../../src/store/codec/varints.ts';

test('whole numbers come back, small and large, either sign', () => {
  const whole = fc.integer({ min: -(2 ** 52) + 1, max: 2 ** 52 - 1 });
  fc.assert(
    fc.property(fc.array(fc.oneof(whole, fc.integer({ min: -200, max: 200 }))), (numbers) => {
      const out = varintWriter();
      for (const number of numbers) out.put(number);
      const source = varintReader(out.bytes());
      expect(numbers.map(() => source.take())).toEqual(numbers.map((number) => number + 0));
      expect(source.isAtEnd).toBe(true);
    }),
  );
});

const cell = fc.record({
  step: fc.option(fc.integer({ min: -1e9, max: 1e13 }), { nil: null, freq: 4 }),
  quality: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.nat(qualities.length - 1)),
});

test('a block of seconds comes back as it was, to the resolution of each channel', () => {
  const blocks = fc
    .record({ rows: fc.integer({ min: 1, max: 12 }), width: fc.integer({ min: 1, max: 6 }) })
    .chain(({ rows, width }) =>
      fc.record({
        rows: fc.constant(rows),
        resolutions: fc.array(fc.constantFrom(1, 10, 100), { minLength: width, maxLength: width }),
        startMs: fc.integer({ min: 0, max: 4e12 }),
        stepsMs: fc.array(fc.integer({ min: -4_000_000, max: 4_000_000 }), {
          minLength: rows,
          maxLength: rows,
        }),
        cells: fc.array(cell, { minLength: rows * width, maxLength: rows * width }),
        isStill: fc.boolean(),
      }),
    );
  fc.assert(
    fc.property(blocks, ({ rows, resolutions, startMs, stepsMs, cells, isStill }) => {
      const channels = resolutions.map((resolution, index) => ({ id: `c${index}`, resolution }));
      const width = channels.length;
      const cellAt = (at: number) => cells[isStill ? at % width : at];
      const block = {
        wallMs: Float64Array.from({ length: rows }, (_, row) => startMs + (stepsMs[row] ?? 0)),
        values: Float64Array.from({ length: rows * width }, (_, at) => {
          const step = cellAt(at)?.step ?? null;
          return step === null ? Number.NaN : step / (resolutions[at % width] ?? 1);
        }),
        qualities: Uint8Array.from({ length: rows * width }, (_, at) => cellAt(at)?.quality ?? 0),
      };
      const out = varintWriter();
      packBlock(out, block, channels);
      expect(unpackBlock(varintReader(out.bytes()), rows, channels)).toEqual(block);
    }),
  );
});

test('a damaged block is none, whatever bit was flipped', () => {
  const channels = [{ id: 'a', resolution: 100 }];
  const block = {
    wallMs: Float64Array.from([1e12, 1e12 + 1000]),
    values: Float64Array.from([45.1, 45.2]),
    qualities: new Uint8Array(2),
  };
  const sound = [1e12, 1e12 + 1000].map((wallMs) => ({ wallMs, utcOffsetMin: 480, samples: [] }));
  const bytes = packSeconds({ block, sound }, channels);
  for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
    const flipped = bytes.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const read = unpackSeconds(flipped, 2, channels);
    // zlib's header has bits that say nothing about the content.
    if (read !== null) expect(read).toEqual({ block, sound });
  }
  expect(unpackSeconds(bytes.slice(0, -3), 2, channels)).toBeNull();
});

test('sound samples come back bit by bit', () => {
  const exact = fc.double({ min: -20, max: 140, noNaN: true });
  const hundredths = fc.integer({ min: -2000, max: 14_000 }).map((step) => step / 100);
  const level = fc.option(fc.oneof(exact, hundredths), { nil: null });
  const sample: fc.Arbitrary<Sample> = fc.record({
    channel: fc.constantFrom('slm-north.sound.laeq', 'slm-rest.sound.laf'),
    value: level,
    peakDb: level,
    seconds: fc.constantFrom(0.125, 1, 10),
    takenMs: fc.integer({ min: -5000, max: 200 }),
    quality: fc.constantFrom(...qualities),
  });
  const cycle = fc.record({
    wallMs: fc.integer({ min: 0, max: 4e12 }),
    utcOffsetMin: fc.integer({ min: -720, max: 840 }),
    samples: fc.array(sample, { maxLength: 5 }),
  });
  fc.assert(
    fc.property(fc.array(cycle, { maxLength: 10 }), (cycles) => {
      const out = varintWriter();
      packSound(out, cycles);
      const read = unpackSound(varintReader(out.bytes()), cycles.length);
      expect(JSON.stringify(read)).toBe(JSON.stringify(cycles));
    }),
  );
});
