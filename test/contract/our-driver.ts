/** Our client over our TCP link, behind promises. Calls made while it is busy wait for their turn. */

import { createSystemClock } from '../../src/adapters/system-clock.ts';
import { createTcpLink } from '../../src/adapters/tcp-link.ts';
import type { ModbusTiming } from '../../src/fieldbus/modbus/line-timing.ts';
import { createModbusClient } from '../../src/fieldbus/modbus/modbus-client.ts';
import { createWireCounters } from '../../src/fieldbus/modbus/wire-counters.ts';
import type { ByteLink } from '../../src/ports/field/byte-link.ts';
import { describeFault } from '../unit/language/said.ts';
import type { ContractClient, ContractDriver } from './modbus-client.contract.ts';

const clock = createSystemClock({ wallSync: 'assumed' });

export const ourDriver: ContractDriver = {
  name: 'quietpost',
  connect: (transport, port) => connectOver(createTcpLink({ host: '127.0.0.1', port }, clock), transport, {}),
};

/** Opens `link`; `timing` is the pace of its line. */
export function connectOver(
  link: ByteLink,
  transport: 'rtu' | 'tcp',
  timing: Pick<ModbusTiming, 'baud' | 'bitsPerChar'>,
): Promise<ContractClient> {
  const waiting: (() => void)[] = [];
  return new Promise((resolve) => {
    const client = createModbusClient({
      link,
      transport,
      clock,
      timing: { ...timing, minGapMs: 0, drainMs: 100 },
      counters: createWireCounters(),
      onChatter: () => {},
      onReady: () => waiting.shift()?.(),
      onLink: (state) => {
        if (state === 'down') return;
        resolve({
          request: (unitId, request, timeoutMs) =>
            new Promise((settle) => {
              const send = () =>
                client.request(unitId, request, timeoutMs, (reply) =>
                  settle(
                    reply.ok
                      ? { kind: 'values', values: reply.value }
                      : { kind: 'fault', reason: describeFault(reply.fault) },
                  ),
                );
              if (client.ready) send();
              else waiting.push(send);
            }),
          close: () => client.close(),
        });
      },
    });
    client.open();
  });
}
