/** Every example command in contract/examples gets the answer that stands beside it, and only that one. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../hw-mocks/virtual-clock.ts';
import { readCommand } from '../../../src/backoffice/commands/read-command.ts';
import { rootOf } from '../../../src/contract/topics.ts';
import { createCommandHandler } from '../../../src/gateway/commands/command-handler.ts';
import { inEnglish } from '../../../src/language/say.ts';
import type { Acknowledgement, TakenCommand } from '../../../src/model/command.ts';
import type { IssuerPlan, SitePlan } from '../../../src/plan/site-plan.ts';
import { smallPlan, startWallMs } from '../backoffice/small-plan.ts';

interface Example {
  readonly about: string;
  readonly name: string;
  readonly retained?: boolean;
  readonly payload?: unknown;
  readonly text?: string;
  readonly answer: Pick<Acknowledgement, 'stage' | 'code'>;
}

const folder = join(import.meta.dirname, '..', '..', '..', 'contract', 'examples');
const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const commands = read('issuers.json') as Readonly<Record<string, IssuerPlan>>;
const plan: SitePlan = { ...smallPlan, commands };
const root = rootOf(plan);
const examples = readdirSync(folder)
  .filter((file) => file.endsWith('.json') && file !== 'issuers.json')
  .map((file) => [file, read(file) as Example] as const);

function answersTo(...all: readonly Example[]): readonly Acknowledgement[] {
  return answersAfter([], ...all);
}

/** `taken`: what a run before has carried out. */
function answersAfter(
  taken: readonly TakenCommand[],
  ...all: readonly Example[]
): readonly Acknowledgement[] {
  const clock = createVirtualClock({ startWallMs });
  const take = createCommandHandler({ plan: () => plan, clock, audit: () => {}, taken }).taker();
  clock.runUntil(600_000);
  const keys = Object.fromEntries(
    Object.entries(commands).flatMap(([issuer, { publicKey }]) =>
      publicKey === undefined ? [] : [[issuer, publicKey]],
    ),
  );
  const answers: Acknowledgement[] = [];
  for (const { name, payload, text, retained = false } of all) {
    const message = { topic: `${root}cmd/${name}`, payload: text ?? JSON.stringify(payload), retained };
    take(readCommand(message, root, keys), (ack) => answers.push(ack));
  }
  return answers;
}

test('there are examples', () => {
  expect(examples.length).toBeGreaterThan(20);
});

test.each(examples)('%s', (_, example) => {
  const answers = answersTo(example);
  expect(answers).toHaveLength(1);
  expect(answers[0]).toMatchObject(example.answer);
  expect(inEnglish((answers[0] as Acknowledgement).message)).not.toContain('\n');
});

test('a repeated command is done once and answered as before; another one under its id is refused', () => {
  const limit = read('limit.json') as Example;
  const other = { ...limit, payload: { ...Object(limit.payload), args: { output: 'limit-a', value: 100 } } };
  expect(answersTo(limit, limit, other, limit).map(({ stage, code }) => `${stage} ${code}`)).toEqual([
    'accepted OK',
    'accepted OK',
    'rejected DUPLICATE',
    'accepted OK',
  ]);
});

test('a command that a run before has carried out is answered as then, and not done again', () => {
  const limit = read('limit.json') as Example;
  const [first] = answersTo(limit) as [Acknowledgement];
  const ended: Acknowledgement = { ...first, stage: 'ended', why: 'lease' };
  const again = answersAfter([{ digest: first.taken?.digest ?? '', ack: ended }], limit);
  expect(again).toEqual([ended]);
});

test('an issuer has so many commands an hour', () => {
  const limit = read('limit.json') as Example;
  const many = Array.from({ length: 21 }, (_, index) => ({
    ...limit,
    payload: { ...Object(limit.payload), id: `c-${index}` },
  }));
  const codes = answersTo(...many)
    .filter(({ stage }) => stage !== 'ended')
    .map(({ code }) => code);
  expect(codes.filter((code) => code === 'OK')).toHaveLength(20);
  expect(codes.at(-1)).toBe('RATE');
  expect(answersTo(...many).at(-1)?.notBeforeWallMs).toBe(startWallMs + 600_000 + 3_600_000);
});
