/** Minutes that a person takes out of the evaluation, and lets count again. */

import { expect, test } from 'vitest';
import { message } from '../../../../src/model/message.ts';
import { type Exclusion, recordExclusion, recordWithdrawal } from '../../../../src/store/evidence/exclude.ts';
import { verifySeal } from '../../../../src/store/evidence/verify-seal.ts';
import { insertMarking, selectMarkings } from '../../../../src/store/file/calibration-rows.ts';
import { eveningMs, must, newDatabase, write } from '../fixture.ts';

const MINUTE_MS = 60_000;

/** The minutes `from` to `to`, of both meters. */
function stretch(from: number, to: number, changes: Partial<Exclusion> = {}): Exclusion {
  return {
    ...{ fromMs: eveningMs + from * MINUTE_MS, toMs: eveningMs + to * MINUTE_MS },
    ...{ meters: ['slm-north', 'slm-rest'], by: 'Li Wei', why: 'fireworks' },
    ...{ wallMs: eveningMs + 86_400_000, on: '2026-07-16 22:00', ...changes },
  };
}

function newBook() {
  const db = newDatabase();
  const all = () => must(db.attempt('read', (sql) => selectMarkings(sql, 0, 8e15)));
  return {
    exclude: (one: Exclusion) => write(db, (sql) => recordExclusion(sql, one)),
    withdraw: (one: Exclusion) => write(db, (sql) => recordWithdrawal(sql, one)),
    mark: (meter: string) =>
      write(db, (sql) =>
        insertMarking(sql, {
          ...{ fromMs: eveningMs, toMs: eveningMs + 20 * MINUTE_MS, meter, quality: 'maintenance' },
          ...{ reason: message('calibrator-sounded'), calibration: null },
        }),
      ),
    /** "slm-north 5-10: uncertain", oldest first. */
    marked: () =>
      all().map(({ fromMs, toMs, meter, quality }) => {
        const [from, to] = [fromMs, toMs].map((ms) => (ms - eveningMs) / MINUTE_MS);
        return `${meter} ${from}-${to}: ${quality}`;
      }),
    reasons: () => all().map(({ reason }) => reason.key),
    findings: () => must(db.attempt('read', (sql) => verifySeal(sql))).findings,
  };
}

test('a stretch is marked once for each meter, with who, why and when, and sealed', () => {
  const book = newBook();
  expect(book.exclude(stretch(5, 10))).toMatchObject([
    {
      meter: 'slm-north',
      quality: 'uncertain',
      reason: message('excluded', { by: 'Li Wei', why: 'fireworks', on: '2026-07-16 22:00' }),
    },
    { meter: 'slm-rest' },
  ]);
  expect(book.marked()).toEqual(['slm-north 5-10: uncertain', 'slm-rest 5-10: uncertain']);
  expect(book.findings()).toEqual([]);
});

test('what lies in a stretch that is out already is not marked again; what is longer or of another meter is', () => {
  const book = newBook();
  book.exclude(stretch(5, 10, { meters: ['slm-north'] }));
  expect(book.exclude(stretch(5, 10, { meters: ['slm-north'] }))).toBeNull();
  expect(book.exclude(stretch(6, 9, { meters: ['slm-north'] }))).toBeNull();
  expect(book.exclude(stretch(4, 10, { meters: ['slm-north'] }))).toHaveLength(1);
  expect(book.exclude(stretch(5, 11, { meters: ['slm-north'] }))).toHaveLength(1);
  expect(book.exclude(stretch(5, 10))).toMatchObject([{ meter: 'slm-rest' }]);
});

test('a marking of another kind over the stretch is no exclusion: it hinders none and is not withdrawn', () => {
  const book = newBook();
  book.mark('slm-north');
  expect(book.withdraw(stretch(0, 20, { meters: ['slm-north'] }))).toEqual({
    ok: false,
    fault: { kind: 'none' },
  });
  expect(book.exclude(stretch(5, 10, { meters: ['slm-north'] }))).toHaveLength(1);
});

test('what is withdrawn counts again; both are kept and sealed, and it can be left out once more', () => {
  const book = newBook();
  book.exclude(stretch(5, 10));
  expect(book.withdraw(stretch(5, 10))).toMatchObject({ ok: true, value: { length: 2 } });
  expect(book.marked()).toEqual(['slm-north 5-10: good', 'slm-rest 5-10: good']);
  expect(book.reasons().every((key) => key !== 'excluded')).toBe(true);
  expect(book.withdraw(stretch(5, 10))).toEqual({ ok: false, fault: { kind: 'none' } });
  expect(book.exclude(stretch(5, 10))).toHaveLength(2);
  expect(book.marked().filter((text) => text.endsWith('uncertain'))).toHaveLength(2);
  expect(book.findings()).toEqual([]);
});

test('a withdrawal ends whole exclusions of its meters alone, and names the one that it would cut', () => {
  const book = newBook();
  book.exclude(stretch(5, 10));
  book.exclude(stretch(12, 14));
  expect(book.withdraw(stretch(6, 20))).toEqual({
    ok: false,
    fault: {
      kind: 'part',
      whole: { fromMs: eveningMs + 5 * MINUTE_MS, toMs: eveningMs + 10 * MINUTE_MS },
    },
  });
  expect(book.withdraw(stretch(0, 9))).toMatchObject({ ok: false, fault: { kind: 'part' } });
  expect(book.withdraw(stretch(0, 10, { meters: ['slm-rest'] }))).toMatchObject({
    ok: true,
    value: [{ meter: 'slm-rest' }],
  });
  expect(book.marked()).toEqual([
    'slm-north 5-10: uncertain',
    'slm-rest 5-10: good',
    'slm-north 12-14: uncertain',
    'slm-rest 12-14: uncertain',
  ]);
  expect(book.withdraw(stretch(0, 20, { meters: ['slm-other'] }))).toEqual({
    ok: false,
    fault: { kind: 'none' },
  });
});
