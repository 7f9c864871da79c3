/**
 * The signed head of the tree: how many entries there are, their root, when, by which clock and by which key. Whoever keeps
 * one can prove later that nothing before it was changed, taken out or put in, also against the owner of the file.
 */

import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { DeviceKey, SignedHead, TreeHead } from '../../model/signed-head.ts';
import type { Sql } from '../../ports/database.ts';
import { type GrowingTree, growingTree, leafHash } from './merkle.ts';

/** The text that is signed. */
function headText({ v, size, root, wallMs, clockSynced, key }: TreeHead): string {
  return JSON.stringify({ v, size, root, wallMs, clockSynced, key });
}

/**
 * Signs the tree as it is now and keeps the head; null before the first entry. `tree` holds the entries of an earlier head of
 * this open file and takes those since: a year has fifty thousand of them. So an old entry that somebody changes meanwhile
 * is not signed with the next head.
 */
export function signHead(
  sql: Sql,
  key: DeviceKey,
  wallMs: number,
  clockSynced: boolean,
  tree: GrowingTree = growingTree(),
): SignedHead | null {
  for (const row of sql.each('SELECT text FROM entries WHERE n > ? ORDER BY n', tree.size))
    tree.add(leafHash(String(row['text'])));
  if (tree.size === 0) return null;
  const root = tree.root();
  const { size } = tree;
  const head: TreeHead = { v: 1, size, root, wallMs: Math.round(wallMs), clockSynced, key: key.id };
  const signed = { head, signature: key.sign(headText(head)), publicKey: key.publicPem };
  sql.run('INSERT OR REPLACE INTO heads (size, text) VALUES (?, ?)', size, JSON.stringify(signed));
  return signed;
}

/** The tree over all entries, and what its root was at the sizes asked for. */
export interface TreeRoots {
  readonly size: number;
  readonly root: string;
  readonly rootAt: ReadonlyMap<number, string>;
}

/** The roots in one pass: a year has nine thousand heads. */
export function treeRoots(sql: Sql, sizes: ReadonlySet<number> = new Set()): TreeRoots {
  const tree = growingTree();
  const rootAt = new Map<number, string>();
  const note = (): void => {
    if (sizes.has(tree.size)) rootAt.set(tree.size, tree.root());
  };
  note();
  for (const row of sql.each('SELECT text FROM entries ORDER BY n')) {
    tree.add(leafHash(String(row['text'])));
    note();
  }
  return { size: tree.size, root: tree.root(), rootAt };
}

/** The heads that are kept, the oldest first. One that cannot be read is null. */
export function keptHeads(sql: Sql): readonly (SignedHead | null)[] {
  return sql.all('SELECT text FROM heads ORDER BY size').map((row) => readHead(String(row['text'])));
}

/** A signed head from its text, or that of a report; null where it is none. */
export function readHead(text: string): SignedHead | null {
  try {
    const parsed = JSON.parse(text) as { head?: unknown; evidence?: { signedHead?: unknown } };
    const found = (parsed.evidence?.signedHead ?? parsed) as Partial<SignedHead> | null;
    const { head, signature, publicKey } = found ?? {};
    const isHead = typeof head === 'object' && head !== null && Number.isInteger(head.size);
    return isHead && typeof signature === 'string' && typeof publicKey === 'string'
      ? { head, signature, publicKey }
      : null;
  } catch {
    // Text that is no JSON is no head.
    return null;
  }
}

/** True when the signature is of this head and by the key that it names. */
export function isSigned({ head, signature, publicKey }: SignedHead): boolean {
  try {
    const { key, id } = readKey(publicKey);
    return (
      id === head.key && verify(null, Buffer.from(headText(head)), key, Buffer.from(signature, 'base64'))
    );
  } catch {
    // What is no key has signed nothing.
    return false;
  }
}

interface ReadKey {
  readonly pem: string;
  readonly key: KeyObject;
  readonly id: string;
}

/** The nine thousand heads of a year are of one key. */
let lastRead: ReadKey | undefined;

function readKey(pem: string): ReadKey {
  if (lastRead?.pem === pem) return lastRead;
  const key = createPublicKey(pem);
  const der = key.export({ type: 'spki', format: 'der' });
  lastRead = { pem, key, id: createHash('sha256').update(der).digest('hex').slice(0, 16) };
  return lastRead;
}
