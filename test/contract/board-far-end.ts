/** An enclosure board for the output contract: its relays, over a wire in memory, on virtual time. */

import { encode } from '../../firmware-bridge/protocol/codec.ts';
import { LINE_MAX } from '../../firmware-bridge/protocol/messages.ts';
import { createSimulatedBoard } from '../../hw-mocks/devices/board.ts';
import { createMemoryWire, type MemoryServerEnd } from '../../hw-mocks/links/memory-link.ts';
import { createLineLink } from '../../src/adapters/serial/line-link.ts';
import { builtInDefinition } from '../../src/config/site/built-in-models.ts';
import { createBoardUnits } from '../../src/gateway/outputs/boards.ts';
import type { Event } from '../../src/model/event.ts';
import type { Reading } from '../../src/model/reading.ts';
import type { BoardPlan, DevicePlan, SitePlan } from '../../src/plan/site-plan.ts';
import type { ByteLink } from '../../src/ports/field/byte-link.ts';
import { createFakeClock } from '../unit/fieldbus/fake-clock.ts';
import { percentOf, planWith, relayOutput } from './far-ends.ts';
import type { FarEnd } from './output.contract.ts';

export function boardFarEnd(): FarEnd {
  const definition = builtInDefinition('board-relays', 0);
  if (definition === undefined) throw new Error('relays of a board are built in');
  const clock = createFakeClock();
  const output = relayOutput('relays');
  const relays = Array.from({ length: 8 }, () => false);
  const boardPlan: BoardPlan = {
    id: 'cover',
    end: { kind: 'serial', path: '', baud: 115_200 },
    failSafe: { fansPct: [100], relays },
    leaseMs: output.leaseMs,
  };
  const device: DevicePlan = {
    ...{ id: 'relays', bus: 'cover', unitId: 0, definition, pollMs: 1000, validMs: 5000 },
  };
  const base = planWith(output, definition, 50);
  const plan: SitePlan = { ...base, boards: [boardPlan], devices: [device] };
  const moves: (number | null)[] = [];
  let copper: number | null = 50;
  const board = createSimulatedBoard(
    { firmware: '1.0.0', board: 'cover', fans: 1, relays: 8, temperatures: 0, inputs: 0, doors: 0 },
    {
      setFan: () => {},
      setRelays(states) {
        const next = percentOf(states.reduce((mask, isOn, bit) => mask + (isOn ? 2 ** bit : 0), 0));
        if (next !== copper) moves.push(next);
        copper = next;
      },
      fanRpm: () => 0,
      tempC: () => null,
      door: () => 'closed',
      inputs: () => [],
    },
    clock,
  );
  const readings: Record<string, Reading> = {};
  let newest: MemoryServerEnd | undefined;
  let isLost = false;
  let kill = (): void => {};

  return {
    ...{ output, failSafe: 50, values: [25, 50, 75, 100], enforcesLease: true, readsAtOnce: true },
    control() {
      kill();
      const { link, server } = createMemoryWire(clock);
      server.refuse = isLost;
      newest = server;
      board.serve(server);
      const mortal = killable(link);
      kill = () => {
        mortal.kill();
        server.drop();
      };
      const events: Event[] = [];
      const units = createBoardUnits({
        plan,
        links: { cover: createLineLink(mortal.link, LINE_MAX) },
        clock,
        jitter: () => 0,
        onReading: (channel, reading) => {
          readings[channel] = reading;
        },
        // What it says of coming up is no alarm of the output.
        onEvent: (event) => void (event.severity === 'info' || events.push(event)),
      });
      units.start();
      return {
        apply(decisions) {
          units.drive(decisions);
          return events.splice(0);
        },
        failSafe: (done) => units.stop('final', done),
        unconfirmed: () => [],
      };
    },
    nowMs: clock.nowMs,
    pass: async (ms) => clock.runFor(ms),
    settled: async () => clock.runFor(20),
    channels: async () => ({ ...readings }),
    copper: () => copper,
    moves: () => moves,
    async lose(isNowLost) {
      isLost = isNowLost;
      if (newest !== undefined) newest.refuse = isLost;
      if (isLost) newest?.drop();
    },
    askTheImpossible: () => void encode({ kind: 'set', seq: 1, leaseMs: 5000, fansPct: [101], relays: [] }),
    close: async () => {
      kill();
      board.stop();
    },
  };
}

/** The link of a process that can die: then it writes nothing and never opens again. */
function killable(link: ByteLink): { readonly link: ByteLink; kill(): void } {
  let isDead = false;
  return {
    kill: () => {
      isDead = true;
    },
    link: {
      open: (handlers) => (isDead ? undefined : link.open(handlers)),
      write: (bytes) => (isDead ? undefined : link.write(bytes)),
      close: () => link.close(),
    },
  };
}
