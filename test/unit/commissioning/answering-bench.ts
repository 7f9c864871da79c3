/** A bench whose far end answers each question as a test says: refusals, silence, other numbers, half an answer. */

import { createMemoryWire } from '../../../hw-mocks/links/memory-link.ts';
import { createVirtualClock } from '../../../hw-mocks/virtual-clock.ts';
import { decodeRequest, encodeException, encodeReply } from '../../../src/fieldbus/modbus/pdu.ts';
import { rtuFraming } from '../../../src/fieldbus/modbus/rtu-framing.ts';
import { tcpFraming } from '../../../src/fieldbus/modbus/tcp-framing.ts';
import type { ModbusReply, ModbusRequest } from '../../../src/ports/field/modbus-client.ts';
import type { Bench } from './bench.ts';

export interface Said {
  readonly reply: ModbusReply | { readonly exception: number };
  /** Where it is another than asked. */
  readonly unitId?: number;
  readonly transaction?: number;
}

/** Undefined: silence. */
export type Answers = (request: ModbusRequest, unitId: number) => Said | undefined;

export function answeringBench(kind: 'rtu' | 'tcp', answers: Answers): Bench {
  const clock = createVirtualClock({ startWallMs: 0 });
  const framing = kind === 'rtu' ? rtuFraming : tcpFraming;
  return {
    clock,
    field: {
      clock,
      linkTo() {
        const { link, server } = createMemoryWire(clock, { latencyMs: 1 });
        const receiver = framing.createRequestReceiver((unitId, pdu, transaction) => {
          const request = decodeRequest(pdu);
          const said = request.ok ? answers(request.value, unitId) : undefined;
          if (said === undefined || !request.ok) return;
          const { reply } = said;
          const answer =
            'exception' in reply
              ? encodeException(pdu[0] ?? 0, reply.exception)
              : encodeReply(request.value, reply);
          const number = said.transaction ?? transaction;
          server.send(framing.wrap(said.unitId ?? unitId, answer, number), 10);
        });
        server.onData = (bytes) => void receiver.push(bytes);
        return link;
      },
    },
  };
}

/** Holding and input registers that hold `words` from an address on; an exception everywhere else. */
export function holding(words: ReadonlyMap<number, number>): Answers {
  return (request) => {
    if (request.kind !== 'read') return { reply: { exception: 1 } };
    const found = Array.from({ length: request.count }, (_, index) => words.get(request.address + index));
    const isThere = found.every((word) => word !== undefined);
    return { reply: isThere ? (found as ModbusReply) : { exception: 2 } };
  };
}
