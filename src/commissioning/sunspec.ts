/**
 * SunSpec devices describe themselves: from a known register on stands "SunS", then a list of models, each with its
 * number, its length and so many registers, ended by 0xFFFF (SunSpec Device Information Model Specification 1.1, 6).
 */

import type { LineSetting } from '../fieldbus/modbus/line-setting.ts';
import { type ConsoleText, consoleText } from '../language/console/console-text.ts';
import type { ModbusReply, ModbusRequest } from '../ports/field/modbus-client.ts';
import { isLinkDown, isSilent } from './diagnosis/diagnosis-case.ts';
import { wordsOf } from './diagnosis/trial.ts';
import type { FieldSession } from './field-session.ts';

/** One model of the list, whether anybody here knows its number or not. */
export interface SunSpecModel {
  readonly number: number;
  /** The register that holds its number: the `base` of a definition. */
  readonly base: number;
  readonly length: number;
}

/** What a device says of itself. */
export interface SunSpecMap {
  /** Where the marker stands. */
  readonly address: number;
  readonly models: readonly SunSpecModel[];
  /** Maker and model as the device names itself; empty where it does not. */
  readonly maker: string;
  readonly name: string;
}

/** Where the marker may stand; the ones behind are those of devices that count from 1. */
const MARKER_ADDRESSES = [40_000, 0, 50_000, 39_999, 1, 49_999];
const MARKER = [0x5375, 0x6e53];
const END = 0xffff;
/** More models than any device has; a list without an end is no list. */
const MODELS_MAX = 64;
const TIMEOUT_MS = 500;
const GAP_MS = 50;

/** Walks the list of a device; undefined where there is no marker, or nobody answers. */
export async function findSunSpec(
  session: FieldSession,
  line: LineSetting,
  unitId: number,
): Promise<SunSpecMap | undefined> {
  const read = async (address: number, count: number): Promise<ModbusReply | undefined> => {
    const request: ModbusRequest = { kind: 'read', table: 'holding', address, count };
    return wordsOf(await session.ask({ line, unitId, request, timeoutMs: TIMEOUT_MS, gapMs: GAP_MS }));
  };
  for (const address of MARKER_ADDRESSES) {
    const request: ModbusRequest = { kind: 'read', table: 'holding', address, count: MARKER.length };
    const trial = await session.ask({ line, unitId, request, timeoutMs: TIMEOUT_MS, gapMs: GAP_MS });
    // Who has such a list answers what he does not have, too, be it with a refusal.
    if (isSilent(trial) || isLinkDown(trial)) return undefined;
    const words = wordsOf(trial);
    if (words === undefined || MARKER.some((word, index) => words[index] !== word)) continue;
    return walk(address, read);
  }
  return undefined;
}

type Read = (address: number, count: number) => Promise<ModbusReply | undefined>;

async function walk(address: number, read: Read): Promise<SunSpecMap> {
  const models: SunSpecModel[] = [];
  for (let base = address + MARKER.length; models.length < MODELS_MAX && base < END; ) {
    const [number, length = 0] = (await read(base, 2)) ?? [];
    if (number === undefined || number === END) break;
    models.push({ number, base, length });
    base += 2 + length;
  }
  const common = models.find(({ number }) => number === 1);
  // Model 1: maker and name, 16 registers each.
  const said = common === undefined ? undefined : await read(common.base + 2, 32);
  return { address, models, maker: textOf(said?.slice(0, 16)), name: textOf(said?.slice(16)) };
}

function textOf(words: ModbusReply = []): string {
  const bytes = words.flatMap((word) => [word >> 8, word & 0xff]);
  const end = bytes.indexOf(0);
  return String.fromCharCode(...(end < 0 ? bytes : bytes.slice(0, end))).trim();
}

/** What the numbers mean, of those that a station may meet (sunspec.org, models). */
const titles: Readonly<Record<number, string>> = {
  1: 'common',
  101: 'inverter, one phase',
  103: 'inverter, three phases',
  113: 'inverter, three phases (floats)',
  120: 'nameplate',
  160: 'several DC inputs',
  201: 'meter, one phase',
  202: 'meter, split phase',
  203: 'meter, three phases in wye',
  204: 'meter, three phases in delta',
  211: 'meter, one phase (floats)',
  212: 'meter, split phase (floats)',
  213: 'meter, three phases in wye (floats)',
  214: 'meter, three phases in delta (floats)',
};

/** The list as lines for people; `known` are the definitions that there are, by number. */
export function sunSpecLines(
  { address, models, maker, name }: SunSpecMap,
  known: ReadonlyMap<number, string>,
): readonly ConsoleText[] {
  const named = [maker, name].filter((text) => text !== '').join(' ');
  return [
    named === ''
      ? consoleText('sunspec-head', { address })
      : consoleText('sunspec-head-named', { name: named, address }),
    ...models.map(({ number, base, length }) => {
      const model = known.get(number);
      const title = titles[number] ?? consoleText(number >= 64_000 ? 'sunspec-own' : 'sunspec-see');
      const said = { number, base, length, title };
      return model === undefined
        ? consoleText('sunspec-model', said)
        : consoleText('sunspec-model-use', { ...said, model });
    }),
  ];
}
