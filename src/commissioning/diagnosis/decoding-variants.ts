/** The ways in which a register map can be misread, and a description of each. */

import type { DecodedPoint } from '../../devices/modbus/decode.ts';
import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
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
  const { what, todo } = describe(subject, way);
  const read = consoleText('diag-way', { what, values: examples(decoded) });
  return {
    cause: causeOf(way),
    sure: rival !== undefined && sure === 'certain' ? 'likely' : sure,
    what:
      rival === undefined
        ? read
        : consoleText('diag-or', { what: read, other: describe(subject, rival.way).what }),
    todo: rival === undefined ? todo : consoleText('diag-compare', { todo }),
  };
}

interface Described {
  readonly what: ConsoleText;
  readonly todo: ConsoleText;
}

function describe(subject: DiagnosisCase, way: Way): Described {
  const { model, base } = subject.definition;
  const found: Described[] = [];
  if (way.offset !== 0) {
    const [is, write] = way.offset > 0 ? (['low', 'higher'] as const) : (['high', 'lower'] as const);
    found.push({
      what: consoleText(`diag-too-${is}`, { model }),
      todo: consoleText(base === undefined ? `diag-write-${write}` : `diag-base-${write}`),
    });
  }
  if (way.isOtherTable) {
    const tables = [...new Set(subject.blocks.map(({ table }) => table))];
    found.push({
      what: consoleText('diag-table', { model }),
      todo: consoleText('diag-table-do', { write: tables.map(otherTable).join(', '), tables }),
    });
  }
  if (way.order !== undefined) {
    const [what, todo] = orderTexts[way.order];
    found.push({ what: consoleText(what), todo: consoleText(todo) });
  }
  const isInDefinition = base === undefined || way.offset === 0;
  const { what, todo } = found.reduce((one, other) => ({
    what: consoleText('diag-and', { one: one.what, other: other.what }),
    todo: consoleText('diag-then', { one: one.todo, other: other.todo }),
  }));
  return { what, todo: isInDefinition ? consoleText('diag-in-definition', { model, todo }) : todo };
}

/** The kind of mistake that a way stands for. */
export function causeOf(way: Way): Finding['cause'] {
  if (way.offset !== 0) return 'offset';
  if (way.isOtherTable) return 'table';
  return way.order === 'BADC' || way.order === 'DCBA' ? 'byte-order' : 'word-order';
}

const orderTexts = {
  ABCD: ['diag-order-abcd', 'diag-order-msw'],
  CDAB: ['diag-order-cdab', 'diag-order-lsw'],
  BADC: ['diag-order-badc', 'diag-order-swapped'],
  DCBA: ['diag-order-dcba', 'diag-order-swapped'],
} as const;

/** The first values that are informative: `voltage.l1 is 230.4 V`. */
function examples(decoded: readonly DecodedPoint[]): ConsoleText | readonly ConsoleText[] {
  const shown = decoded
    .filter(({ point, result }) => verdictOf(point, result) === 'typical')
    .slice(0, 3)
    .flatMap(({ point, result }) => (result.ok ? [exampleOf(point, result.value)] : []));
  return shown.length === 0 ? consoleText('diag-answers') : shown;
}

function exampleOf({ id, quantity }: DecodedPoint['point'], number: number): ConsoleText {
  const { unit } = specOf(quantity);
  const said = { point: id, value: Number(number.toPrecision(5)) };
  return unit === '1' ? consoleText('diag-is', said) : consoleText('diag-is-unit', { ...said, unit });
}
