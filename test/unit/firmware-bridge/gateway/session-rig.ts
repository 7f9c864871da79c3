/** A session and a simulated board joined by a wire, on virtual time. */

import { onTestFinished } from 'vitest';
import type { SessionEvent } from '../../../../firmware-bridge/gateway/board-view.ts';
import type { Setting } from '../../../../firmware-bridge/gateway/command.ts';
import { createBoardSession } from '../../../../firmware-bridge/gateway/session.ts';
import { decode } from '../../../../firmware-bridge/protocol/codec.ts';
import { LINE_MAX, type Message } from '../../../../firmware-bridge/protocol/messages.ts';
import { createSimulatedBoard } from '../../../../hw-mocks/devices/board.ts';
import type { BoardFacts } from '../../../../hw-mocks/devices/board-body.ts';
import { createMemoryWire, type MemoryServerEnd } from '../../../../hw-mocks/links/memory-link.ts';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { createLineLink } from '../../../../src/adapters/serial/line-link.ts';
import { createVectorBody, vectors } from '../protocol/vectors.ts';

export const failSafe: Setting = { fansPct: [60, 60], relays: relaysOf('00000000') };
export const quiet: Setting = { fansPct: [30, 30], relays: relaysOf('11000000') };
export const leaseMs = 6000;

export function relaysOf(digits: string): boolean[] {
  return Array.from(digits, (digit) => digit === '1');
}

export function createRig(facts: Partial<BoardFacts> = {}, isObserver = false) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const moves: string[] = [];
  // 115200 baud, and chunks that cut lines anywhere.
  const { link, server } = createMemoryWire(clock, { latencyMs: 1, charMs: 10 / 115.2, maxChunk: 7 });
  const board = createSimulatedBoard({ ...vectors.board, ...facts }, createVectorBody(moves), clock);
  board.serve(server);
  const heard: { readonly atMs: number; readonly message: Message }[] = [];
  interfere({ server }, (line) => {
    const decoded = decode(line);
    if (decoded.ok) heard.push({ atMs: clock.nowMs(), message: decoded.value });
    return line;
  });
  const events: SessionEvent[] = [];
  const reports: string[] = [];
  const session = createBoardSession({
    link: createLineLink(link, LINE_MAX),
    clock,
    jitter: () => 0,
    failSafe,
    leaseMs,
    isObserver,
    onReport: (report) => reports.push(report.kind),
    onLost: () => reports.push('lost'),
    onEvent: (event) => events.push(event),
  });
  onTestFinished(() => board.stop());

  const rig = {
    clock,
    board,
    session,
    link,
    server,
    events,
    reports,
    /** Relays and fans as they were set, in order. */
    moves,
    /** What the board was sent, by kind. */
    heard: (kind: Message['kind']) => heard.filter(({ message }) => message.kind === kind),
    runFor: (ms: number) => clock.runUntil(clock.nowMs() + ms),
    /** A control cycle of 1 s that wishes `setting` for `seconds`. */
    cycle(setting: Setting, seconds: number) {
      for (let second = 0; second < seconds; second++) {
        session.wish(setting);
        rig.runFor(1000);
      }
    },
    /** Started, greeted, and commanded for two seconds. */
    settle() {
      session.start();
      rig.runFor(1500);
      rig.cycle(quiet, 2);
      moves.length = 0;
      events.length = 0;
    },
  };
  return rig;
}

/** Changes lines on their way to the board, or loses them. Chunks are joined to lines for it. */
export function interfere(
  rig: { readonly server: MemoryServerEnd },
  change: (line: string) => string | null,
): void {
  const toBoard = rig.server.onData;
  let text = '';
  rig.server.onData = (bytes) => {
    text += Buffer.from(bytes).toString('latin1');
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines.map(change)) if (line !== null) toBoard(Buffer.from(`${line}\n`, 'latin1'));
  };
}
