/** Serial lines that come and go: unplugged, plugged in again, under another name. T2 a and b. */

import { mkdtempSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openPty } from '../../hw-mocks/links/pty.ts';
import { serveRtu } from '../../hw-mocks/links/rtu-server.ts';
import { createSerialLink } from '../../src/adapters/serial/serial-link.ts';
import { createSystemClock } from '../../src/adapters/system-clock.ts';
import { rtuFraming } from '../../src/fieldbus/modbus/rtu-framing.ts';
import { answerOf } from '../contract/scripted-server.ts';
import { outsidePrograms } from './outside-programs.ts';
import { held, pollLine } from './polled-line.ts';
import { until } from './running.ts';

const socat = outsidePrograms('socat');
const noLine = socat.skip || process.platform !== 'linux';
/** The full count takes a minute and a half: QUIETPOST_LONG=1. */
const rounds = process.env['QUIETPOST_LONG'] === '1' ? 100 : 25;
const line = { baud: 19_200, format: '8N1' } as const;
const healedMs = 10_000;

/** A pseudo terminal with devices behind it whose register n holds n. */
async function plugIn(folder: string, name: string): Promise<{ readonly path: string; unplug(): void }> {
  const pty = await openPty(folder, name);
  if (!pty.ok) throw new Error(JSON.stringify(pty.fault));
  const clock = createSystemClock({ wallSync: 'assumed' });
  const server = await serveRtu(
    (end) => {
      const receiver = rtuFraming.createRequestReceiver((unitId, pdu) => {
        const answer = answerOf(pdu);
        if (answer !== undefined) end.send(rtuFraming.wrap(unitId, answer, 0));
      });
      end.onData = (bytes) => receiver.push(bytes);
    },
    clock,
    { ...line, path: pty.value.devicePath },
  );
  if (!server.ok) throw new Error(server.fault);
  return {
    path: pty.value.clientPath,
    unplug() {
      pty.value.stop();
      server.value.close();
    },
  };
}

function folderOf(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-healing-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test.skipIf(noLine)(
  `what is written in the moment in which a line goes is lost with it, and is no fault of the writer${socat.note}`,
  async () => {
    const adapter = await plugIn(folderOf(), 'line');
    const clock = createSystemClock({ wallSync: 'assumed' });
    const link = createSerialLink({ path: adapter.path, ...line }, clock);
    let state: 'closed' | 'open' | 'gone' = 'closed';
    const thrown: unknown[] = [];
    const keepWriting = (): void => {
      if (state !== 'open') return;
      try {
        link.write(Uint8Array.of(0));
      } catch (error) {
        thrown.push(error);
      }
      setImmediate(keepWriting);
    };
    link.open({
      opened: () => {
        state = 'open';
        adapter.unplug();
        keepWriting();
      },
      data: () => {},
      closed: () => {
        state = 'gone';
      },
    });
    await until(() => state === 'gone', 5000, 'the loss is told');
    expect(thrown).toEqual([]);
  },
);

test.skipIf(noLine)(
  `a serial line that goes and comes ${rounds} times is polled again each time, and nothing is left behind${socat.note}`,
  async () => {
    const folder = folderOf();
    let adapter = await plugIn(folder, 'line');
    const { path } = adapter;
    const bus = pollLine({ id: 'line', kind: 'modbus-rtu', path, ...line }, (clock) =>
      createSerialLink({ path, ...line }, clock),
    );
    await bus.resumed(healedMs);
    let before: ReturnType<typeof held> | undefined;
    const tookMs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      adapter.unplug();
      const downs = () => bus.changes.filter((change) => change.startsWith('link-down')).length;
      await until(() => downs() > round, 5000, 'the loss is told');
      rmSync(path, { force: true });
      adapter = await plugIn(folder, 'line');
      tookMs.push(await bus.resumed(healedMs));
      // The first round has loaded whatever is loaded only once.
      if (round === 0) before = held();
    }
    expect(bus.wrong).toEqual([]);
    expect(bus.counters().reopened).toBeGreaterThanOrEqual(rounds);
    expect(Math.max(...tookMs)).toBeLessThan(healedMs);
    await until(
      () => JSON.stringify(held()) === JSON.stringify(before),
      3000,
      'as much is open as before',
      () => JSON.stringify([before, held()]),
    );
    const { asked, settled } = bus.stop();
    expect(settled).toBe(asked);
    adapter.unplug();
  },
  rounds * 3000,
);

test.skipIf(noLine)(
  `an adapter that comes back under another number is found by its name in by-id${socat.note}`,
  async () => {
    const folder = folderOf();
    const byId = join(folder, 'usb-FTDI_A1-if00-port0');
    const first = await plugIn(folder, 'ttyUSB0');
    symlinkSync(first.path, byId);
    const bus = pollLine({ id: 'line', kind: 'modbus-rtu', path: byId, ...line }, (clock) =>
      createSerialLink({ path: byId, ...line }, clock),
    );
    await bus.resumed(healedMs);
    first.unplug();
    unlinkSync(byId);
    await until(() => bus.changes.some((change) => change.startsWith('link-down')), 5000, 'the loss is told');
    // Nobody else may be taken for it meanwhile.
    const stranger = await plugIn(folder, 'ttyUSB0');
    const second = await plugIn(folder, 'ttyUSB1');
    const goodBefore = bus.good();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(bus.good()).toBe(goodBefore);
    symlinkSync(second.path, byId);
    expect(await bus.resumed(healedMs)).toBeLessThan(healedMs);
    expect(bus.wrong).toEqual([]);
    const { asked, settled } = bus.stop();
    expect(settled).toBe(asked);
    stranger.unplug();
    second.unplug();
  },
  30_000,
);
