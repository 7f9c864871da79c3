/** The whole gateway (`quietpost run`) over the enclosure board's real firmware: what happens when it is killed. */

import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type CycleRow, createImageReader, type RecordingHeader } from '../../src/recording/recorder.ts';
import { sampleSize } from '../sample-size.ts';
import { writeBoardSite } from './board-site.ts';
import { type BoardKind, boardKinds } from './firmware-kinds.ts';
import { type BoardProcess, monotonicMs } from './firmware-process.ts';
import { createRunner, projectRoot, type Running, until, whenBusy } from './running.ts';

const runner = createRunner();
const begun = 'out of fail-safe, automatic control begins';

// The emulated processor is driven by the same gateway in firmware.test.ts; with all of the station only in the long run.
for (const kind of sampleSize({ sample: boardKinds.slice(0, 1), full: boardKinds })) {
  describe.skipIf(kind.skip)(`gateway and firmware of the board: ${kind.name}`, () => {
    beforeAll(() => {
      spawnSync(process.execPath, [join(projectRoot, 'bin', 'prepare.mjs')], { stdio: 'ignore' });
    }, 60_000);
    afterEach(runner.endAll);

    test('killed: the board is in fail-safe within its lease; started again: under control in 3 s, no pulse', async () => {
      const { board, start, stationUp } = await createScene(kind, 3000);
      await stationUp();
      const first = await start();
      await board.until('relay 1 on');
      expect(await board.until('relay 2 on')).toBeGreaterThan(0);
      await wait(1500);
      const killedMs = monotonicMs();
      first.kill('SIGKILL');
      const fellMs = await board.until('why 0 lease-expired');
      expect(fellMs - killedMs).toBeLessThan(3000 + 50 + board.lagMs());
      expect(board.relayEdges().slice(-2)).toEqual(['1 off', '2 off']);
      expect(board.entries().slice(-3)).toEqual(['fan 1 60', 'fan 2 60', 'why 0 lease-expired']);

      const commands = board.entries().filter((entry) => entry === 'why 0 commanded').length;
      const restartedMs = monotonicMs();
      const second = await start();
      const backMs = await board.until('why 0 commanded', commands + 1);
      console.log(
        `fail-safe ${Math.round(fellMs - killedMs)} ms after SIGKILL (lease 3000), commanded ${Math.round(backMs - restartedMs)} ms after the start`,
      );
      expect(backMs - restartedMs).toBeLessThan(whenBusy(3000));
      // A busy machine emulates the processor more slowly than the second asks.
      await board.until('relay 2 on', 2);
      await wait(1500);
      // Each relay moved once in each direction: on, off with the lease, on again.
      expect(board.relayEdges()).toEqual(['1 on', '2 on', '1 off', '2 off', '1 on', '2 on']);
      expect(second.stderr()).toContain(begun);
    });

    test('killed and back within the lease: no relay moves', async () => {
      const { board, start, stationUp } = await createScene(kind, 15_000);
      await stationUp();
      const first = await start();
      await board.until('relay 2 on');
      await wait(1000);
      const edges = board.relayEdges();
      const killedMs = monotonicMs();
      first.kill('SIGKILL');
      const second = await start();
      await until(() => second.stderr().includes(begun), 14_000, 'control begins', second.stderr);
      await wait(15_000 + 1000 - (monotonicMs() - killedMs));
      expect(board.relayEdges()).toEqual(edges);
      expect(board.entries()).not.toContain('why 0 lease-expired');
    });

    test('ended properly: fail-safe at once, and the last word says so', async () => {
      const { board, start, stationUp } = await createScene(kind, 10_000);
      await stationUp();
      const gateway = await start();
      await board.until('relay 2 on');
      const endMs = monotonicMs();
      gateway.kill('SIGTERM');
      expect((await board.until('relay 2 off')) - endMs).toBeLessThan(1000);
      expect(await gateway.ended(5000)).toBe(0);
    });

    test('what the board measures are channels of the site: speeds, temperatures, relays, door', async () => {
      const { board, start, stationUp, recording } = await createScene(kind, 5000);
      await stationUp();
      const gateway = await start('--record', recording);
      await board.until('relay 2 on');
      await wait(2500);
      gateway.kill('SIGTERM');
      await gateway.ended(5000);
      const [header, ...rows] = readFileSync(recording, 'utf8').trim().split('\n');
      const { plan } = JSON.parse(header ?? '') as RecordingHeader;
      const read = createImageReader(plan);
      const images = rows.map((row) => read(JSON.parse(row) as CycleRow));
      const values = (channel: string) => images.map(({ channels }) => channels[channel]?.value ?? null);
      expect(Math.max(...values('fan-1.fan.speed').map(Number))).toBeGreaterThan(500);
      expect(values('fan-2.fan.setpoint').at(-1)).toBeGreaterThanOrEqual(20);
      expect(values('temp-2.temperature').at(-1)).toBeGreaterThan(15);
      expect(values('relays.relay.coils')).toContain(0b11);
      expect(values('door.device.status.door').at(-1)).toBe(0);
      expect(values('door.device.status.inputs').at(-1)).toBe(0);
    });
  });
}

interface Scene {
  readonly board: BoardProcess;
  /** The simulated station with the meters. */
  readonly stationUp: () => Promise<void>;
  readonly start: (...options: readonly string[]) => Promise<Running>;
  readonly recording: string;
}

async function createScene(kind: BoardKind, leaseMs: number): Promise<Scene> {
  const board = await kind.start();
  const site = await writeBoardSite(board.path, leaseMs, kind.relays);
  onTestFinished(() => rmSync(dirname(site.path), { recursive: true, force: true }));
  return {
    board,
    async stationUp() {
      const program = join(projectRoot, 'dist', 'hw-mocks', 'main.js');
      const station = runner.program(process.execPath, program, '--site', site.path, '--seed', '1');
      await until(() => station.stdout().includes('"ready":true'), 15_000, 'station', station.stderr);
    },
    recording: join(dirname(site.path), 'recording.ndjson'),
    async start(...options) {
      return runner.quietpost('run', site.path, '--history', 'off', ...options);
    },
  };
}
