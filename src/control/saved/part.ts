/**
 * A part of the control state that outlives the process. The file that owns the state says how it is saved and how a
 * time away changes it; control/snapshot.ts puts the parts together. Times in the state are monotonic, and the
 * monotonic time goes on over a restart (gateway/restart/take-over.ts).
 */

import { HOUR_MS, MINUTE_MS } from '../../model/duration.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import { type Check, isObject, isText, listOf } from './check.ts';

/** The time since the snapshot. */
export interface Away {
  readonly ms: number;
  /** False: the wall clock was or is not synchronised, so it may have been longer. */
  readonly isKnown: boolean;
}

/** How a part is saved and restored. */
export interface SnapshotPart<State> {
  /** Plain JSON. */
  readonly save: (state: State, plan: ControlPlan) => unknown;
  /** Null: it has a form that this program does not know. */
  readonly restore: (saved: unknown, away: Away, plan: ControlPlan) => RestoredPart<State> | null;
}

/** A restored part. */
export interface RestoredPart<State> {
  readonly state: State;
  /** What is not taken over, because the site file has changed since. */
  readonly dropped: readonly string[];
}

/** After this long, what changes within minutes says nothing about now. */
const LONG_AWAY_MS = 10 * MINUTE_MS;
/** A quick restart from a fresh state takes less: what was under way goes on. */
const MOMENT_MS = 20_000;
/** A time away that is not known counts as at least this long. */
const UNKNOWN_AWAY_MS = HOUR_MS;

/** True when temperatures, voices and cars have changed since. */
export function isLong(away: Away): boolean {
  return !away.isKnown || away.ms > LONG_AWAY_MS;
}

/** True when so little time has passed that sums and windows that were begun go on: a long cycle, and no new begin. */
export function isMoment({ ms, isKnown }: Away): boolean {
  return isKnown && ms <= MOMENT_MS;
}

/** By how long the part has aged, s. */
export function agedS({ ms, isKnown }: Away): number {
  return (isKnown ? ms : Math.max(ms, UNKNOWN_AWAY_MS)) / 1000;
}

interface EntryOptions<Entry> {
  readonly isEntry: Check<Entry>;
  /** The part of the plan that the entry depends on; undefined where the plan has no such thing. */
  readonly basis: (plan: ControlPlan, id: string) => unknown;
  /** The entry after the time away; undefined: not worth keeping. */
  readonly age?: (entry: Entry, away: Away, plan: ControlPlan, id: string) => Entry | undefined;
}

/** Entries by id. Each is saved with a hash of its basis; if that has changed, the entry is dropped. */
export function partById<Entry>(options: EntryOptions<Entry>): SnapshotPart<Readonly<Record<string, Entry>>> {
  const { isEntry, basis, age = (entry) => entry } = options;
  return {
    save: (state, plan) =>
      Object.fromEntries(Object.entries(state).map(([id, entry]) => [id, [printOf(basis(plan, id)), entry]])),
    restore(saved, away, plan) {
      if (!isObject(saved)) return null;
      const state: Record<string, Entry> = {};
      const dropped: string[] = [];
      for (const [id, pair] of Object.entries(saved)) {
        const [print, entry]: readonly unknown[] = Array.isArray(pair) ? pair : [];
        const now = basis(plan, id);
        if (now === undefined || print !== printOf(now) || !isEntry(entry)) {
          dropped.push(id);
          continue;
        }
        const aged = age(entry, away, plan, id);
        if (aged !== undefined) state[id] = aged;
      }
      return { state, dropped };
    },
  };
}

/** Ids; those that the plan no longer has are dropped. */
export function partOfIds(known: (plan: ControlPlan) => readonly string[]): SnapshotPart<readonly string[]> {
  return {
    save: (state) => state,
    restore(saved, _away, plan) {
      if (!listOf(isText)(saved)) return null;
      const ids = known(plan);
      return {
        state: saved.filter((id) => ids.includes(id)),
        dropped: saved.filter((id) => !ids.includes(id)),
      };
    },
  };
}

/** A state that does not depend on the site file. */
export function partOf<State>(
  isState: Check<State>,
  age: (state: State, away: Away, plan: ControlPlan) => State = (state) => state,
): SnapshotPart<State> {
  return {
    save: (state) => state,
    restore: (saved, away, plan) => (isState(saved) ? { state: age(saved, away, plan), dropped: [] } : null),
  };
}

/** A short hash of plain JSON (FNV-1a, 32 bit). */
function printOf(basis: unknown): string {
  let hash = 0x81_1c_9d_c5;
  for (const character of JSON.stringify(basis) ?? '') {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01_00_01_93);
  }
  return (hash >>> 0).toString(36);
}
