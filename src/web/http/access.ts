/**
 * Who may do what. Reading is free on this computer; from the network it takes the access code; changing anything
 * always takes it. The code becomes a cookie that does not hold it, so that it is typed once.
 */

import { createHmac, timingSafeEqual } from 'node:crypto';
import { MINUTE_MS } from '../../model/duration.ts';

/** What an asker may do; `change` includes reading. */
export type Right = 'none' | 'read' | 'change';

/** What is known of the asker. */
export interface Asker {
  /** Address of the other end. */
  readonly address: string;
  readonly host: string | null;
  readonly cookie: string | null;
  /** Set by our page on each request that changes something: another page in the same browser cannot. */
  readonly isOurPage: boolean;
}

/** The rights of one page, by its access code. */
export interface Access {
  /** Whether anything can be changed at all. */
  readonly hasToken: boolean;
  rightOf(asker: Asker): Right;
  /** The cookie for this code; `later` after too many wrong ones. */
  signIn(token: string): { readonly cookie: string } | 'wrong' | 'later';
}

/** Name of the cookie. */
export const COOKIE = 'quietpost';
const WRONG_MAX = 10;

/** `token`: undefined where the site has none. */
export function createAccess(token: string | undefined, nowMs: () => number): Access {
  const ticket = token === undefined ? undefined : ticketOf(token);
  let wrongMs: readonly number[] = [];
  return {
    hasToken: ticket !== undefined,
    rightOf({ address, host, cookie, isOurPage }) {
      if (!isOwnHost(host)) return 'none';
      const isKnown = ticket !== undefined && cookie !== null && isEqual(cookie, ticket);
      if (isKnown && isOurPage) return 'change';
      return isKnown || isLoopback(address) ? 'read' : 'none';
    },
    signIn(given) {
      wrongMs = wrongMs.filter((atMs) => nowMs() - atMs < MINUTE_MS);
      if (wrongMs.length >= WRONG_MAX) return 'later';
      const offered = ticketOf(given);
      if (ticket !== undefined && isEqual(offered, ticket)) return { cookie: ticket };
      wrongMs = [...wrongMs, nowMs()];
      return 'wrong';
    },
  };
}

function ticketOf(token: string): string {
  return createHmac('sha256', token).update('quietpost page').digest('hex');
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function isLoopback(address: string): boolean {
  return /^(::ffff:)?127\.|^::1$/.test(address);
}

/** A name of the internet that was pointed at this computer is a trick: only addresses and local names are ours. */
export function isOwnHost(host: string | null): boolean {
  if (host === null) return false;
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return (
    /^\d+\.\d+\.\d+\.\d+$/.test(name) ||
    /^\[[0-9a-f:.]+\]$/.test(name) ||
    name === 'localhost' ||
    /\.(local|lan|home\.arpa|internal)$/.test(name) ||
    !name.includes('.')
  );
}
