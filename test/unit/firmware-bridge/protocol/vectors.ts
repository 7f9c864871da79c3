/** firmware-bridge/vectors.json, and the board of which it speaks. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulatedBoard } from '../../../../hw-mocks/devices/board.ts';
import type { BoardBody, BoardFacts } from '../../../../hw-mocks/devices/board-body.ts';
import { createFakeClock } from '../../fieldbus/fake-clock.ts';

interface Vector {
  readonly line: string;
  readonly says?: string;
  readonly answer: readonly string[];
}

interface Vectors {
  readonly board: BoardFacts;
  readonly greeting: string;
  readonly valid: readonly (Vector & { readonly message: unknown })[];
  readonly invalid: readonly (Vector & { readonly reason: string })[];
}

const file = join(import.meta.dirname, '..', '..', '..', '..', 'firmware-bridge', 'vectors.json');
export const vectors: Vectors = JSON.parse(readFileSync(file, 'utf8'));

/** Sensors as `sense` in the vectors has them; what is set goes into `told`. */
export function createVectorBody(told: string[]): BoardBody {
  return {
    setFan: (fan, pct) => told.push(`fan ${fan + 1} ${pct}`),
    setRelays: (relays) => told.push(`relays ${relays.map(Number).join('')}`),
    fanRpm: (fan) => 1050 + 12 * fan,
    tempC: (sensor) => (sensor === 0 ? 31.4 : null),
    door: () => 'closed',
    inputs: () => [false, true, false, false],
  };
}

/** A board of the vectors and a wire of strings: `transcript` gets what is sent ("< line") and what is set. */
export function createVectorBoard() {
  const clock = createFakeClock();
  const transcript: string[] = [];
  const board = createSimulatedBoard(vectors.board, createVectorBody(transcript), clock);
  const end = {
    onData: (_: Uint8Array) => {},
    send: (bytes: Uint8Array) => transcript.push(`< ${Buffer.from(bytes).toString('latin1').trimEnd()}`),
    drop: () => {},
  };
  board.serve(end);
  const say = (text: string) => end.onData(Buffer.from(text, 'latin1'));
  return { clock, board, transcript, say };
}
