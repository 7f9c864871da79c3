/**
 * A device that answers, but not with what the definition expects: addresses off by one, the other table, words or
 * bytes in another order, more registers at once than it gives. Every other way of reading is judged by its values
 * (src/devices/interpret.ts) and must beat the definition's own way clearly.
 */

import type { DecodedPoint } from '../devices/decode.ts';
import type { ReadBlock } from '../devices/definition.ts';
import { type ByteOrder, byteOrders, creditOf, decodeAs, verdictOf } from '../devices/interpret.ts';
import { specOf } from '../model/quantity.ts';
import type { ReadTable } from '../ports/modbus-client.ts';
import { type Case, type Finding, ownTrials } from './case.ts';
import { isAnswered, type Trial, wordsOf } from './trial.ts';

/** Another way to read the device. */
interface Way {
  readonly offset: -1 | 0 | 1;
  readonly isOtherTable: boolean;
  /** Undefined: as the definition says. */
  readonly order: ByteOrder | undefined;
}

/** Gain in credit from which another way is named at all, likely, and certain. */
const gains = { possible: 2, likely: 3, certain: 6 } as const;

/** The best other way, where it fits clearly better than the definition. */
export function findMisreading(patient: Case): Finding | undefined {
  const suspects = suspectBlocks(patient);
  if (suspects.length === 0) return undefined;
  const long = findLongRead(patient, suspects);
  let best: { readonly way: Way; readonly gain: number; readonly decoded: DecodedPoint[] } | undefined;
  for (const way of ways) {
    const decoded = patient.blocks.flatMap((block) => read(patient, block, way) ?? []);
    const credit = creditOf(decoded);
    const gain = credit - ownCredit(patient, way);
    const isSound = decoded.every(({ point, result }) => verdictOf(point, result) !== 'impossible');
    if (credit > 0 && isSound && gain > (best?.gain ?? 0)) best = { way, gain, decoded };
  }
  if (best === undefined || best.gain < gains.possible) return long;
  return inWords(patient, best);
}

/** The blocks whose answers speak against the definition: refused, or with values that cannot be. */
export function suspectBlocks(patient: Case): readonly ReadBlock[] {
  return patient.blocks.filter((block) => {
    const trial = trialOf(patient, block, 0, block.table);
    const words = trial && wordsOf(trial);
    if (words !== undefined)
      return decodeAs(block, words).some(({ point, result }) =>
        ['odd', 'impossible'].includes(verdictOf(point, result)),
      );
    return trial !== undefined && isAnswered(trial);
  });
}

/** Holding and input registers, coils and discrete inputs: which a manual is easily misread in. */
export function otherTable(table: ReadTable): ReadTable {
  return ({ holding: 'input', input: 'holding', coil: 'discrete', discrete: 'coil' } as const)[table];
}

const offsets = [0, 1, -1] as const;

/** All other ways, those with the fewest changes first: of two that fit alike, the simpler is meant. */
const ways: readonly Way[] = [false, true]
  .flatMap((isOtherTable) =>
    offsets.flatMap((offset) =>
      [undefined, ...byteOrders].map((order): Way => ({ offset, isOtherTable, order })),
    ),
  )
  .sort((a, b) => changes(a) - changes(b));

function changes(way: Way): number {
  return Number(way.isOtherTable) + Math.abs(way.offset) + Number(way.order !== undefined);
}

/** The block as it reads that way; undefined where that was not asked or not answered. */
function read(patient: Case, block: ReadBlock, way: Way): DecodedPoint[] | undefined {
  const table = way.isOtherTable ? otherTable(block.table) : block.table;
  const trial = trialOf(patient, block, way.offset, table);
  const words = trial && wordsOf(trial);
  if (words === undefined) return undefined;
  return decodeAs(block, words, way.order);
}

/** Credit of the definition's own way, over the blocks that the other way can be judged by. */
function ownCredit(patient: Case, way: Way): number {
  const judged = patient.blocks.filter((block) => read(patient, block, way) !== undefined);
  return judged.reduce((sum, block) => {
    const trial = trialOf(patient, block, 0, block.table);
    const words = trial && wordsOf(trial);
    return sum + (words === undefined ? -2 * block.points.length : creditOf(decodeAs(block, words)));
  }, 0);
}

function trialOf(patient: Case, block: ReadBlock, offset: number, table: ReadTable): Trial | undefined {
  const isIt = ({ request }: Trial) =>
    request.kind === 'read' &&
    request.table === table &&
    request.address === block.address + offset &&
    request.count === block.count;
  return ownTrials(patient).findLast((trial) => isIt(trial) && isAnswered(trial));
}

/** A long read that is refused while its beginning is answered. */
function findLongRead(patient: Case, suspects: readonly ReadBlock[]): Finding | undefined {
  for (const block of suspects) {
    const first = block.points[0];
    const short = ownTrials(patient).find(
      ({ request, outcome }) =>
        outcome.ok &&
        request.kind === 'read' &&
        request.table === block.table &&
        request.address === block.address &&
        request.count < block.count,
    );
    if (short === undefined || first === undefined) continue;
    return {
      cause: 'long-read',
      sure: 'likely',
      what: `the device refuses ${block.count} registers at once from ${block.address}, but gives ${first.width}`,
      todo: `write a smaller maxRegistersPerRead in the definition ${patient.definition.model}, or holes: forbidden`,
    };
  }
  return undefined;
}

function inWords(
  patient: Case,
  { way, gain, decoded }: { readonly way: Way; readonly gain: number; readonly decoded: DecodedPoint[] },
): Finding {
  const sure = gain >= gains.certain ? 'certain' : gain >= gains.likely ? 'likely' : 'possible';
  const { model } = patient.definition;
  const todos: string[] = [];
  const whats: string[] = [];
  if (way.offset !== 0) {
    const [is, write] = way.offset > 0 ? ['low', 'higher'] : ['high', 'lower'];
    whats.push(`the addresses of ${model} are one too ${is}`);
    todos.push(
      `write each address one ${write} (a manual that counts from 1 calls address 0 "1", "30001" or "40001")`,
    );
  }
  if (way.isOtherTable) {
    const tables = [...new Set(patient.blocks.map(({ table }) => table))];
    whats.push(`the values of ${model} stand in the other table`);
    todos.push(`write "table: ${tables.map(otherTable).join(', ')}" instead of ${tables.join(', ')}`);
  }
  if (way.order !== undefined) {
    whats.push(`the device sends ${orderNames[way.order]} (${way.order})`);
    todos.push(orderTodos[way.order]);
  }
  return {
    cause: causeOf(way),
    sure,
    what: `${whats.join(', and ')}: read that way, ${examples(decoded)}`,
    todo: `in the definition ${model}: ${todos.join('; ')}`,
  };
}

function causeOf(way: Way): Finding['cause'] {
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

/** The first values that say something: `voltage.l1 is 230.4 V`. */
function examples(decoded: readonly DecodedPoint[]): string {
  return decoded
    .filter(({ point, result }) => verdictOf(point, result) === 'typical')
    .slice(0, 3)
    .map(({ point, result }) =>
      result.ok
        ? `${point.id} is ${Number(result.value.toPrecision(5))} ${specOf(point.quantity).unit}`.trim()
        : '',
    )
    .join(', ');
}
