import { expect, test } from 'vitest';
import {
  ANSWERS_MAX,
  answeredTo,
  createAnsweredIds,
  keepRefused,
  keepTaken,
} from '../../../../src/gateway/commands/answered-ids.ts';
import type { Acknowledgement } from '../../../../src/model/command.ts';
import { plain } from '../../../../src/model/message.ts';

function ack(id: string, more: Partial<Acknowledgement> = {}): Acknowledgement {
  return { id, wallMs: 0, stage: 'accepted', code: 'OK', message: plain(''), ...more };
}

test('the memory is bounded, forgets the oldest, and refusals do not displace what was carried out', () => {
  const ids = createAnsweredIds();
  keepTaken(ids, ack('done', { taken: { issuer: 'ops', digest: 'd' } }));
  keepRefused(ids, ack('first'), 'a');
  for (let n = 1; n < ANSWERS_MAX; n += 1) keepRefused(ids, ack(`r-${n}`), 'a');
  expect(answeredTo(ids, 'first')).toBeDefined();
  keepRefused(ids, ack('one-more'), 'a');
  expect(answeredTo(ids, 'first')).toBeUndefined();
  expect(answeredTo(ids, 'done')?.digest).toBe('d');
});

test('a later answer takes the place of the first and leaves what the command was', () => {
  const ids = createAnsweredIds([{ digest: 'd', ack: ack('c-1') }]);
  keepTaken(ids, ack('c-1', { stage: 'ended', why: 'lease' }));
  expect(answeredTo(ids, 'c-1')).toMatchObject({ digest: 'd', ack: { stage: 'ended' } });
});

test('what has no id is not remembered', () => {
  const ids = createAnsweredIds();
  keepRefused(ids, ack('-'), 'a');
  expect(answeredTo(ids, '-')).toBeUndefined();
});
