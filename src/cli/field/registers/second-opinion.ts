/**
 * `quietpost read --second-opinion`: the same questions once more, through a Modbus client that shares no code with
 * ours, and both answers side by side. Registers move between two readings; what is read wrong differs in another way.
 */

import type { SecondReader } from '../../../adapters/modbus-serial.ts';
import { isLinkDown } from '../../../commissioning/diagnosis/diagnosis-case.ts';
import type { Trial } from '../../../commissioning/diagnosis/trial.ts';
import { decodeBlock, type RatioOf } from '../../../devices/modbus/decode.ts';
import type { ReadBlock } from '../../../devices/modbus/definition.ts';
import { EXIT } from '../../../model/exit-code.ts';
import { specOf } from '../../../model/quantity.ts';
import type { Result } from '../../../model/result.ts';
import type { BusPlan, DevicePlan } from '../../../plan/site-plan.ts';
import type { ModbusReply } from '../../../ports/field/modbus-client.ts';
import type { Person } from '../../../ports/person.ts';
import { columns, hex, shownNumber } from '../../terminal/columns.ts';
import { tell, tellFault } from '../../terminal/tell.ts';

/** A question that we have asked, and what it reads where a definition says so. */
export interface Asked {
  readonly trial: Trial;
  readonly block: ReadBlock | undefined;
}

/** Another client on the same bus; a text: why there is none. */
export type OpenSecond = (bus: BusPlan, timeoutMs: number) => Promise<SecondReader | string>;

interface Opinion {
  readonly lines: readonly string[];
  /** Every question was answered by both or by neither. */
  readonly agrees: boolean;
}

/** What we have asked and heard. */
export interface OwnReading {
  readonly asked: readonly Asked[];
  readonly ratioOf: RatioOf;
  readonly code: number;
  readonly person: Person;
}

/** Lays the answers of the other client beside ours, when our link is closed. Gives the exit code. */
export async function compared(
  open: OpenSecond,
  bus: BusPlan,
  { definition }: DevicePlan,
  { asked, ratioOf, code, person }: OwnReading,
): Promise<number> {
  if (asked.some(({ trial }) => isLinkDown(trial))) {
    person.complain(tell('second-line-taken'));
    return code;
  }
  const reader = await open(bus, definition.responseTimeoutMs);
  if (typeof reader === 'string') {
    person.complain(tell('second-none', { why: reader }));
    return code || EXIT.UNAVAILABLE;
  }
  const { lines, agrees } = await secondOpinion(asked, ratioOf, reader);
  await reader.close();
  for (const line of lines) person.write(line);
  if (agrees) return code;
  person.write(tell('second-differs'));
  return code || EXIT.DATAERR;
}

/** Asks again and lays both answers side by side. */
async function secondOpinion(
  asked: readonly Asked[],
  ratioOf: RatioOf,
  reader: SecondReader,
): Promise<Opinion> {
  const rows: string[][] = [['', tell('second-ours'), 'modbus-serial', '', '']];
  let agrees = true;
  for (const { trial, block } of asked) {
    const { request, unitId, outcome } = trial;
    if (request.kind !== 'read') continue;
    const second = await reader.read(unitId, request);
    agrees &&= outcome.ok === second.ok;
    const head = `${request.table} ${hex(request.address)}, ${request.count}`;
    if (outcome.ok && second.ok)
      rows.push(
        ...(block === undefined
          ? wordRows(request.address, outcome.value, second.value)
          : pointRows(block, outcome.value, second.value, ratioOf)),
      );
    else
      rows.push([
        head,
        ours(outcome),
        theirs(second),
        '',
        outcome.ok === second.ok ? '' : tell('second-differ'),
      ]);
  }
  return {
    lines: ['', tell('second-head'), ...columns(rows, [1, 2])],
    agrees,
  };
}

function pointRows(
  block: ReadBlock,
  our: ModbusReply,
  their: ModbusReply,
  ratioOf: RatioOf,
): readonly string[][] {
  const second = decodeBlock(block, their, ratioOf);
  return decodeBlock(block, our, ratioOf).map(({ point, result }, index) => {
    const other = second[index]?.result;
    const { unit } = specOf(point.quantity);
    const at = point.address - block.address;
    const isSame = our.slice(at, at + point.width).join() === their.slice(at, at + point.width).join();
    const show = (one: typeof other) =>
      one?.ok === true ? shownNumber(one.value) : one === undefined ? '--' : tellFault(one.fault);
    return [
      point.id,
      show(result),
      show(other),
      unit === '1' ? '' : unit,
      tell(isSame ? 'second-same' : 'second-moved'),
    ];
  });
}

function wordRows(address: number, our: ModbusReply, their: ModbusReply): readonly string[][] {
  return our.map((word, index) => {
    const other = their[index];
    const isSame = other === word;
    return [
      hex(address + index),
      hex(word),
      other === undefined ? '--' : hex(other),
      '',
      isSame ? '' : tell('second-moved'),
    ];
  });
}

function ours(outcome: Trial['outcome']): string {
  return outcome.ok ? tell('second-answered') : tellFault(outcome.fault);
}

function theirs(second: Result<ModbusReply, string>): string {
  return second.ok ? tell('second-answered') : second.fault;
}
