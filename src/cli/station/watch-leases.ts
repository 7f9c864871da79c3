/** Asks each station that is seen for its latest values, again and again while somebody looks. */

import { randomBytes } from 'node:crypto';
import { parseTopic, rootOf, topicOf } from '../../contract/topics.ts';

const LEASE_S = 120;
const AGAIN_MS = 60_000;
/** A command is for now. */
const EXPIRES_MS = 30_000;

interface Leases {
  /** A station has said something. */
  see(topic: string): void;
  /** Begins; gives what ends it. The last lease runs out by itself. */
  start(): () => void;
}

export function createLeases(publish: (topic: string, payload: string) => void): Leases {
  const roots = new Set<string>();
  let isOn = false;
  const ask = (root: string): void => {
    const issued = Date.now();
    const head = { v: 1, id: `watch-${randomBytes(6).toString('hex')}`, issuer: 'quietpost watch' };
    const times = { issued_at: issued, expires_at: issued + EXPIRES_MS, lease_s: LEASE_S };
    publish(root + topicOf('cmd', 'watch'), JSON.stringify({ ...head, ...times, reason: 'watching' }));
  };
  return {
    see(topic) {
      const parsed = parseTopic(topic);
      if (parsed === undefined) return;
      const root = rootOf(parsed);
      if (roots.has(root)) return;
      roots.add(root);
      if (isOn) ask(root);
    },
    start() {
      isOn = true;
      const timer = setInterval(() => {
        for (const root of roots) ask(root);
      }, AGAIN_MS);
      return () => clearInterval(timer);
    },
  };
}
