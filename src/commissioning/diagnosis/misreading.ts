/**
 * A device that answers, but not with what the definition expects: addresses off by one, the other table, words or
 * bytes in another order, fewer registers in one read. Every other way of decoding is rated by its values
 * (src/commissioning/diagnosis/interpret.ts) and must clearly beat the definition's.
 */

import type { DecodedPoint } from '../../devices/modbus/decode.ts';
import type { ReadBlock } from '../../devices/modbus/definition.ts';
import { consoleText } from '../../language/console/console-text.ts';
import type { ReadTable } from '../../ports/field/modbus-client.ts';
import {
  asDefined,
  type ComparedWay,
  causeOf,
  changes,
  describeWay,
  gains,
  offsets,
  otherTable,
  type Way,
  ways,
} from './decoding-variants.ts';
import { type DiagnosisCase, type Finding, trialsOfUnit } from './diagnosis-case.ts';
import { creditOf, decodeAs, verdictOf } from './interpret.ts';
import { probeFits, probeRequest } from './recognise.ts';
import { isAnswered, isBusyTrial, type Trial, wordsOf } from './trial.ts';

/** The best other way, if it fits clearly better than the definition. */
export function findMisreading(subject: DiagnosisCase): Finding | undefined {
  const suspects = suspectBlocks(subject);
  if (suspects.length === 0) return undefined;
  const named = misplacedProbe(subject);
  if (named !== undefined) return describeWay(subject, named);
  const ranked = ways
    .flatMap((way) => compared(subject, way) ?? [])
    .toSorted((a, b) => b.gain - a.gain || changes(a.way) - changes(b.way));
  const [best, next] = ranked;
  if (best === undefined || best.gain < gains.possible) return findLongRead(subject, suspects);
  const isRivalled =
    next !== undefined && best.gain - next.gain <= 1 && causeOf(next.way) !== causeOf(best.way);
  // Without a value that supports it, a way must at least be the only one that is answered.
  if (best.credit === 0 && next?.gain === best.gain) return findLongRead(subject, suspects);
  return isRivalled ? describeWay(subject, best, next) : describeWay(subject, best);
}

/** The register that names the model is one address away from the definition: then so are all registers. */
function misplacedProbe(subject: DiagnosisCase): ComparedWay | undefined {
  const { definition } = subject;
  const request = probeRequest(definition);
  if (request?.kind !== 'read' || typeof definition.probe?.expect !== 'number') return undefined;
  const offset = offsets.find((beside) => {
    const address = request.address + beside;
    const trial = trialsOfUnit(subject).findLast(
      (one) => JSON.stringify(one.request) === JSON.stringify({ ...request, address }),
    );
    const words = trial && wordsOf(trial);
    return words !== undefined && probeFits(definition, words);
  });
  if (offset === undefined || offset === 0) return undefined;
  const way: Way = { ...asDefined, offset };
  const decoded = subject.blocks.flatMap((block) => read(subject, block, way) ?? []);
  return { way, credit: creditOf(decoded), gain: gains.certain, decoded };
}

/** Undefined if the way was not answered, or gives impossible values. */
function compared(subject: DiagnosisCase, way: Way): ComparedWay | undefined {
  const decoded = subject.blocks.flatMap((block) => read(subject, block, way) ?? []);
  const credit = creditOf(decoded);
  const gain = credit - ownCredit(subject, way);
  const isSound = decoded.every(({ point, result }) => verdictOf(point, result) !== 'impossible');
  return decoded.length > 0 && credit >= 0 && isSound && gain > 0
    ? { way, credit, gain, decoded }
    : undefined;
}

/** The blocks whose answers contradict the definition: refused, or with impossible values. */
export function suspectBlocks(subject: DiagnosisCase): readonly ReadBlock[] {
  return subject.blocks.filter((block) => {
    const trial = trialOf(subject, block, 0, block.table);
    const words = trial && wordsOf(trial);
    if (words !== undefined)
      return decodeAs(block, words).some(({ point, result }) =>
        ['odd', 'impossible'].includes(verdictOf(point, result)),
      );
    return trial !== undefined && isAnswered(trial) && !isBusyTrial(trial);
  });
}

/** The blocks that get no whole answer from a device that answers other questions. */
export function unansweredBlocks(subject: DiagnosisCase): readonly ReadBlock[] {
  if (!trialsOfUnit(subject).some(({ outcome }) => outcome.ok)) return [];
  return subject.blocks.filter((block) => {
    const asked = trialsOfUnit(subject).filter((trial) => asks(trial, block));
    return asked.length > 0 && !asked.some(isAnswered);
  });
}

/** The block as it decodes that way; undefined if that was not asked or not answered. */
function read(subject: DiagnosisCase, block: ReadBlock, way: Way): DecodedPoint[] | undefined {
  const table = way.isOtherTable ? otherTable(block.table) : block.table;
  const trial = trialOf(subject, block, way.offset, table);
  const words = trial && wordsOf(trial);
  if (words === undefined) return undefined;
  return decodeAs(block, words, way.order);
}

/** Credit of the definition's own way, over the blocks that the other way is rated by. */
function ownCredit(subject: DiagnosisCase, way: Way): number {
  const blocks = subject.blocks.filter((block) => read(subject, block, way) !== undefined);
  const decoded = blocks.flatMap((block) => read(subject, block, asDefined) ?? []);
  const refused = blocks.filter((block) => read(subject, block, asDefined) === undefined);
  return creditOf(decoded) - 2 * refused.reduce((sum, block) => sum + block.points.length, 0);
}

function trialOf(
  subject: DiagnosisCase,
  block: ReadBlock,
  offset: number,
  table: ReadTable,
): Trial | undefined {
  const moved = { ...block, table, address: block.address + offset };
  return trialsOfUnit(subject).findLast((trial) => asks(trial, moved) && isAnswered(trial));
}

function asks({ request }: Trial, { table, address, count }: ReadBlock): boolean {
  return (
    request.kind === 'read' &&
    request.table === table &&
    request.address === address &&
    request.count === count
  );
}

/** A long read that is refused, or not answered as a whole, while its beginning is answered. */
export function findLongRead(subject: DiagnosisCase, suspects: readonly ReadBlock[]): Finding | undefined {
  for (const block of suspects) {
    const first = block.points[0];
    const refused = trialOf(subject, block, 0, block.table);
    if (refused?.outcome.ok === true) continue;
    const short = trialsOfUnit(subject).find(
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
      what: consoleText(refused === undefined ? 'diag-long-silent' : 'diag-long', {
        ...{ count: block.count, address: block.address },
        given: short.request.kind === 'read' ? short.request.count : first.width,
      }),
      todo: consoleText('diag-long-do', { model: subject.definition.model }),
    };
  }
  return undefined;
}
