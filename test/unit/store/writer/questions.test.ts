/** Questions on their way to the file: each is answered once, whatever becomes of the thread. */

import { expect, test } from 'vitest';
import { failed, ok } from '../../../../src/model/result.ts';
import type { StoreRequest } from '../../../../src/store/messages.ts';
import { createQuestions, logQuestions } from '../../../../src/store/writer/questions.ts';

function asking() {
  const sent: StoreRequest[] = [];
  const link = {
    isReady: true,
    start: () => {},
    stop: () => {},
    send: (one: StoreRequest) => sent.push(one),
  };
  return { link, sent, questions: createQuestions(link) };
}

test('answers find their question in any order, and a second one to it is nobody’s', async () => {
  const { sent, questions } = asking();
  const first = questions.ask('recorded', []);
  const second = questions.ask('gaps', [{ fromMs: 1, toMs: 2 }]);
  expect(sent).toEqual([
    { kind: 'ask', id: 1, query: 'recorded', args: [] },
    { kind: 'ask', id: 2, query: 'gaps', args: [{ fromMs: 1, toMs: 2 }] },
  ]);
  questions.answer(2, ok('two'));
  questions.answer(1, failed('one'));
  questions.answer(1, ok('again'));
  questions.answer(9, ok('unasked'));
  expect(await Promise.all([first, second])).toEqual([failed('one'), ok('two')]);
});

test('while the link is down a question fails at once and is not sent', async () => {
  const { link, sent, questions } = asking();
  link.isReady = false;
  expect(await questions.ask('recorded', [])).toEqual(failed('the history is not open at the moment'));
  expect(sent).toEqual([]);
});

test('a hundred may wait; one more fails, and after an answer there is room again', () => {
  const { sent, questions } = asking();
  const results: unknown[] = [];
  for (let count = 0; count < 101; count += 1)
    questions.put('recorded', [], (result) => results.push(result));
  expect(sent).toHaveLength(100);
  expect(results).toEqual([failed('too many questions at once')]);
  questions.answer(50, ok(50));
  questions.put('recorded', [], (result) => results.push(result));
  expect(sent.at(-1)).toMatchObject({ id: 101 });
  expect(results).toEqual([failed('too many questions at once'), ok(50)]);
});

test('when they are given up all that wait get the reason, once', () => {
  const { questions } = asking();
  const results: unknown[] = [];
  for (let count = 0; count < 2; count += 1) questions.put('recorded', [], (result) => results.push(result));
  questions.giveUp('killed');
  questions.giveUp('again');
  questions.answer(1, ok('late'));
  expect(results).toEqual([failed('killed'), failed('killed')]);
});

test('the sender asks for parts and where a record is; what cannot be found is null', () => {
  const { sent, questions } = asking();
  const { parts, find } = logQuestions(questions);
  const taken: unknown[] = [];
  parts([1, 5], 3, (result) => taken.push(result));
  find('minutes', [7, 9], (range) => taken.push(range));
  find('minutes', [8, 9], (range) => taken.push(range));
  expect(sent).toMatchObject([
    { query: 'parts', args: [[1, 5], 3] },
    { query: 'find', args: ['minutes', [7, 9]] },
    { query: 'find' },
  ]);
  questions.answer(1, ok([]));
  questions.answer(2, ok([2, 4]));
  questions.answer(3, failed('damaged'));
  expect(taken).toEqual([ok([]), [2, 4], null]);
});
