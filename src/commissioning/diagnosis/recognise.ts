/**
 * Which model a device is, by asking it what the definitions say their model answers: the probe register first, then
 * some of its values. Modbus has no name plate that all devices carry, so this is likeness and says how sure it is.
 */

import type { DeviceDefinition, Probe, ReadBlock } from '../../devices/modbus/definition.ts';
import { planReads } from '../../devices/modbus/read-plan.ts';
import { registerTypeSpecs } from '../../devices/modbus/register-types.ts';
import type { ModbusReply, ModbusRequest } from '../../ports/modbus-client.ts';
import { creditOf, decodeAs, verdictOf } from './interpret.ts';
import { type Trial, wordsOf } from './trial.ts';

export interface Likeness {
  readonly definition: DeviceDefinition;
  readonly sure: 'certain' | 'likely' | 'possible';
  readonly credit: number;
}

const BLOCKS_MAX = 3;

/** The question that rules most strangers out; undefined where the definition has no probe. */
export function probeRequest({ probe }: DeviceDefinition): ModbusRequest | undefined {
  if (probe === undefined) return undefined;
  const { table, address, type } = probe;
  return { kind: 'read', table, address, count: registerTypeSpecs[type].width };
}

/** Whether the probe register holds what this model has there. */
export function probeFits({ probe }: Pick<DeviceDefinition, 'probe'>, words: ModbusReply): boolean {
  if (probe === undefined) return true;
  const value = rawOf(probe, words);
  return typeof probe.expect === 'number'
    ? value === probe.expect
    : value >= probe.expect.min && value <= probe.expect.max;
}

/** What is read of a device that its probe does not rule out, to see whether its values make sense. */
export function sampleBlocks(definition: DeviceDefinition): readonly ReadBlock[] {
  return planReads(definition, 1000)
    .toSorted((a, b) => b.points.length - a.points.length)
    .slice(0, BLOCKS_MAX);
}

/**
 * How like the model the sampled blocks are; `samples` answer `sampleBlocks` in order. Undefined: it is another.
 * `isProbed`: the probe was answered and fits. A device may refuse it and still be the model: maps differ by firmware.
 */
export function likenessOf(
  definition: DeviceDefinition,
  samples: readonly Trial[],
  isProbed: boolean,
): Likeness | undefined {
  const blocks = sampleBlocks(definition);
  const decoded = blocks.flatMap((block, i) => {
    const trial = samples[i];
    const words = trial && wordsOf(trial);
    return words === undefined ? [] : decodeAs(block, words);
  });
  const impossible = decoded.filter(({ point, result }) => verdictOf(point, result) === 'impossible').length;
  const missing = samples.filter((trial) => wordsOf(trial) === undefined).length;
  const credit = creditOf(decoded);
  if (decoded.length === 0 || credit < 0 || impossible > decoded.length / 4) return undefined;
  const isWhole = impossible === 0 && missing === 0;
  const typical = decoded.filter(({ point, result }) => verdictOf(point, result) === 'typical').length;
  if (isProbed && isWhole && typeof definition.probe?.expect === 'number')
    return { definition, sure: 'certain', credit };
  // One number alone is no evidence: any sensor may show it. None at all (relays) leaves it to the probe.
  if (isProbed && isWhole && typical !== 1) return { definition, sure: 'likely', credit };
  return credit > 0 ? { definition, sure: 'possible', credit } : undefined;
}

/** The surest first; of equals the one with more values that make sense. */
export function bestOf(likenesses: readonly Likeness[]): readonly Likeness[] {
  const rank = { certain: 0, likely: 1, possible: 2 };
  return likenesses.toSorted((a, b) => rank[a.sure] - rank[b.sure] || b.credit - a.credit);
}

const scratch = new DataView(new ArrayBuffer(4));

function rawOf({ type }: Probe, words: ModbusReply): number {
  const [high = 0, low = 0] = words;
  scratch.setUint16(0, high);
  scratch.setUint16(2, low);
  switch (type) {
    case 'uint16':
      return high;
    case 'int16':
      return scratch.getInt16(0);
    case 'uint32':
      return scratch.getUint32(0);
    case 'int32':
      return scratch.getInt32(0);
    case 'float32':
      return scratch.getFloat32(0);
  }
}
