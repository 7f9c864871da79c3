/** One answer of a device as a person writes it in a golden file: where, which words, which values they mean. */

import { z } from 'zod';
import type { DeviceDefinition, Point } from './definition.ts';

const word = z.int().min(0).max(0xffff);

/** Values come from the manual or the display, never from our own decoder: otherwise the golden test proves nothing. */
export const goldenReadSchema = z.strictObject({
  title: z.string().optional(),
  origin: z.enum(['captured', 'computed']).default('computed'),
  source: z.string().optional(),
  unitId: z.int().min(1).max(247).default(1),
  table: z.enum(['holding', 'input']).optional(),
  address: word,
  words: z.array(word).min(1).max(125),
  values: z.record(z.string(), z.number()),
  ratios: z.record(z.string(), z.number()).optional(),
  faults: z.record(z.string(), z.enum(['sentinel', 'implausible', 'never-read'])).optional(),
});

/** One read as checked: the points in `values` must give these values, those in `faults` a fault of this kind. */
export type GoldenRead = z.output<typeof goldenReadSchema>;

/**
 * The register table of the answer: as written, else the one that holds the points it names; a string says what is
 * wrong.
 */
export function tableOfRead(
  { points }: DeviceDefinition,
  { table, address, words, values, faults = {} }: GoldenRead,
): { readonly table: 'holding' | 'input' } | { readonly problem: string } {
  const named = [...Object.keys(values), ...Object.keys(faults)];
  const found = named.map((id) => points.find((point) => point.id === id));
  const unknown = named.filter((_, index) => found[index] === undefined);
  if (unknown.length > 0) return { problem: `the definition has no point ${unknown.join(', ')}` };
  const read = found.filter((point): point is Point => point !== undefined);
  const outside = read.filter(
    (point) => point.address < address || point.address + point.width > address + words.length,
  );
  if (outside.length > 0) {
    const last = address + words.length - 1;
    return { problem: `${outside.map(({ id }) => id).join(', ')} lies outside ${address} to ${last}` };
  }
  const tables = new Set(table === undefined ? read.map((point) => point.table) : [table]);
  const [only] = tables;
  if (tables.size !== 1 || (only !== 'holding' && only !== 'input'))
    return { problem: 'write the "table" of these words: holding or input' };
  return { table: only };
}
