/** TCP links to gateways and converters that fail in every way they have: T2 c, for both framings. */

import { expect, test } from 'vitest';
import { createTcpLink } from '../../src/adapters/tcp-link.ts';
import type { BusPlan } from '../../src/plan/site-plan.ts';
import { type Mood, type MoodyServer, startMoodyServer } from './moody-server.ts';
import { held, type PolledLine, pollLine } from './polled-line.ts';
import { until } from './running.ts';

const healedMs = 10_000;
/** How long each failure lasts. */
const failures: readonly (readonly [Mood, number])[] = [
  ['resetting', 1500],
  ['finishing', 1500],
  ['away', 2000],
  ['half-open', 100],
  ['silent', 6000],
];

test.each([
  ['Modbus TCP', 'tcp', { kind: 'modbus-tcp' }],
  ['RTU over TCP', 'rtu', { kind: 'rtu-over-tcp', baud: 19_200, format: '8N1' }],
] as const)(
  '%s: after reset, FIN, refusal, half-open and silent connections it is polled again within 10 s, and nothing is left behind',
  async (_name, transport, line) => {
    const server = await startMoodyServer(transport);
    const address = { host: '127.0.0.1', port: server.port };
    const plan: BusPlan = { id: 'lan', ...address, ...line };
    const bus = pollLine(plan, (clock) => createTcpLink(address, clock));
    await bus.resumed(healedMs);
    const before = held();
    const tookMs: Record<string, number> = {};
    for (const [mood, lastsMs] of failures) tookMs[mood] = await sufferFrom(mood, lastsMs, server, bus);
    for (const [mood, ms] of Object.entries(tookMs)) expect(ms, mood).toBeLessThan(healedMs);
    expect(bus.wrong).toEqual([]);
    expect(bus.counters().reopened).toBeGreaterThanOrEqual(failures.length);
    await until(
      () => JSON.stringify(held()) === JSON.stringify(before),
      3000,
      'as much is open as before',
      () => JSON.stringify([before, held()]),
    );
    const { asked, settled } = bus.stop();
    expect(settled).toBe(asked);
    await server.close();
  },
  60_000,
);

/** Time from the end of the failure to the next good reading; a half-open peer is well again at once, for new connections. */
async function sufferFrom(
  mood: Mood,
  lastsMs: number,
  server: MoodyServer,
  bus: PolledLine,
): Promise<number> {
  await server.be(mood);
  if (mood === 'half-open') return bus.resumed(healedMs);
  await new Promise((resolve) => setTimeout(resolve, lastsMs));
  await server.be('well');
  return bus.resumed(healedMs);
}
