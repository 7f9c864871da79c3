/**
 * A Merkle tree as in RFC 6962, 2.1: one root stands for every leaf and its place, a short proof shows that a leaf is in it,
 * and another that a later tree only grew from an earlier one.
 *
 *   leaf = SHA-256(00 | bytes)   node = SHA-256(01 | left | right)   no leaf: SHA-256 of nothing
 */

import { createHash } from 'node:crypto';

/** SHA-256 as bytes. */
export type Hash = Uint8Array;

export function leafHash(text: string): Hash {
  return createHash('sha256').update(Uint8Array.of(0)).update(text).digest();
}

function nodeHash(left: Hash, right: Hash): Hash {
  return createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest();
}

/** Takes leaf after leaf and keeps no more than one hash a level. */
export interface GrowingTree {
  add(leaf: Hash): void;
  readonly size: number;
  root(): Hash;
}

export function growingTree(): GrowingTree {
  /** Roots of whole subtrees, the largest first. */
  const peaks: { hash: Hash; size: number }[] = [];
  let size = 0;
  return {
    add(leaf) {
      size += 1;
      let added = { hash: leaf, size: 1 };
      for (let last = peaks.at(-1); last !== undefined && last.size === added.size; last = peaks.at(-1)) {
        peaks.pop();
        added = { hash: nodeHash(last.hash, added.hash), size: 2 * added.size };
      }
      peaks.push(added);
    },
    get size() {
      return size;
    },
    root() {
      const [last, ...rest] = peaks.map(({ hash }) => hash).reverse();
      if (last === undefined) return createHash('sha256').digest();
      return rest.reduce((right, left) => nodeHash(left, right), last);
    },
  };
}

export function rootOf(leaves: readonly Hash[]): Hash {
  const tree = growingTree();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
}

/** The hashes beside the way from leaf `index` to the root, the lowest first. */
export function inclusionProof(leaves: readonly Hash[], index: number): readonly Hash[] {
  if (leaves.length <= 1) return [];
  const half = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return index < half
    ? [...inclusionProof(left, index), rootOf(right)]
    : [...inclusionProof(right, index - half), rootOf(left)];
}

/** True when the leaf stands at `index` in the tree of `size` leaves with this root. */
export function isIncluded(
  leaf: Hash,
  index: number,
  size: number,
  proof: readonly Hash[],
  root: Hash,
): boolean {
  const found = climb(leaf, index, size, proof);
  return found !== null && isSame(found, root);
}

/** What a proof makes of a leaf; null where it has another length than the place asks for. */
function climb(leaf: Hash, index: number, size: number, proof: readonly Hash[]): Hash | null {
  if (size <= 1) return size === 1 && index === 0 && proof.length === 0 ? leaf : null;
  const beside = proof.at(-1);
  if (beside === undefined) return null;
  const half = largestPowerBelow(size);
  const rest = proof.slice(0, -1);
  if (index < half) {
    const left = climb(leaf, index, half, rest);
    return left === null ? null : nodeHash(left, beside);
  }
  const right = climb(leaf, index - half, size - half, rest);
  return right === null ? null : nodeHash(beside, right);
}

/** What shows that the tree of the first `size` leaves is the beginning of this one. */
export function consistencyProof(leaves: readonly Hash[], size: number): readonly Hash[] {
  return size <= 0 || size >= leaves.length ? [] : subproof(leaves, size, true);
}

function subproof(leaves: readonly Hash[], size: number, isWhole: boolean): readonly Hash[] {
  if (size === leaves.length) return isWhole ? [] : [rootOf(leaves)];
  const half = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return size <= half
    ? [...subproof(left, size, isWhole), rootOf(right)]
    : [...subproof(right, size - half, false), rootOf(left)];
}

/** True when the tree with `root` grew from the one with `oldRoot` (RFC 9162, 2.1.4.2). */
export function isConsistent(
  oldSize: number,
  oldRoot: Hash,
  size: number,
  root: Hash,
  proof: readonly Hash[],
): boolean {
  if (oldSize === size) return proof.length === 0 && isSame(oldRoot, root);
  if (oldSize <= 0 || oldSize > size) return oldSize === 0 && proof.length === 0;
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : [...proof];
  let [fn, sn] = [oldSize - 1, size - 1];
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  const first = path.shift();
  if (first === undefined) return false;
  let [fr, sr] = [first, first];
  for (const beside of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      [fr, sr] = [nodeHash(beside, fr), nodeHash(beside, sr)];
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else sr = nodeHash(sr, beside);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && isSame(fr, oldRoot) && isSame(sr, root);
}

function largestPowerBelow(size: number): number {
  let power = 1;
  while (2 * power < size) power *= 2;
  return power;
}

function isPowerOfTwo(size: number): boolean {
  return largestPowerBelow(size + 1) === size || size === 1;
}

function isSame(a: Hash, b: Hash): boolean {
  return Buffer.from(a).equals(b);
}
