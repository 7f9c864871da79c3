/** The stretches in which two sides decided differently; only the first ones are kept. */

import type { Decision } from '../../model/decision.ts';
import { isSameMessage } from '../../model/recorded-message.ts';

/** One stretch of different decisions. */
export interface Divergence {
  readonly outputs: readonly string[];
  readonly fromMs: number;
  /** Both decisions at its start. */
  readonly old: Decision;
  readonly changed: Decision;
}

/** All stretches of a comparison. */
export interface Divergences {
  add(wallMs: number, seconds: number, old: readonly Decision[], changed: readonly Decision[]): void;
  /** Time in which any output had another value or another rule, s. */
  readonly seconds: number;
  /** Number of stretches, counted per output. */
  readonly count: number;
  /** Outputs that diverge alike at the same time are one entry. */
  readonly first: readonly Divergence[];
}

/** A decision differs by value or by rule; a reason alone may just name another number. */
export function createDivergences(firstMax: number): Divergences {
  const parted = new Set<string>();
  const first: Divergence[] = [];
  let seconds = 0;
  let count = 0;

  function part(wallMs: number, old: Decision, changed: Decision): void {
    parted.add(old.output);
    count += 1;
    const at = first.findIndex((one) => one.fromMs === wallMs && isAlike(one, old, changed));
    const known = first[at];
    if (known !== undefined) first[at] = { ...known, outputs: [...known.outputs, old.output] };
    else if (first.length < firstMax) first.push({ outputs: [old.output], fromMs: wallMs, old, changed });
  }

  return {
    add(wallMs, elapsedS, old, changed) {
      for (const decision of old) {
        const other = changed.find(({ output }) => output === decision.output);
        if (other === undefined) continue;
        if (other.value === decision.value && other.by === decision.by) parted.delete(decision.output);
        else if (!parted.has(decision.output)) part(wallMs, decision, other);
      }
      if (parted.size > 0) seconds += elapsedS;
    },
    get seconds() {
      return seconds;
    },
    get count() {
      return count;
    },
    get first() {
      return first;
    },
  };
}

function isAlike(one: Divergence, old: Decision, changed: Decision): boolean {
  return sameSaid(one.old, old) && sameSaid(one.changed, changed);
}

function sameSaid(a: Decision, b: Decision): boolean {
  return a.value === b.value && a.by === b.by && isSameMessage(a.reason, b.reason);
}
