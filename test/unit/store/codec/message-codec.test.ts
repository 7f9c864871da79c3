import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Message, message, plain } from '../../../../src/model/message.ts';
import { restored, shortened } from '../../../../src/store/codec/message-codec.ts';

/** Words as the file has them: numbered from 1 in the order of their arrival. */
function words() {
  const texts: string[] = [];
  return {
    texts,
    idOf: (text: string) => (texts.indexOf(text) + 1 || texts.push(text)) as number,
    textOf: (id: number) => texts[id - 1] ?? String(id),
  };
}

const reason = message('fans-at-most', {
  why: message('equipment-allowed', {
    receptor: 'north',
    allowedDb: 51.3,
    limits: [message('limit-of', { limitDb: 55 }), message('share-not-proved')],
  }),
  capPct: 82.1,
});

test('a message that comes again needs its numbers alone', () => {
  const known = words();
  shortened(reason, known.idOf);
  const again = JSON.stringify(shortened(reason, known.idOf));
  expect(again).toBe('[1,[2,"north",51.3,[[3,55],[4]]],82.1]');
  expect(known.texts).toEqual([
    'fans-at-most why capPct',
    'equipment-allowed receptor allowedDb limits',
    'limit-of limitDb',
    'share-not-proved',
  ]);
  expect(restored(JSON.parse(again), known.textOf)).toEqual(reason);
});

test('every message comes back, whatever its values hold', () => {
  const { one } = fc.letrec<{ one: unknown; value: unknown }>((tie) => ({
    one: fc.record({
      key: fc.constantFrom('plain', 'moved', 'a-key-of-a-newer-program'),
      values: fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z]{0,8}$/), tie('value'), { maxKeys: 3 }),
    }),
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      fc.constant(null),
      fc.array(fc.string()),
      tie('one'),
      fc.array(tie('one')),
    ),
  }));
  fc.assert(
    fc.property(one, (given) => {
      const known = words();
      const stored = JSON.parse(JSON.stringify(shortened(given as Message, known.idOf)));
      expect(restored(stored, known.textOf)).toEqual(JSON.parse(JSON.stringify(given)));
    }),
  );
});

test('longer forms of older rows are read as they are', () => {
  expect(restored(JSON.parse(JSON.stringify(reason)), () => '')).toEqual(reason);
  expect(restored('cabinet a at 48.1 C', () => '')).toEqual(plain('cabinet a at 48.1 C'));
});

test('a word that is missing in a damaged file is shown as its number, and nothing throws', () => {
  expect(restored([17, 48.3, 'b'], words().textOf)).toEqual({ key: '17', values: {} });
});
