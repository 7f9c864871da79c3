/**
 * A Merkle tree as in RFC 6962, 2.1: one root stands for every leaf and its place, and a short proof shows that a leaf is in it.
 *
 *   leaf = SHA-256(00 | bytes)   node = SHA-256(01 | left | right)   no leaf: SHA-256 of nothing
 */

import { hash } from 'node:crypto';

/** SHA-256 as hex digits, lower case. A text costs Node a third of what bytes cost, and a year has millions of them. */
export type Hash = string;

/** The hash of a leaf whose bytes are this text (UTF-8). */
export function leafHash(text: string): Hash {
  return hash('sha256', `\0${text}`);
}

/** Written over by each node. */
const nodeBytes = Buffer.alloc(65, 1);

function nodeHash(left: Hash, right: Hash): Hash {
  nodeBytes.write(left, 1, 'hex');
  nodeBytes.write(right, 33, 'hex');
  return hash('sha256', nodeBytes);
}

/** Takes leaf after leaf and keeps no more than one hash a level. */
export interface GrowingTree {
  add(leaf: Hash): void;
  readonly size: number;
  root(): Hash;
}

/** A tree without leaves; it keeps one root for each whole subtree and never the leaves. */
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
      if (last === undefined) return hash('sha256', '');
      return rest.reduce((right, left) => nodeHash(left, right), last);
    },
  };
}

/**
 * Gives for a leaf the hashes beside its way to the root, the lowest first. The whole subtrees are made once: a year has a hundred
 * thousand leaves, and a night some hundred proofs.
 */
export function inclusionProofs(leaves: readonly Hash[]): (index: number) => readonly Hash[] {
  /** By height: the roots of the subtrees of 2 to the power of it, from the left. */
  const heights: Hash[][] = [[...leaves]];
  for (let below = heights[0] ?? []; below.length > 1; below = heights.at(-1) ?? []) {
    const above: Hash[] = [];
    for (let at = 0; at + 1 < below.length; at += 2)
      above.push(nodeHash(below[at] as Hash, below[at + 1] as Hash));
    heights.push(above);
  }
  const rootOfRange = (from: number, size: number): Hash => {
    const whole = heights[Math.log2(size)]?.[from / size];
    if (whole !== undefined) return whole;
    const half = largestPowerBelow(size);
    return nodeHash(rootOfRange(from, half), rootOfRange(from + half, size - half));
  };
  const proofOf = (index: number, from: number, size: number): Hash[] => {
    if (size <= 1) return [];
    const half = largestPowerBelow(size);
    return index < half
      ? [...proofOf(index, from, half), rootOfRange(from + half, size - half)]
      : [...proofOf(index - half, from + half, size - half), rootOfRange(from, half)];
  };
  return (index) => proofOf(index, 0, leaves.length);
}

/** True when the leaf stands at `index` in the tree of `size` leaves with this root. */
export function isIncluded(
  leaf: Hash,
  index: number,
  size: number,
  proof: readonly Hash[],
  root: Hash,
): boolean {
  return [leaf, ...proof].every(isHash) && climb(leaf, index, size, proof) === root;
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
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

function largestPowerBelow(size: number): number {
  let power = 1;
  while (2 * power < size) power *= 2;
  return power;
}
