/** Lines and frames of any kind: what is rendered is read back, and whatever is heard, nothing throws or grows. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asciiLanguage } from '../../../../src/devices/instruments/ascii-language.ts';
import { binaryLanguage, bytesOf, frameOf } from '../../../../src/devices/instruments/binary-language.ts';
import type { AsciiDefinition, BinaryDefinition } from '../../../../src/devices/instruments/instrument.ts';
import { asciiSchema } from '../../../../src/devices/instruments/instrument.ts';
import {
  matchLine,
  parseTemplate,
  renderLine,
  templateProblem,
} from '../../../../src/devices/instruments/line-template.ts';
import { decodeOneWire, encodeOneWire } from '../../../../src/devices/instruments/one-wire.ts';
import { resolveInstrument } from '../../../../src/devices/instruments/resolve-instrument.ts';
import { shippedInstruments } from '../../../golden/shipped-definitions.ts';

const all = shippedInstruments();

function shipped(model: string) {
  const found = all.find(({ name }) => name === model);
  if (found === undefined) throw new Error(`no ${model}`);
  return found.definition;
}

const ascii = (model: string) => shipped(model) as AsciiDefinition;
const binary = (model: string) => shipped(model) as BinaryDefinition;
const level = fc.integer({ min: 100, max: 1400 }).map((tenths) => (tenths / 10).toFixed(1));

test('a line is taken apart as it was put together', () => {
  const template = parseTemplate('L={level} dB, {status:OK} [{list}]');
  const word = fc.stringMatching(/^[A-Z]{1,8}$/);
  fc.assert(
    fc.property(level, word, fc.array(level, { minLength: 1, maxLength: 20 }), (shown, status, list) => {
      const line = renderLine(template, (name) => (name === 'level' ? shown : status), list);
      const fields = Object.fromEntries(list.map((field, index) => [index, field]));
      expect(matchLine(template, line)).toEqual({ level: shown, status, ...fields });
    }),
  );
});

test('the text of a template means itself, whatever stands in it; a broken one is named', () => {
  expect(matchLine(parseTemplate('a.b*(c) {x}'), 'a.b*(c) 1')).toEqual({ x: '1' });
  expect(matchLine(parseTemplate('a.b*(c) {x}'), 'aXb*(c) 1')).toBeUndefined();
  expect(matchLine(parseTemplate('R+0000'), 'R+0000')).toEqual({});
  expect(renderLine(parseTemplate('{a:OK}, {b}'), () => undefined)).toBe('OK, b');
  expect(templateProblem('{a} {a}')?.key).toBe('name-twice');
  expect(templateProblem('{a} }')?.key).toBe('brace-alone');
  expect(templateProblem('{a:OK}, {list}')).toBeUndefined();
});

test('a Rion level is read exactly as its digits say, at any place of the list', () => {
  fc.assert(
    fc.property(level, fc.integer({ min: 0, max: 9 }), (shown, field) => {
      const rion = ascii('rion-nl43');
      const language = asciiLanguage({ ...rion, points: rion.points.map((point) => ({ ...point, field })) });
      const line = Array.from({ length: 12 }, (_, at) => (at === field ? shown : '001')).join(',');
      const said: Parameters<typeof language.decode>[0][number][] = [];
      const hear = language.ask[0]?.receiver((one) => said.push(one));
      expect(hear?.('R+0000\r')).toEqual({ kind: 'more' });
      expect(hear?.(`$ ${line}\r`)).toEqual({ kind: 'answered' });
      expect(language.decode(said)[0]?.result).toEqual({ ok: true, value: Number(shown) });
    }),
  );
});

test('a level of an NSRT and of a PCE-322A is read as it was sent, cut into any pieces', () => {
  const tenths = fc.integer({ min: 300, max: 1300 });
  fc.assert(
    fc.property(
      fc.array(tenths, { minLength: 2, maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 9 })),
      (levels, cuts) => {
        const pce = binary('pce-322a');
        const { stream, decode } = binaryLanguage(pce);
        const frames = levels.flatMap((one) => {
          const bytes = frameOf(pce.stream?.frame ?? '').map((byte) => byte ?? 0);
          return [bytes[0] ?? 0, one >> 8, one & 0xff, ...bytes.slice(3)];
        });
        const hear = stream?.receiver(() => {});
        const heard: number[] = [];
        for (let from = 0, turn = 0; from < frames.length; turn++) {
          const to = from + (cuts[turn % Math.max(1, cuts.length)] ?? 13);
          const newest = hear?.(Uint8Array.from(frames.slice(from, to)));
          const result = newest && decode([newest])[0]?.result;
          if (result?.ok) heard.push(Math.round(result.value * 10));
          from = to;
        }
        // Each whole frame once, the last waits for the next.
        expect(heard).toEqual(levels.slice(0, -1));
      },
    ),
  );
});

test('whatever is heard, nothing throws, and only numbers in range become values', () => {
  const noise = fc.array(
    fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.constantFrom('52.3 dB, OK\r', 'RUNNING\r', 'R+0000\r', '--- dB, OK\r', '001,52.3\r'),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(noise, fc.constantFrom('nti-xl2', 'rion-nl43', 'rion-nl43-stream'), (lines, model) => {
      const language = asciiLanguage(ascii(model));
      const said: Parameters<typeof language.decode>[0][number][] = [];
      const hearers = [...language.ask, ...language.open, ...(language.sync ? [language.sync] : [])].map(
        (one) => one.receiver((fields) => said.push(fields)),
      );
      const hear = language.stream?.receiver(() => {});
      for (const line of lines) {
        for (const hearer of hearers) hearer(line);
        const piece = hear?.(line);
        if (piece !== undefined) said.push(piece);
      }
      for (const { result } of language.decode(said))
        if (result.ok) expect(result.value >= 10 && result.value <= 145).toBe(true);
    }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 })),
      fc.constantFrom('nsrt-mk3', 'pce-322a'),
      (chunks, model) => {
        const language = binaryLanguage(binary(model));
        const hearers = [...language.ask, ...(language.sync ? [language.sync] : [])].map((one) =>
          one.receiver(() => {}),
        );
        const hear = language.stream?.receiver(() => {});
        for (const chunk of chunks) {
          for (const hearer of hearers) hearer(chunk);
          const piece = hear?.(chunk);
          if (piece === undefined) continue;
          const [only] = language.decode([piece]);
          if (only?.result.ok) expect(only.result.value >= 10 && only.result.value <= 140).toBe(true);
        }
      },
    ),
  );
});

test('the model of an NSRT is found behind whatever was still on its way', () => {
  const { sync } = binaryLanguage(binary('nsrt-mk3'));
  const model = Uint8Array.from({ length: 32 }, (_, at) => 'NSRT_mk3'.charCodeAt(at) || 0);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 0, max: 31 }), (late, cut) => {
      fc.pre(!Buffer.from(late).toString('latin1').includes('N'));
      const hear = sync?.receiver(() => {});
      expect(hear?.(Uint8Array.from([...late, ...model.slice(0, cut)]))).toEqual({ kind: 'more' });
      expect(hear?.(model.slice(cut))).toEqual({ kind: 'answered' });
    }),
  );
  expect([...bytesOf('AC ff 01')]).toEqual([0xac, 0xff, 1]);
});

test('a DS18B20 is read to a sixteenth of a degree over its whole range', () => {
  const sensor = shipped('ds18b20');
  if (sensor.kind !== 'one-wire') throw new Error('no sensor');
  fc.assert(
    fc.property(fc.integer({ min: -40 * 16, max: 125 * 16 }), (sixteenths) => {
      fc.pre(sixteenths !== 85 * 16);
      const [only] = decodeOneWire(sensor, encodeOneWire((sixteenths * 1000) / 16));
      const value = only?.result.ok ? only.result.value : Number.NaN;
      expect(Math.abs(value - sixteenths / 16)).toBeLessThan(0.001);
    }),
  );
});

const own = {
  kind: 'ascii',
  model: 'own',
  title: 'Own',
  source: 'test',
  confidence: 'U',
  verified: false,
  onSilence: 'nothing',
  serial: { baud: 9600, format: '8N1' },
  limits: { responseTimeout: '1s', lineMax: 80 },
  status: { OK: 'good', OVL: 'overload', LOW: 'under-range' },
  stream: { line: '{level} dB, {status:OK}', every: '1s' },
  points: [{ quantity: 'sound.laf', field: 'level', status: ['status'], unit: 'dB' }],
};

test('a status word says why there is no level', () => {
  const { definition, problems } = resolveInstrument(asciiSchema.parse(own));
  expect(problems).toEqual([]);
  const { stream, decode } = asciiLanguage(definition as AsciiDefinition);
  const faultOf = (line: string) => {
    const said = stream?.receiver(() => {})(line);
    const result = said && decode([said])[0]?.result;
    return result?.ok ? result.value : result?.fault;
  };
  expect(faultOf('52.3 dB, OK')).toBe(52.3);
  expect(faultOf('132.3 dB, OVL')).toEqual({ kind: 'overload' });
  expect(faultOf('12.3 dB, LOW')).toEqual({ kind: 'under-range' });
  expect(faultOf('52.3 dB, BATT')).toEqual({ kind: 'no-value', shown: 'BATT' });
  expect(faultOf('--.- dB, OK')).toEqual({ kind: 'no-value', shown: '--.-' });
  expect(faultOf('5.2.3 dB, OK')).toMatchObject({ kind: 'frame' });
  expect(faultOf('999 dB, OK')).toEqual({ kind: 'implausible', value: 999 });
});
