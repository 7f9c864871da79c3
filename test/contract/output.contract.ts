/**
 * What every far end of an output must do under the gateway, whatever carries it. One output is driven cycle by cycle:
 * a second passes, the far end is read, the decision is applied, and what was written settles.
 */

import { expect, test } from 'vitest';
import type { Outputs } from '../../src/gateway/outputs/outputs.ts';
import type { Decision } from '../../src/model/decision.ts';
import type { Event } from '../../src/model/event.ts';
import type { ProcessImage } from '../../src/model/image.ts';
import { plain } from '../../src/model/message.ts';
import type { Reading } from '../../src/model/reading.ts';
import type { OutputPlan } from '../../src/plan/site-plan.ts';

/** One run of a gateway over the far end; another is what a restarted gateway has. */
export type Controller = Pick<Outputs, 'apply' | 'failSafe' | 'unconfirmed'>;

export interface FarEnd {
  readonly output: OutputPlan;
  readonly failSafe: number;
  /** Values that the output can take, percent; the last is the highest. */
  readonly values: readonly number[];
  /** Whether it falls to fail-safe by itself when nobody renews. */
  readonly enforcesLease: boolean;
  /** It tells how it stands before anybody has set it. */
  readonly readsAtOnce: boolean;
  /** A new gateway over the same copper. The one before is dead: it has said nothing. */
  control(): Controller;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  nowMs(): number;
  /** What a poll gives now. */
  channels(): Promise<Readonly<Record<string, Reading>>>;
  /** All writes are answered. */
  settled(): Promise<void>;
  /** The value that stands in copper; null for a pattern that is none. */
  copper(): number | null;
  /** Every value that stood in copper since the start, in order; null as above. */
  moves(): readonly (number | null)[];
  /** Takes the device away, or brings it back as it would come back. */
  lose(isLost: boolean): Promise<void>;
  /** Asks for something the far end does not have; must throw an assertion. */
  askTheImpossible(): void;
  close(): Promise<void>;
}

export interface FarEndDriver {
  readonly name: string;
  open(): Promise<FarEnd>;
}

export function outputContract({ name, open }: FarEndDriver): void {
  const scene = (what: string, run: (end: FarEnd) => Promise<void>): void =>
    test(`${name}: ${what}`, async () => {
      const end = await open();
      try {
        await run(end);
      } finally {
        await end.close();
      }
    });

  scene('every value is set, stands in copper and reads back', async (end) => {
    const gateway = end.control();
    for (const value of [...end.values, ...end.values.toReversed()]) {
      const events = await cycles(end, gateway, value, 8);
      expect(end.copper()).toBe(value);
      expect(events).toEqual([]);
    }
  });

  scene('from one value to another no pattern stands that gives more than both', async (end) => {
    const gateway = end.control();
    for (const from of end.values) {
      for (const to of end.values) {
        await cycles(end, gateway, from, 7);
        const before = end.moves().length;
        await cycles(end, gateway, to, 7);
        const between = end
          .moves()
          .slice(before)
          .map((value) => value ?? 0);
        expect(Math.max(0, ...between), `${from} to ${to}`).toBeLessThanOrEqual(Math.max(from, to));
      }
    }
  });

  scene('a gateway that is back moves nothing that stands as it wants it', async (end) => {
    const value = end.values.at(-1) ?? 0;
    await cycles(end, end.control(), value, 7);
    const before = end.moves().length;
    const again = end.control();
    if (end.readsAtOnce) {
      await cycles(end, again, end.failSafe, 2, 'start');
      await cycles(end, again, value, 10);
      expect(end.moves().slice(before)).toEqual([]);
    } else {
      await cycles(end, again, value, 10);
      expect(
        end
          .moves()
          .slice(before)
          .filter((one) => one !== value),
      ).toEqual([]);
    }
  });

  scene('a gateway that does not find its inputs brings it to fail-safe within the lease', async (end) => {
    await cycles(end, end.control(), end.values.at(-1) ?? 0, 7);
    await cycles(end, end.control(), end.failSafe, end.output.leaseMs / 1000 + 7, 'start');
    expect(end.copper()).toBe(end.failSafe);
  });

  scene('the end is fail-safe, confirmed', async (end) => {
    const gateway = end.control();
    await cycles(end, gateway, end.values.at(-1) ?? 0, 7);
    await farewell(end, gateway);
    expect(end.copper()).toBe(end.failSafe);
    expect(gateway.unconfirmed()).toEqual([]);
  });

  scene(
    'the lease is renewed in time; without a gateway it falls where the far end sees to it',
    async (end) => {
      const gateway = end.control();
      const value = end.values.at(-1) ?? 0;
      await cycles(end, gateway, value, 7);
      const before = end.moves().length;
      await cycles(end, gateway, value, (3 * end.output.leaseMs) / 1000);
      expect(end.moves().slice(before)).toEqual([]);
      await end.pass(end.output.leaseMs + 1000);
      expect(end.copper()).toBe(end.enforcesLease ? end.failSafe : value);
    },
  );

  scene('what the far end does not have is a programmer error and moves nothing', async (end) => {
    const before = end.moves().length;
    expect(() => end.askTheImpossible()).toThrow(/assertion|outside its range/);
    expect(end.moves().slice(before)).toEqual([]);
  });

  scene('a device that is lost is told, and follows again when it is back', async (end) => {
    const gateway = end.control();
    const [value = 0] = end.values.filter((one) => one !== end.failSafe).slice(-1);
    await cycles(end, gateway, value, 8);
    await end.lose(true);
    const lost = await cycles(end, gateway, end.failSafe, end.output.leaseMs / 1000 + 12);
    expect(lost.filter(({ severity }) => severity === 'alarm').length, 'alarms').toBe(1);
    await end.lose(false);
    const back = await cycles(end, gateway, value, 14);
    expect(end.copper()).toBe(value);
    expect(back.filter(({ severity }) => severity === 'alarm')).toEqual([]);
  });
}

/** The gateway decides `value` for so many seconds; what it told. */
async function cycles(
  end: FarEnd,
  gateway: Controller,
  value: number,
  seconds: number,
  by = 'test',
): Promise<Event[]> {
  const events: Event[] = [];
  for (let second = 0; second < seconds; second += 1) {
    await end.pass(1000);
    const channels = await end.channels();
    const nowMs = end.nowMs();
    const decision: Decision = { output: end.output.id, value, by, reason: plain('test'), overruled: [] };
    events.push(...gateway.apply([decision], imageAt(nowMs, channels)));
    await end.settled();
  }
  return events;
}

async function farewell(end: FarEnd, gateway: Controller): Promise<void> {
  let isDone = false;
  gateway.failSafe(() => {
    isDone = true;
  });
  for (let tries = 0; tries < 10 && !isDone; tries += 1) {
    await end.settled();
    if (!isDone) await end.pass(100);
  }
  expect(isDone).toBe(true);
}

function imageAt(nowMs: number, channels: ProcessImage['channels']): ProcessImage {
  const common = { cycle: 1, wallMs: 1e12 + nowMs, utcOffsetMin: 0, clockSynced: true };
  return { ...common, nowMs, channels, samples: [], requests: [] };
}
