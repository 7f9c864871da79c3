/** The owner of an instrument's port keeps its promises on every wire: memory, a socket, a pseudo terminal. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OnTestFinishedHandler, test } from 'vitest';
import { createSimulatedInstrument } from '../../hw-mocks/devices/simulated-instrument.ts';
import { createFaultSwitches, type FaultSwitch } from '../../hw-mocks/faults/faults.ts';
import { createMemoryWire, type ServerEnd } from '../../hw-mocks/links/memory-link.ts';
import { openPty } from '../../hw-mocks/links/pty.ts';
import { serveRtu } from '../../hw-mocks/links/rtu-server.ts';
import { serveTcp } from '../../hw-mocks/links/tcp-server.ts';
import { instrumentLinkOver } from '../../src/adapters/serial/instrument-link.ts';
import { createSerialLink } from '../../src/adapters/serial/serial-link.ts';
import { createSystemClock } from '../../src/adapters/system-clock.ts';
import { createTcpLink } from '../../src/adapters/tcp-link.ts';
import { createInstrumentPort } from '../../src/fieldbus/instruments/instrument-port.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ByteLink } from '../../src/ports/field/byte-link.ts';
import { outsidePrograms } from '../system/outside-programs.ts';
import {
  ageOf,
  levelAt,
  levelsOf,
  meterDefinition,
  portPlan,
  type Reading,
} from '../unit/fieldbus/instruments/instrument-rig.ts';

type AtEnd = (handler: OnTestFinishedHandler) => void;
type Connect = (serve: (end: ServerEnd) => void, clock: Clock, atEnd: AtEnd) => Promise<ByteLink>;

const socat = outsidePrograms('socat');
const wires: readonly (readonly [name: string, connect: Connect, skip: boolean])[] = [
  ['memory', byMemory, false],
  ['a socket', bySocket, false],
  [`a pseudo terminal${socat.note}`, byPty, socat.skip || process.platform !== 'linux'],
];
const pollMs = 200;
const runMs = 6000;

for (const [name, connect, skip] of wires) {
  for (const model of ['nti-xl2', 'nsrt-mk3'] as const) {
    test
      .skipIf(skip)
      .concurrent(
        `on ${name}, no answer of a ${model} is taken for that of another question`,
        async ({ expect, onTestFinished }) => {
          const clock = createSystemClock({ wallSync: 'assumed' });
          const startMs = clock.nowMs();
          // Late by less and by more than the deadline, twice, halved: one answer in seven.
          const faults: readonly FaultSwitch[] = (['late', 'late', 'doubled', 'truncated'] as const).map(
            (kind, seed) => {
              const [fromMs, untilMs] = [800, runMs - 1500];
              return { kind, fromMs, untilMs, probability: 0.04, seed, delayMs: seed === 0 ? 170 : 420 };
            },
          );
          const shipped = meterDefinition(model);
          const limits = { ...shipped.limits, responseTimeout: 150, quiet: 50 };
          const definition = { ...shipped, sinceLast: false, limits } as typeof shipped;
          const plan = portPlan(definition, pollMs);
          const instrument = createSimulatedInstrument({
            plan,
            model: {
              advance: () => {},
              value: () => levelAt(clock.nowMs() - startMs),
              isSilent: () => false,
              command: () => {},
              relays: () => {},
            },
            clock,
            faults: createFaultSwitches(faults),
            turnaroundMs: 2,
            charMs: 0,
          });
          const asked: number[] = [];
          const link = await connect(
            (end) => {
              instrument.serve(end);
              const hear = end.onData;
              end.onData = (bytes) => {
                if (bytes[0] === 0x11 || Buffer.from(bytes).includes('MEAS:SLM'))
                  asked.push(clock.nowMs() - startMs);
                hear(bytes);
              };
            },
            clock,
            onTestFinished,
          );
          const readings: Reading[] = [];
          const port = createInstrumentPort(plan, instrumentLinkOver(plan, link), {
            clock,
            jitter: () => 0,
            onReading: (_, reply, takenMs) => readings.push({ reply, takenMs: takenMs - startMs }),
            onState: () => {},
          });
          port.start();
          await new Promise<void>((resolve) => clock.at(startMs + runMs, resolve));
          port.stop();

          const levels = levelsOf(readings);
          expect(levels.length).toBeGreaterThan(8);
          for (const { levelDb, takenMs } of levels) {
            const askedMs = asked.findLast((one) => one <= takenMs) ?? Number.NaN;
            expect(ageOf(levelDb, takenMs), `${levelDb} dB at ${takenMs}`).toBeLessThanOrEqual(
              takenMs - askedMs + 100,
            );
          }
          // It has gone on after the last fault.
          expect(levels.at(-1)?.takenMs).toBeGreaterThan(runMs - 1500);
          const { timeouts, frameErrors, lateBytes } = port.counters();
          expect(timeouts + frameErrors).toBeGreaterThan(0);
          expect(lateBytes).toBeGreaterThan(0);
        },
      );
  }
}

async function byMemory(serve: (end: ServerEnd) => void, clock: Clock): Promise<ByteLink> {
  const { link, server } = createMemoryWire(clock);
  serve(server);
  return link;
}

async function bySocket(serve: (end: ServerEnd) => void, clock: Clock, atEnd: AtEnd): Promise<ByteLink> {
  const server = await serveTcp(serve, clock, { port: 0 });
  if (!server.ok) throw new Error(server.fault);
  atEnd(() => server.value.close());
  return createTcpLink({ host: '127.0.0.1', port: server.value.port }, clock);
}

async function byPty(serve: (end: ServerEnd) => void, clock: Clock, atEnd: AtEnd): Promise<ByteLink> {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-port-'));
  const pty = await openPty(folder, 'slm');
  if (!pty.ok) throw new Error(JSON.stringify(pty.fault));
  const { clientPath, devicePath, stop } = pty.value;
  const server = await serveRtu(serve, clock, { path: devicePath, baud: 115_200, format: '8N1' });
  if (!server.ok) throw new Error(server.fault);
  atEnd(() => {
    server.value.close();
    stop();
    rmSync(folder, { recursive: true });
  });
  return createSerialLink({ path: clientPath, baud: 115_200, format: '8N1' }, clock);
}
