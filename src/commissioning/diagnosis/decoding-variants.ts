/** The ways in which a register map can be misread, and a description of each. */

import type { DecodedPoint } from '../../devices/modbus/decode.ts';
import { specOf } from '../../model/quantity.ts';
import type { ReadTable } from '../../ports/field/modbus-client.ts';
import type { DiagnosisCase, Finding } from './diagnosis-case.ts';
import { type ByteOrder, byteOrders, verdictOf } from './interpret.ts';

/** Another way to read the device. */
export interface Way {
  readonly offset: -1 | 0 | 1;
  readonly isOtherTable: boolean;
  /** Undefined: the order of the definition. */
  readonly order: ByteOrder | undefined;
}

/** A way and how much better it is than the definition's own. */
export interface ComparedWay {
  readonly way: Way;
  readonly credit: number;
  readonly gain: number;
  readonly decoded: readonly DecodedPoint[];
}

/** Gain in credit from which another way is named as possible, likely, certain. */
export const gains = { possible: 2, likely: 3, certain: 6 } as const;

/** The definition's own way. */
export const asDefined: Way = { offset: 0, isOtherTable: false, order: undefined };
/** By how many registers a manual and a wire may differ: addresses from 0 or from 1. */
export const offsets = [0, 1, -1] as const;

/** Every combination, the definition's own first. */
export const ways: readonly Way[] = [false, true].flatMap((isOtherTable) =>
  offsets.flatMap((offset) =>
    [undefined, ...byteOrders].map((order): Way => ({ offset, isOtherTable, order })),
  ),
);

/** How far a way differs from the definition: of two that fit equally well, the simpler is meant. */
export function changes(way: Way): number {
  return Number(way.isOtherTable) + Math.abs(way.offset) + Number(way.order !== undefined);
}

/** The table that a manual is easily confused with: holding and input registers, coils and discrete inputs. */
export function otherTable(table: ReadTable): ReadTable {
  return ({ holding: 'input', input: 'holding', coil: 'discrete', discrete: 'coil' } as const)[table];
}

/** The finding for the best way; `rival` is one that fits equally well. */
export function describeWay(subject: DiagnosisCase, best: ComparedWay, rival?: ComparedWay): Finding {
  const { way, gain, decoded } = best;
  const sure = gain >= gains.certain ? 'certain' : gain >= gains.likely ? 'likely' : 'possible';
  const or = rival === undefined ? '' : `; or else ${describe(subject, rival.way).what}`;
  const { what, todo } = describe(subject, way);
  return {
    cause: causeOf(way),
    sure: rival !== undefined && sure === 'certain' ? 'likely' : sure,
    what: `${what}: read that way, ${examples(decoded)}${or}`,
    todo: `${todo}${or === '' ? '' : '; compare with the display of the device'}`,
  };
}

function describe(subject: DiagnosisCase, way: Way): { readonly what: string; readonly todo: string } {
  const { model, base } = subject.definition;
  const todos: string[] = [];
  const whats: string[] = [];
  if (way.offset !== 0) {
    const [is, write] = way.offset > 0 ? ['low', 'higher'] : ['high', 'lower'];
    whats.push(`the addresses of ${model} are one too ${is}`);
    todos.push(
      base === undefined
        ? `write each address one ${write} (a manual that counts from 1 calls address 0 "1", "30001" or "40001")`
        : `write the base in the site file one ${write}`,
    );
  }
  if (way.isOtherTable) {
    const tables = [...new Set(subject.blocks.map(({ table }) => table))];
    whats.push(`the values of ${model} stand in the other table`);
    todos.push(`write "table: ${tables.map(otherTable).join(', ')}" instead of ${tables.join(', ')}`);
  }
  if (way.order !== undefined) {
    whats.push(`the device sends ${orderNames[way.order]} (${way.order})`);
    todos.push(orderTodos[way.order]);
  }
  const isInDefinition = base === undefined || way.offset === 0;
  return {
    what: whats.join(', and '),
    todo: `${isInDefinition ? `in the definition ${model}: ` : ''}${todos.join('; ')}`,
  };
}

/** The kind of mistake that a way stands for. */
export function causeOf(way: Way): Finding['cause'] {
  if (way.offset !== 0) return 'offset';
  if (way.isOtherTable) return 'table';
  return way.order === 'BADC' || way.order === 'DCBA' ? 'byte-order' : 'word-order';
}

const orderNames: Readonly<Record<ByteOrder, string>> = {
  ABCD: 'the most significant word first',
  CDAB: 'the least significant word first',
  BADC: 'the bytes inside each word swapped',
  DCBA: 'the least significant byte first',
};

const swappedTodo =
  'bytes swapped inside a word cannot be written there: switch the byte order on the device or its converter';
const orderTodos: Readonly<Record<ByteOrder, string>> = {
  ABCD: 'write "wordOrder: msw-first"',
  CDAB: 'write "wordOrder: lsw-first"',
  BADC: swappedTodo,
  DCBA: swappedTodo,
};

/** The first values that are informative: `voltage.l1 is 230.4 V`. */
function examples(decoded: readonly DecodedPoint[]): string {
  const shown = decoded
    .filter(({ point, result }) => verdictOf(point, result) === 'typical')
    .slice(0, 3)
    .map(({ point, result }) =>
      result.ok
        ? `${point.id} is ${Number(result.value.toPrecision(5))} ${specOf(point.quantity).unit}`.trim()
        : '',
    )
    .join(', ');
  return shown === '' ? 'it answers' : shown;
}
