import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  growingTree,
  type Hash,
  inclusionProofs,
  isIncluded,
  leafHash,
} from '../../../../src/store/seal/merkle.ts';

const MOST = 40;
const leavesOf = (size: number): Hash[] =>
  Array.from({ length: size }, (_, index) => leafHash(`leaf ${index}`));
/** Of the prefix and the hashes, as bytes. */
const sha = (prefix: number[], ...hashes: Hash[]): Hash =>
  hashes
    .reduce(
      (hash, part) => hash.update(Buffer.from(part, 'hex')),
      createHash('sha256').update(Buffer.from(prefix)),
    )
    .digest('hex');

/** As RFC 6962 defines it, by taking the tree apart. */
function rootOf(leaves: readonly Hash[]): Hash {
  const [only] = leaves;
  if (only === undefined) return sha([]);
  if (leaves.length === 1) return only;
  let half = 1;
  while (2 * half < leaves.length) half *= 2;
  return sha([1], rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
}

test('the hashes are those of RFC 6962', () => {
  expect(growingTree().root()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  // Its empty leaf.
  expect(leafHash('')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  const [a, b, c] = leavesOf(3);
  if (a === undefined || b === undefined || c === undefined) throw new Error('assertion: three leaves');
  const tree = growingTree();
  for (const leaf of [a, b, c]) tree.add(leaf);
  expect(tree.root()).toBe(sha([1], sha([1], a, b), c));
});

test('a tree that grew leaf by leaf is the tree of all of them', () => {
  const tree = growingTree();
  for (const [index, leaf] of leavesOf(MOST).entries()) {
    tree.add(leaf);
    expect(tree.root()).toBe(rootOf(leavesOf(index + 1)));
  }
});

test('every leaf of every tree is proved, and no other leaf, place, size or root is', () => {
  const size = fc.integer({ min: 1, max: MOST });
  fc.assert(
    fc.property(size, fc.nat(), fc.nat(), (count, pick, other) => {
      const leaves = leavesOf(count);
      const index = pick % count;
      const leaf = leaves[index] ?? leafHash('');
      const root = rootOf(leaves);
      const proof = inclusionProofs(leaves)(index);
      expect(isIncluded(leaf, index, count, proof, root)).toBe(true);
      expect(isIncluded(leafHash('forged'), index, count, proof, root)).toBe(false);
      const elsewhere = other % count;
      if (elsewhere !== index) expect(isIncluded(leaf, elsewhere, count, proof, root)).toBe(false);
      expect(isIncluded(leaf, index, count, [...proof, root], root)).toBe(false);
      expect(isIncluded(leaf, index, count, proof, leafHash('forged'))).toBe(false);
      for (const [at, part] of proof.entries())
        for (const broken of ['', 'zz', part.slice(2), `${part}00`, part.toUpperCase()])
          if (broken !== part)
            expect(isIncluded(leaf, index, count, proof.with(at, broken), root), broken).toBe(false);
    }),
  );
});
