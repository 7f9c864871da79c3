/**
 * Which model a device is, by reading what the definitions expect: the probe register first, then some values. Not all
 * Modbus devices identify themselves, so the result is a likeness with a degree of certainty.
 */

import type { DeviceDefinition, Probe, ReadBlock } from '../../devices/modbus/definition.ts';
import { planReads } from '../../devices/modbus/read-plan.ts';
import { registerTypeSpecs } from '../../devices/modbus/register-types.ts';
import type { ModbusReply, ModbusRequest } from '../../ports/field/modbus-client.ts';
import { creditOf, decodeAs, verdictOf } from './interpret.ts';
import { type Trial, wordsOf } from './trial.ts';

/** How well a device matches a definition. */
export interface Likeness {
  readonly definition: DeviceDefinition;
  readonly sure: 'certain' | 'likely' | 'possible';
  readonly credit: number;
}

const BLOCKS_MAX = 3;

/** The read that excludes most other models; undefined where the definition has no probe. */
export function probeRequest({ probe }: DeviceDefinition): ModbusRequest | undefined {
  if (probe === undefined) return undefined;
  const { table, address, type } = probe;
  return { kind: 'read', table, address, count: registerTypeSpecs[type].width };
}

/** Whether the probe register holds the value of this model. */
export function probeFits({ probe }: Pick<DeviceDefinition, 'probe'>, words: ModbusReply): boolean {
  if (probe === undefined) return true;
  const value = rawOf(probe, words);
  return typeof probe.expect === 'number'
    ? value === probe.expect
    : value >= probe.expect.min && value <= probe.expect.max;
}

/** The blocks read from a device whose probe does not exclude this model, to see whether its values are plausible. */
export function sampleBlocks(definition: DeviceDefinition): readonly ReadBlock[] {
  return planReads(definition, 1000)
    .toSorted((a, b) => b.points.length - a.points.length)
    .slice(0, BLOCKS_MAX);
}

/**
 * How well the sampled blocks match the model; `samples` answer `sampleBlocks` in order. Undefined: another model.
 * `isProbed`: the probe was answered and fits. A device may refuse it and still be the model, because maps differ by
 * firmware.
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
  // A single number is no evidence, since any sensor may show it. Without numbers (relays) the probe decides.
  if (isProbed && isWhole && typical !== 1) return { definition, sure: 'likely', credit };
  return credit > 0 ? { definition, sure: 'possible', credit } : undefined;
}

/**
 * The surest first; of equals the one with more plausible values. A smaller map that lies within that of a model which is as
 * sure is left out: what the device has beyond it speaks for the larger.
 */
export function bestOf(likenesses: readonly Likeness[]): readonly Likeness[] {
  const rank = { certain: 0, likely: 1, possible: 2 };
  return likenesses
    .filter(
      (one) =>
        !likenesses.some(
          (other) => rank[other.sure] <= rank[one.sure] && isPartOf(one.definition, other.definition),
        ),
    )
    .toSorted((a, b) => rank[a.sure] - rank[b.sure] || b.credit - a.credit);
}

/** Every point of the one is a point of the other, which has more. */
function isPartOf(one: DeviceDefinition, other: DeviceDefinition): boolean {
  if (one.points.length >= other.points.length) return false;
  const keyOf = ({ quantity, table, address, type, scale }: DeviceDefinition['points'][number]) =>
    JSON.stringify([quantity, table, address, type, scale]);
  const keys = new Set(other.points.map(keyOf));
  return one.points.every((point) => keys.has(keyOf(point)));
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
