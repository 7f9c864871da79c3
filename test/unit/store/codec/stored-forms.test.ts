/** Forms that stand in files for years: what an older program wrote is read by this one, byte by byte. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { qualities } from '../../../../src/model/reading.ts';
import type { SpectrumSample } from '../../../../src/model/spectrum.ts';
import { packBlock } from '../../../../src/store/codec/block-codec.ts';
import { packSound } from '../../../../src/store/codec/sound-codec.ts';
import { packSpectra, unpackSpectra } from '../../../../src/store/codec/spectra-codec.ts';
import { keyAt, wallMsOf } from '../../../../src/store/codec/time-key.ts';
import { varintReader, varintWriter } from '../../../../src/store/codec/varints.ts';

const bytesOf = (pack: (out: ReturnType<typeof varintWriter>) => void): string => {
  const out = varintWriter();
  pack(out);
  return Buffer.from(out.bytes()).toString('hex');
};

test('a block with a channel that stood, one that moved, one that was absent and one that was both', () => {
  const rows = 3;
  const cells = [
    [50, 1, Number.NaN, 7],
    [50, 2, Number.NaN, Number.NaN],
    [50, 4, Number.NaN, 8],
  ];
  const block = {
    wallMs: Float64Array.from([1000, 2000, 3001]),
    values: Float64Array.from(cells.flat()),
    qualities: Uint8Array.from(
      cells.flat().map((value) => (Number.isNaN(value) ? qualities.indexOf('stale') : 0)),
    ),
  };
  const channels = ['a', 'b', 'c', 'd'].map((id) => ({ id, resolution: 10 }));
  expect(block.wallMs).toHaveLength(rows);
  expect(bytesOf((out) => packBlock(out, block, channels))).toBe(
    'd00fd00fd20f00e80702141428040a060214028c0114',
  );
});

test('sound that is absent, in hundredths, and exact', () => {
  const head = { channel: 'slm.sound.laeq', seconds: 1, takenMs: -3, quality: 'good' } as const;
  const samples = [null, 45.25, 45.253].map((value) => ({ ...head, value, peakDb: null }));
  const cycles = [{ wallMs: 1000, utcOffsetMin: 480, samples }];
  expect(bytesOf((out) => packSound(out, cycles))).toBe(
    '24b60144e601d801da015ce601de01ea01dc01c8015cd801c201ca01e20144ba01d00fc00706000000000204da46d402e203a4039a01c401c0028c018001000000050000d00fd00fd00f000000',
  );
});

test('spectra come back, with bands, with a C-weighted level, with both and with neither', () => {
  const tenths = fc.integer({ min: -300, max: 1400 }).map((step) => step / 10);
  const sample: fc.Arbitrary<SpectrumSample> = fc.record({
    channel: fc.constantFrom('slm-north.bands', 'slm-rest.bands'),
    bandsDb: fc.option(fc.array(tenths, { minLength: 4, maxLength: 4 }), { nil: null }),
    lceqDb: fc.option(tenths, { nil: null }),
    seconds: fc.constantFrom(0.5, 1, 10),
    takenMs: fc.integer({ min: -5000, max: 200 }),
    quality: fc.constantFrom(...qualities),
  });
  const cycle = fc.record({
    wallMs: fc.constant(0),
    utcOffsetMin: fc.constant(0),
    samples: fc.constant([]),
    spectra: fc.array(sample, { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(cycle, { maxLength: 8 }), (cycles) => {
      const out = varintWriter();
      packSpectra(out, cycles);
      const read = unpackSpectra(varintReader(out.bytes()), cycles.length);
      const byChannel = (list: readonly SpectrumSample[]) =>
        list.toSorted((a, b) => a.channel.localeCompare(b.channel));
      expect(read.map(byChannel)).toEqual(cycles.map(({ spectra }) => byChannel(spectra)));
    }),
  );
});

test('the first key of a time lies within it, not before it', () => {
  expect(keyAt(1000)).toBe(1_000_000);
  expect(keyAt(999.4)).toBe(1_000_000);
  expect(keyAt(-5)).toBe(0);
  expect(wallMsOf(keyAt(1000) + 999)).toBe(1000);
});
