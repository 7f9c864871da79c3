/** The gateway's end as a process of its own against the firmware as another, over a pseudo terminal. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { boardKinds } from './firmware-kinds.ts';
import { monotonicMs } from './firmware-process.ts';

const root = join(import.meta.dirname, '..', '..');

for (const kind of boardKinds) {
  describe.skipIf(kind.skip)(`firmware and gateway: ${kind.name}`, () => {
    // `npm test` has built already; this is for whoever runs this file alone.
    beforeAll(() => {
      spawnSync(process.execPath, [join(root, 'bin', 'prepare.mjs')], { stdio: 'ignore' });
    }, 60_000);

    test('a killed gateway: fail-safe within the lease, control back within 3 s, no pulse of a relay', async () => {
      const board = await kind.start();
      const gateway = startGateway(board.path, 2000, kind.relays);
      await board.until('why 0 commanded');
      await board.until('relay 3 on');
      await wait(700);
      const killedMs = monotonicMs();
      gateway.kill('SIGKILL');
      const fellMs = await board.until('why 0 lease-expired');
      expect(fellMs - killedMs).toBeLessThan(2000 + 50 + board.lagMs());
      expect(board.entries().slice(-5)).toEqual(fall);
      await wait(500);
      const restartedMs = monotonicMs();
      startGateway(board.path, 2000, kind.relays);
      expect((await board.until('why 0 commanded', 2)) - restartedMs).toBeLessThan(3000);
      await wait(2500);
      expect(board.relayEdges()).toEqual(['1 on', '3 on', '1 off', '3 off', '1 on', '3 on']);
    });

    test('a gateway that is killed and back within the lease moves nothing at all', async () => {
      const board = await kind.start();
      const gateway = startGateway(board.path, 5000, kind.relays);
      await board.until('why 0 commanded');
      const before = board.entries();
      gateway.kill('SIGKILL');
      startGateway(board.path, 5000, kind.relays);
      await wait(5500);
      expect(board.entries()).toEqual(before);
    });

    test('a board that resets is set again; a gateway that ends properly leaves the fail-safe behind at once', async () => {
      const board = await kind.start(...kind.bootLoader);
      const gateway = startGateway(board.path, 10_000, kind.relays);
      await board.until('why 0 commanded');
      const resetMs = monotonicMs();
      board.process.kill('SIGUSR2');
      await board.until('why 0 brown-out');
      expect((await board.until('why 0 commanded', 2)) - resetMs).toBeLessThan(3000);
      expect(board.relayEdges()).toEqual(['1 on', '3 on', '1 off', '3 off', '1 on', '3 on']);
      const exited = once(gateway, 'exit');
      const endMs = monotonicMs();
      gateway.kill('SIGTERM');
      expect((await board.until('relay 3 off', 2)) - endMs).toBeLessThan(500);
      expect(await exited).toEqual([0, null]);
      // The lease it left runs out into the same values.
      await board.until('why 0 lease-expired');
      expect(board.relayEdges()).toHaveLength(8);
      expect(board.entries().slice(-5)).toEqual(fall);
    });
  });
}

const fall = ['relay 1 off', 'relay 3 off', 'fan 1 60', 'fan 2 60', 'why 0 lease-expired'];

function startGateway(path: string, leaseMs: number, relays: number): ChildProcess {
  const script = join(import.meta.dirname, 'firmware-gateway.mjs');
  const child = spawn(process.execPath, [script, path, String(leaseMs), '30,30', '1,3', String(relays)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}
