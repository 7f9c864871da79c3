/**
 * What any Modbus client must hold to when the far end or the network misbehaves. Each case is a function that throws
 * where the client fails, so that the same suite measures our client and states what others do.
 */

import assert from 'node:assert';
import type { ModbusRequest } from '../../src/ports/field/modbus-client.ts';
import { type ScriptedServer, startServer } from './scripted-server.ts';

export type Outcome =
  | { readonly kind: 'values'; readonly values: readonly number[] }
  | { readonly kind: 'fault'; readonly reason: string };

/** A connected client under test, behind promises. `request` never rejects. */
export interface ContractClient {
  request(unitId: number, request: ModbusRequest, timeoutMs: number): Promise<Outcome>;
  close(): void;
}

export interface ContractDriver {
  readonly name: string;
  connect(transport: 'rtu' | 'tcp', port: number): Promise<ContractClient>;
}

export interface ContractCase {
  readonly name: string;
  run(client: ContractClient, server: ScriptedServer): Promise<void>;
}

const caseMaxMs = 1400;
const promptMs = 100;

function read(address: number, count = 2): ModbusRequest {
  return { kind: 'read', table: 'holding', address, count };
}

export const contract: readonly ContractCase[] = [
  {
    name: 'answers are correct',
    async run(client) {
      assert.deepEqual(await settled(client.request(1, read(300), 500)), values(300, 301));
      const coils: ModbusRequest = { kind: 'read', table: 'coil', address: 0, count: 3 };
      assert.deepEqual(await settled(client.request(1, coils, 500)), values(0, 1, 0));
      const write: ModbusRequest = { kind: 'write-register', address: 4, value: 5 };
      assert.equal((await settled(client.request(1, write, 500))).kind, 'values');
    },
  },
  {
    name: 'an exception is a fault, and the next answer is correct',
    async run(client, server) {
      server.answerNext((end) => end.exception(2));
      assert.equal((await settled(client.request(1, read(1), 500))).kind, 'fault');
      assert.deepEqual(await settled(client.request(1, read(7), 500)), values(7, 8));
    },
  },
  {
    name: 'silence is settled by the deadline',
    async run(client, server) {
      server.answerNext(() => {});
      const startMs = performance.now();
      assert.equal((await settled(client.request(1, read(1), 150))).kind, 'fault');
      assert(performance.now() - startMs < 150 + promptMs, 'settled too late');
    },
  },
  {
    name: 'a late reply is not taken for the next one',
    async run(client, server) {
      server.answerNext((end) => end.answer(180));
      server.answerNext((end) => end.answer(150));
      await settled(client.request(1, read(100), 120));
      const second = await settled(client.request(1, read(200), 400));
      if (second.kind === 'values') assert.deepEqual(second, values(200, 201));
    },
  },
  {
    name: 'a wrong answer of the right length is not believed',
    async run(client, server) {
      server.answerNext((end) => end.garbled());
      assert.equal((await settled(client.request(1, read(1), 200))).kind, 'fault');
    },
  },
  {
    name: 'a connection closed by the peer (FIN) settles the request',
    run: (client, server) => settlesPromptly(client, () => server.answerNext((end) => end.finish())),
  },
  {
    name: 'a connection reset by the peer (RST) settles the request',
    run: (client, server) => settlesPromptly(client, () => server.answerNext((end) => end.reset())),
  },
  {
    name: 'closing settles the request in flight',
    run: (client, server) => settlesPromptly(client, () => server.answerNext(() => client.close())),
  },
  {
    name: 'the raw value of a coil is sent as it is',
    async run(client, server) {
      const flash: ModbusRequest = { kind: 'write-coil', address: 0x0200, value: 20 };
      await settled(client.request(1, flash, 300));
      assert.deepEqual(server.heard.at(-1), flash);
    },
  },
  {
    name: 'two calls at once are not mixed up',
    async run(client, server) {
      server.answerNext((end) => end.answer(50));
      server.answerNext((end) => end.answer(50));
      const both = [client.request(1, read(10), 300), client.request(1, read(20), 300)];
      const [first, second] = await Promise.all(both.map(settled));
      if (first?.kind === 'values') assert.deepEqual(first, values(10, 11));
      if (second?.kind === 'values') assert.deepEqual(second, values(20, 21));
      assert(first?.kind === 'values' || second?.kind === 'values', 'neither was answered');
    },
  },
];

/** Runs one case on a connection of its own; the text of what failed, or undefined. */
export async function failureOf(
  contractCase: ContractCase,
  driver: ContractDriver,
  transport: 'rtu' | 'tcp',
): Promise<string | undefined> {
  const server = await startServer(transport);
  const client = await driver.connect(transport, server.port);
  try {
    await contractCase.run(client, server);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    client.close();
    server.close();
  }
}

async function settlesPromptly(client: ContractClient, arrange: () => void): Promise<void> {
  arrange();
  const startMs = performance.now();
  assert.equal((await settled(client.request(1, read(1), 1000))).kind, 'fault');
  assert(performance.now() - startMs < promptMs, 'settled by its timeout only');
}

/** A promise that never settles is a failure, not a hanging test. */
function settled(outcome: Promise<Outcome>): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('never settled')), caseMaxMs);
    outcome.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function values(...expected: readonly number[]): Outcome {
  return { kind: 'values', values: expected };
}
