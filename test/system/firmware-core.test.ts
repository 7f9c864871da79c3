/** The C core of the board's firmware against the vectors, against the simulated board, and against noise. */

import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { encode, frame } from '../../firmware-bridge/protocol/codec.ts';
import { createRandom } from '../../hw-mocks/inputs/random.ts';
import { sampleSize } from '../sample-size.ts';
import { createVectorBoard, vectors } from '../unit/firmware-bridge/protocol/vectors.ts';
import { buildFirmware, canBuildFirmware } from './firmware-build.ts';

const sanitizers = ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

type Step =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'bytes'; readonly text: string }
  | { readonly kind: 'reset'; readonly cause: 'watchdog' | 'brown-out' }
  | { readonly kind: 'break' | 'new' };

const inputs = sampleSize({ sample: 40_000, full: 200_000 });
const conversations = sampleSize({ sample: 6, full: 20 });

describe.skipIf(!canBuildFirmware)('the firmware (needs gcc)', () => {
  test('answers every vector as the vectors say', () => {
    const program = buildFirmware('test/script.c', sanitizers);
    const all = [...vectors.valid, ...vectors.invalid];
    const steps = all.flatMap(({ line }): Step[] => [
      { kind: 'new' },
      { kind: 'bytes', text: `${vectors.greeting}\n` },
      { kind: 'wait', ms: 500 },
      { kind: 'bytes', text: `${line}\n` },
    ]);
    const said = runScript(program, steps).filter((entry) => entry.startsWith('< '));
    const [, , ...answers] = said.join('\n').split(/^< hello 0 .*\n?/m);
    expect(answers.length).toBe(all.length);
    for (const [index, { line, answer }] of all.entries()) {
      const [greeted, ...rest] = (answers[index] ?? '').trimEnd().split('\n');
      expect(greeted).toMatch(/^< hello 1 /);
      expect(rest, line).toEqual(answer.map((text) => `< ${text}`));
    }
  });

  test('goes to its boot loader when told to, never while a lease runs, and is silent from then on', () => {
    const program = buildFirmware('test/script.c', sanitizers);
    const steps = [
      'who 1 min=1 max=1',
      'set 2 lease=900 fans=50,50 relays=10100000',
      'update 3 id=vector',
      'update 4 id=other',
      '',
      'update 3 id=vector',
      'update 4 id=vector',
      'ping 5',
      '',
    ].map(
      (body): Step =>
        body === '' ? { kind: 'wait', ms: 1200 } : { kind: 'bytes', text: `${frame(body)}\n` },
    );
    const said = runScript(program, [
      ...steps,
      { kind: 'reset', cause: 'watchdog' },
      { kind: 'wait', ms: 1 },
    ]);
    const answers = said.flatMap((entry) => /^< ((?:nak|ack) .*)\*/.exec(entry)?.[1] ?? []);
    expect(answers).toEqual(['ack 2', 'nak 3 reason=busy', 'nak 4 reason=range', 'ack 3']);
    expect(said.slice(said.indexOf('update')).map((entry) => entry.split(' ').slice(0, 2).join(' '))).toEqual(
      ['update', 'relays 00000000', 'relays 00000000', 'fan 1', 'fan 2', '< hello'],
    );
    expect(said.filter((entry) => entry !== 'update')).toEqual(
      simulate([...steps, { kind: 'reset', cause: 'watchdog' }, { kind: 'wait', ms: 1 }]),
    );
  });

  test(`holds its promises through ${inputs} inputs of noise, damage, resets and jumps of the clock`, () => {
    const program = buildFirmware('test/fuzz.c', [...sanitizers, '-O2']);
    const run = spawnSync(program, [String(inputs), '1'], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.stdout).toMatch(new RegExp(`^${inputs} inputs, \\d{6,7} lines out, \\d{5,6} moves\\n$`));
  }, 60_000);

  test('does what the simulated board does, byte for byte, over random conversations', () => {
    const program = buildFirmware('test/script.c');
    for (let seed = 1; seed <= conversations; seed++) {
      const steps = conversation(seed, 400);
      expect(runScript(program, steps), `seed ${seed}`).toEqual(simulate(steps));
    }
  });
});

function runScript(program: string, steps: readonly Step[]): string[] {
  const run = spawnSync(program, { input: steps.map(written).join('\n'), encoding: 'latin1' });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  return run.stdout.trimEnd().split('\n');
}

function written(step: Step): string {
  switch (step.kind) {
    case 'wait':
      return `+ ${step.ms}`;
    case 'bytes':
      return `> ${Buffer.from(step.text, 'latin1').toString('hex')}`;
    case 'reset':
      return `r ${step.cause}`;
    case 'break':
      return 'b';
    case 'new':
      return 'n';
  }
}

function simulate(steps: readonly Step[]): string[] {
  const { clock, board, transcript, say } = createVectorBoard();
  for (const step of steps) {
    if (step.kind === 'wait') clock.runFor(step.ms);
    else if (step.kind === 'bytes') say(step.text);
    else if (step.kind === 'reset') board.reset(step.cause);
    else board.isStorageBroken = true;
  }
  board.stop();
  // The wire was connected after the first hello.
  const hello = { kind: 'hello', seq: 0, version: 1, ...vectors.board, reset: 'power' } as const;
  return [...transcript.slice(0, 3), `< ${encode(hello)}`, ...transcript.slice(3)];
}

/** What a gateway, a bad line and a careless technician could send. */
function conversation(seed: number, length: number): Step[] {
  const random = createRandom(seed, 'conversation');
  const whole = (below: number) => Math.floor(random.next() * below);
  const pick = <T>(...choices: readonly T[]): T => choices[whole(choices.length)] as T;
  let seq = 1;
  const fans = () => Array.from({ length: pick(2, 2, 2, 2, 1, 5) }, () => whole(103)).join(',');
  const relays = () => Array.from({ length: pick(8, 8, 8, 8, 3, 9) }, () => whole(2)).join('');
  const body = (): string => {
    seq = pick(seq + 1, seq + 1, seq + 1, seq + 1, seq + 1, seq, 0, whole(65536)) % 65536;
    return pick(
      () => `who ${seq} min=${pick(1, 1, 1, 2)} max=${1 + whole(3)}`,
      () => `set ${seq} lease=${pick(500, 700, 1300, 2500, 499)} fans=${fans()} relays=${relays()}`,
      () => `set ${seq} lease=2000 fans=${whole(101)},${whole(101)} relays=1010${whole(2)}000`,
      () => `set ${seq} lease=900 fans=50,50 relays=10100000`,
      () => `keep ${seq} fans=${fans()} relays=${relays()}`,
      () => `get ${seq} what=${pick('state', 'sense', 'failsafe', 'more')}`,
      () => `ping ${seq}${pick('', '', ' a=1', ' a', ' a=1 a=2', ' ')}`,
      () => `${pick('ack', 'nak', 'hello', 'failsafe', 'fly')} ${seq}`,
    )();
  };
  return Array.from({ length }, (): Step => {
    const chance = random.next();
    if (chance < 0.4) return { kind: 'wait', ms: 1 + whole(pick(20, 400, 1500)) };
    if (chance < 0.41) return { kind: 'reset', cause: pick('watchdog', 'brown-out') };
    if (chance < 0.411) return { kind: 'break' };
    let line = frame(body());
    if (random.next() < 0.1) line = line.slice(whole(line.length));
    if (random.next() < 0.05)
      line = String.fromCharCode(
        ...Array.from(line, (c) => c.charCodeAt(0) ^ pick(0, 0, 0, 0, 0, 0, 1 << whole(8))),
      );
    if (random.next() < 0.03) line = 'a'.repeat(100) + line;
    return {
      kind: 'bytes',
      text: pick(`${line}\n`, `${line}\n`, `${line}\n`, `${line}\n`, line, `${line}\n${line}\n`),
    };
  });
}
