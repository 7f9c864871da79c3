/**
 * Settings that change while the station runs. A save is waited for until it rests, read twice, and read once more after
 * it was understood: a half written file is never taken for a whole one. What needs a restart, and what has a mistake,
 * changes nothing.
 */

import type { Event } from '../../model/event.ts';
import { type Message, message } from '../../model/message.ts';
import { type KeyChange, planChanges } from '../../plan/plan-change.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { FileReport, SettingsSource } from './settings-source.ts';

/** How the last reading went. */
export interface Reading {
  readonly wallMs: number;
  readonly result: 'good' | 'refused' | 'restart';
  /** All mistakes; null for none. */
  readonly report: FileReport | null;
  readonly changes: readonly KeyChange[];
}

/** The settings in force since `sinceMs` (wall clock), and what the last reading found. */
export interface SettingsReload {
  /** Something may have changed. */
  look(): void;
  /** Somebody asks: the settings are read, and told even if nothing has changed. */
  readAgain(): void;
  readonly inForce: SitePlan;
  readonly sinceMs: number;
  /** Undefined: nothing was read since the start. */
  readonly last: Reading | undefined;
  stop(): void;
}

/** Where settings come from, those of the start, and who is told. */
export interface SettingsReloadParts {
  readonly source: Pick<SettingsSource, 'fingerprint' | 'load'>;
  readonly plan: SitePlan;
  readonly clock: Clock;
  /** Brings a plan into force; `lines`: buses that are opened again. */
  readonly apply: (plan: SitePlan, lines: readonly string[]) => void;
  readonly tell: (event: Event, reading: Reading) => void;
}

/** A save in several writes is over after this time without one. */
const REST_MS = 250;
const AGAIN_MS = 150;

interface State {
  readonly parts: SettingsReloadParts;
  inForce: SitePlan;
  sinceMs: number;
  /** Fingerprint of what was read last. */
  known: string;
  last: Reading | undefined;
  cancel: Cancel;
  isLoading: boolean;
}

/** Takes the files as they are now for those in force; reads nothing before `look`. */
export function createSettingsReload(parts: SettingsReloadParts): SettingsReload {
  const state: State = {
    parts,
    inForce: parts.plan,
    sinceMs: parts.clock.wallMs(),
    known: parts.source.fingerprint(),
    last: undefined,
    cancel: () => {},
    isLoading: false,
  };
  return {
    look: () => look(state),
    readAgain: () => {
      state.known = '';
      look(state);
    },
    get inForce() {
      return state.inForce;
    },
    get sinceMs() {
      return state.sinceMs;
    },
    get last() {
      return state.last;
    },
    stop: () => state.cancel(),
  };
}

/** Waits for the save to rest, and looks twice. */
function look(state: State): void {
  const { source } = state.parts;
  wait(state, REST_MS, () => {
    const found = source.fingerprint();
    wait(state, AGAIN_MS, () => {
      if (source.fingerprint() !== found) look(state);
      else if (found !== state.known && !state.isLoading) load(state, found);
    });
  });
}

function wait(state: State, ms: number, then: () => void): void {
  const { clock } = state.parts;
  state.cancel();
  state.cancel = clock.at(clock.nowMs() + ms, then);
}

function load(state: State, found: string): void {
  const { source } = state.parts;
  state.isLoading = true;
  source.load((loaded) => {
    state.isLoading = false;
    // What was read is what stands there only if nobody wrote meanwhile.
    if (source.fingerprint() !== found) {
      look(state);
      return;
    }
    state.known = found;
    if (loaded.ok) take(state, loaded.plan);
    else tell(state, 'refused', loaded.report, []);
  });
}

function take(state: State, plan: SitePlan): void {
  const { apply, clock } = state.parts;
  const changes = planChanges(state.inForce, plan);
  if (changes.some(({ effect }) => effect === 'restart')) {
    tell(state, 'restart', null, changes);
    return;
  }
  const lines = changes.flatMap(({ bus }) => (bus === undefined ? [] : [bus]));
  state.inForce = plan;
  state.sinceMs = clock.wallMs();
  apply(plan, [...new Set(lines)]);
  tell(state, 'good', null, changes);
}

function tell(
  state: State,
  result: Reading['result'],
  report: Reading['report'],
  changes: readonly KeyChange[],
): void {
  state.last = { wallMs: state.parts.clock.wallMs(), result, report, changes };
  state.parts.tell(eventOf(state.last), state.last);
}

/** What is told of a reading. */
export function eventOf(reading: Reading): Event {
  const { wallMs, result } = reading;
  const severity = result === 'good' ? 'info' : result === 'restart' ? 'warning' : 'alarm';
  return { class: 'config', severity, wallMs, subject: 'settings', state: 'noted', message: said(reading) };
}

function said({ result, report, changes }: Reading): Message {
  if (report !== null) return message('settings-refused', { why: message('file-report', report) });
  if (result === 'restart') {
    const needing = changes.filter(({ effect }) => effect === 'restart');
    return message('settings-need-restart', { changes: needing.map(changeMessage) });
  }
  if (changes.length === 0) return message('settings-same');
  return message('settings-in-force', { changes: changes.map(changeMessage) });
}

/** A key with what stood and what stands there. */
export function changeMessage({ key, from, to }: KeyChange): Message {
  return message('setting-changed', { setting: key, from: shown(from), to: shown(to) });
}

const SHOWN_CHARS = 60;

function shown(value: unknown): string {
  if (value === null) return '–';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)} ...` : text;
}
