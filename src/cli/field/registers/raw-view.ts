/** `quietpost read --raw`: the registers as received, and their values in every order of words and bytes. */

import {
  type ByteOrder,
  byteOrders,
  decodeAs,
  orderOf,
  verdictOf,
} from '../../../commissioning/diagnosis/interpret.ts';
import type { Point, ReadBlock, RegisterType } from '../../../devices/modbus/definition.ts';
import { specOf } from '../../../model/quantity.ts';
import { columns, hex, shownNumber } from '../../terminal/columns.ts';
import { tell } from '../../terminal/tell.ts';

/** Lines for one block that was answered by `words`. */
export function rawView(block: ReadBlock, words: readonly number[]): readonly string[] {
  const at = `${hex(block.address)} (${block.address})`;
  const said = { table: block.table, at, count: block.count };
  const head = tell(isBits(block) ? 'read-bits' : 'read-registers', said);
  if (isBits(block)) return [head, `  ${words.join(' ')}`];
  return [
    head,
    ...hexLines(block, words),
    ...block.points.flatMap((point) => pointLines(block, point, words)),
  ];
}

const WORDS_PER_LINE = 8;

function hexLines(block: ReadBlock, words: readonly number[]): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < words.length; at += WORDS_PER_LINE) {
    const shown = words.slice(at, at + WORDS_PER_LINE).map((word) => hex(word).slice(2));
    lines.push(`  ${hex(block.address + at)}  ${shown.join(' ')}`);
  }
  return lines;
}

const typesOf: Readonly<Record<number, readonly RegisterType[]>> = {
  1: ['uint16', 'int16'],
  2: ['float32', 'int32', 'uint32'],
  4: ['int64', 'uint64'],
};

/** Values are scaled by the definition, so that they compare with the device's display. */
function pointLines(block: ReadBlock, point: Point, words: readonly number[]): readonly string[] {
  const at = point.address - block.address;
  const raw = words.slice(at, at + point.width).map((word) => hex(word).slice(2));
  const { unit } = specOf(point.quantity);
  const orders = point.width === 1 ? (['ABCD', 'BADC'] as const) : byteOrders;
  const rows = (typesOf[point.width] ?? []).map((type) => [
    `    ${type}`,
    ...orders.map((order) => cell(block, point, words, type, order)),
  ]);
  const head = ['', ...(point.width === 1 ? ['AB', 'BA'] : orders)];
  return [
    tell('read-point-raw', {
      ...{ point: point.id, at: hex(point.address), words: raw.join(' ') },
      ...{ as: `${point.type} ${orderOf(point)}`, unit },
    }),
    ...columns([head, ...rows]),
  ];
}

/** The value; `*` if it is plausible for the quantity, `<` for the definition's reading. */
function cell(
  block: ReadBlock,
  point: Point,
  words: readonly number[],
  type: RegisterType,
  order: ByteOrder,
): string {
  const open: Point = { ...point, type, sentinels: [], min: -Infinity, max: Infinity };
  const one = (shape: Point) => ({ ...block, points: [shape] });
  const [seen] = decodeAs(one(open), words, order);
  const [decoded] = decodeAs(one({ ...point, type, sentinels: [] }), words, order);
  const value = seen?.result.ok === true ? shownNumber(seen.result.value) : tell('read-none');
  const isPlausible = decoded !== undefined && verdictOf({ ...point, type }, decoded.result) === 'typical';
  const isDefined =
    type === point.type && (order === orderOf(point) || point.width === 1) && order !== 'BADC';
  return `${value}${isPlausible ? ' *' : ''}${isDefined ? ' <' : ''}`;
}

function isBits({ table }: ReadBlock): boolean {
  return table === 'coil' || table === 'discrete';
}
