/** `quietpost read DEVICE --table --address --count`: registers as they are, whatever a definition says of them. */

import type { Trial } from '../../../commissioning/diagnosis/trial.ts';
import { EXIT } from '../../../model/exit-code.ts';
import type { ModbusRequest, ReadTable } from '../../../ports/field/modbus-client.ts';
import type { Person } from '../../../ports/person.ts';
import { columns, hex, shownNumber } from '../../terminal/columns.ts';
import { tell, tellFault } from '../../terminal/tell.ts';
import { numberOf } from '../place/device-at.ts';

/** The options as typed; without any of them the definition says what is read. */
export interface BareOptions {
  readonly table?: string;
  readonly address?: string;
  readonly count?: string;
}

/** What they mean. `address` counts from 0, as on the wire. */
export interface BareWish {
  readonly table: ReadTable;
  readonly address: number;
  readonly count: number;
}

type ReadRequest = Extract<ModbusRequest, { kind: 'read' }>;

const tables: readonly ReadTable[] = ['holding', 'input', 'coil', 'discrete'];
/** Of one request (V1.1b3, 6.1 and 6.3). */
const REGISTERS_MAX = 125;
const BITS_MAX = 2000;
const COUNT_MAX = 2000;

/** What is wished for, undefined where nothing is, or what is wrong with it. */
export function bareWishOf(options: BareOptions): BareWish | string | undefined {
  const { table, address, count } = options;
  if (table === undefined && address === undefined && count === undefined) return undefined;
  if (address === undefined) return tell('read-from-address');
  const named = tables.find((one) => one === (table ?? 'holding'));
  if (named === undefined) return tell('read-table-takes', { known: tables, given: table ?? '' });
  const from = numberOf(address);
  if (from === undefined || from > 0xffff) return tell('read-address-takes', { given: address });
  const many = numberOf(count ?? '1');
  if (many === undefined || many < 1 || many > COUNT_MAX || from + many > 0x1_0000)
    return tell('read-count-takes', { most: COUNT_MAX, given: count ?? '1' });
  return { table: named, address: from, count: many };
}

/** Asks for all of them and prints each in every meaning it may have. Gives the exit code. */
export async function readBare(
  wish: BareWish,
  ask: (request: ReadRequest) => Promise<Trial>,
  person: Person,
): Promise<number> {
  const { table, address, count } = wish;
  const isBits = table === 'coil' || table === 'discrete';
  const most = isBits ? BITS_MAX : REGISTERS_MAX;
  let code: number = EXIT.OK;
  for (let from = address; from < address + count; from += most) {
    const request = {
      kind: 'read',
      table,
      address: from,
      count: Math.min(most, address + count - from),
    } as const;
    const { outcome } = await ask(request);
    const at = { table, at: `${hex(from)} (${from})`, count: request.count };
    const head = tell(isBits ? 'read-bits' : 'read-registers', at);
    if (!outcome.ok) {
      person.write(tell('read-failed', { head, why: tellFault(outcome.fault) }));
      code = EXIT.UNAVAILABLE;
      continue;
    }
    person.write(head);
    for (const line of isBits ? [`  ${outcome.value.join(' ')}`] : meanings(from, outcome.value))
      person.write(line);
  }
  return code;
}

const scratch = new DataView(new ArrayBuffer(4));

/** A row for each register: alone, and with the one after it as 32 bits in both orders of the words. */
function meanings(from: number, words: readonly number[]): readonly string[] {
  const rows = words.map((word, index) => {
    const next = words[index + 1];
    const pair = next === undefined ? ['', '', ''] : [float(word, next), float(next, word), long(word, next)];
    const signed = (word << 16) >> 16;
    return [
      `  ${hex(from + index)} (${from + index})`,
      hex(word).slice(2),
      String(word),
      String(signed),
      ...pair,
    ];
  });
  const address = `  ${tell('read-column-address')}`;
  const heads = [address, 'hex', 'uint16', 'int16', 'float32 ABCD', 'float32 CDAB', 'uint32 ABCD'];
  return columns([heads, ...rows], [1, 2, 3, 4, 5, 6]);
}

function float(high: number, low: number): string {
  scratch.setUint16(0, high);
  scratch.setUint16(2, low);
  return shownNumber(scratch.getFloat32(0));
}

function long(high: number, low: number): string {
  return String(high * 0x1_0000 + low);
}
