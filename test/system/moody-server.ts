/** A Modbus server on the loopback that fails in the ways converters do, and stops failing when told. */

import { createServer, type Server, type Socket } from 'node:net';
import { rtuFraming } from '../../src/fieldbus/modbus/rtu-framing.ts';
import { tcpFraming } from '../../src/fieldbus/modbus/tcp-framing.ts';
import { answerOf } from '../contract/scripted-server.ts';

/**
 * `half-open`: connections of before are dead without a word, new ones work. `silent`: takes connections and never says
 * anything. `resetting`: resets at the first request. `finishing`: closes at the first request. `away`: nobody listens.
 */
export type Mood = 'well' | 'half-open' | 'silent' | 'resetting' | 'finishing' | 'away';

export interface MoodyServer {
  readonly port: number;
  be(mood: Mood): Promise<void>;
  close(): Promise<void>;
}

/** Register n holds n. */
export async function startMoodyServer(transport: 'rtu' | 'tcp'): Promise<MoodyServer> {
  const framing = transport === 'rtu' ? rtuFraming : tcpFraming;
  const sockets = new Set<Socket>();
  const dead = new WeakSet<Socket>();
  let mood: Mood = 'well';
  let server: Server | undefined = create();
  const port = await listen(server, 0);

  function create(): Server {
    return createServer((socket) => {
      sockets.add(socket);
      if (mood === 'silent') dead.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      const receiver = framing.createRequestReceiver((unitId, pdu, transaction) => {
        const answer = answerOf(pdu);
        if (mood === 'resetting') socket.resetAndDestroy();
        else if (mood === 'finishing') socket.end();
        else if (mood !== 'silent' && !dead.has(socket) && answer !== undefined)
          socket.write(framing.wrap(unitId, answer, transaction));
      });
      socket.on('data', (bytes) => receiver.push(bytes));
    });
  }

  async function stopListening(): Promise<void> {
    const old = server;
    server = undefined;
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => (old === undefined ? resolve(undefined) : old.close(resolve)));
  }

  return {
    port,
    async be(next) {
      mood = next;
      if (next === 'away') await stopListening();
      else if (server === undefined) {
        server = create();
        await listen(server, port);
      }
      // What was connected in a bad mood stays dead: only a new connection helps.
      if (next === 'half-open' || next === 'silent') for (const socket of sockets) dead.add(socket);
    },
    close: stopListening,
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address !== 'object') throw new Error('not listening');
  return address.port;
}
