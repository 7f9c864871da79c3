/**
 * Signatures of commands: Ed25519 over the topic and the canonical text of the payload, so that a command for one output,
 * station or purpose is none for another, and whoever has the broker still cannot command.
 */

import { createPublicKey, verify } from 'node:crypto';

/** What is signed: the topic, a line feed, and the payload without `sig`, its keys in order, without spaces. */
export function signedText(topic: string, payload: Readonly<Record<string, unknown>>): string {
  const { sig: _sig, ...signed } = payload;
  return `${topic}\n${canonical(signed)}`;
}

/** `publicKey`: PEM, as openssl writes it. `signature`: base64. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    return verify(null, Buffer.from(text), createPublicKey(publicKey), Buffer.from(signature, 'base64'));
  } catch {
    // A key that is none signs nothing.
    return false;
  }
}

/** JSON with the keys of each object in the order of their code units. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}
