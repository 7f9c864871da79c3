/** What to read instead of a block that the device refuses. */

import type { ReadBlock } from './definition.ts';
import { type Atom, atomsOf, blockOf } from './read-plan.ts';

/**
 * Two smaller blocks with the same points, none cut; empty where the block cannot be split. The cut is at the widest
 * hole, which most likely was refused, else at the point nearest to the middle.
 */
export function splitBlock(block: ReadBlock, pollMs: number): readonly ReadBlock[] {
  const atoms = atomsOf(block.points);
  if (atoms.length < 2) return [];
  const cut = cutOf(atoms);
  return [atoms.slice(0, cut), atoms.slice(cut)].map((half) => blockOf(half, pollMs));
}

function cutOf(atoms: readonly Atom[]): number {
  const cuts = Array.from({ length: atoms.length - 1 }, (_, index) => index + 1);
  const holeAt = (cut: number) => {
    const end = Math.max(...atoms.slice(0, cut).map((atom) => atom.end));
    return Math.max(0, (atoms[cut]?.start ?? 0) - end);
  };
  const offCentre = (cut: number) => Math.abs(cut - atoms.length / 2);
  cuts.sort((a, b) => holeAt(b) - holeAt(a) || offCentre(a) - offCentre(b));
  return cuts[0] ?? 1;
}
