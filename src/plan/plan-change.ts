/**
 * What differs between two plans of one station, key by key, and what it takes to bring it into force. Nothing of it
 * touches a key that does not differ.
 */

import { deviceOf } from '../model/reading.ts';
import type { SitePlan } from './site-plan.ts';

/**
 * `at-once`: read by the next cycle, everything that was learned or counted goes on. `line`: one bus is closed and opened
 * again. `restart`: what hangs on it was built at the start.
 */
export type Effect = 'at-once' | 'line' | 'restart';

/** One key that differs, in the terms of the site file. */
export interface KeyChange {
  readonly key: string;
  /** Null where it is not there. */
  readonly from: unknown;
  readonly to: unknown;
  readonly effect: Effect;
  /** The bus that is opened again. */
  readonly bus?: string;
}

/** All changes; empty where only comments or the order differ. */
export function planChanges(from: SitePlan, to: SitePlan): readonly KeyChange[] {
  const leaves = differences(comparable(from), comparable(to));
  const changes = leaves.map(({ path, from: before, to: after }): KeyChange => {
    const bus = busOf(path, from);
    const effect: Effect = isAtOnce(path)
      ? 'at-once'
      : bus !== undefined && isOfLine(path)
        ? 'line'
        : 'restart';
    const change = { key: keyOf(path), from: before ?? null, to: after ?? null, effect };
    return effect === 'line' && bus !== undefined ? { ...change, bus } : change;
  });
  // One key of the file may stand in several places of the plan: the one with the larger effect speaks.
  const byKey = new Map<string, KeyChange>();
  for (const change of changes) {
    const known = byKey.get(change.key);
    if (known === undefined || rank(change) > rank(known)) byKey.set(change.key, change);
  }
  return [...byKey.values()];
}

function rank({ effect }: KeyChange): number {
  return ['at-once', 'line', 'restart'].indexOf(effect);
}

/** Lists of things with a name as objects by that name, so that a thing is compared with itself. */
function comparable({ hash: _hash, siteText: _text, layout: _layout, ...rest }: SitePlan): unknown {
  return named(rest);
}

function named(value: unknown): unknown {
  if (Array.isArray(value)) {
    const names = value.map((one) => nameOf(one));
    const isNamed = value.length > 0 && names.every((name) => name !== undefined);
    return isNamed
      ? Object.fromEntries(value.map((one, index) => [names[index], named(one)]))
      : value.map(named);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, named(one)]));
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, output, device } = value as Readonly<Record<string, unknown>>;
  const name = id ?? output ?? device;
  return typeof name === 'string' ? name : undefined;
}

interface Leaf {
  readonly path: readonly string[];
  readonly from: unknown;
  readonly to: unknown;
}

/** The smallest parts that differ; a part that is only on one side is one difference. */
function differences(from: unknown, to: unknown, path: readonly string[] = []): readonly Leaf[] {
  if (isRecord(from) && isRecord(to)) {
    const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...keys].flatMap((key) => differences(from[key], to[key], [...path, key]));
  }
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from, to }];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Numbers that every cycle reads anew from the plan. */
function isAtOnce([first, second, third, fourth]: readonly string[]): boolean {
  if (first === 'devices') return third === 'validMs';
  if (first !== 'control') return false;
  switch (second) {
    case 'rules':
    case 'night':
      return true;
    case 'receptors':
      return fourth === 'dayDb' || fourth === 'nightDb';
    case 'channels':
      return fourth === 'validMs';
    default:
      return false;
  }
}

/** What only the bus of it knows: where it is, who is on it, how often each is asked. A device that comes or goes is more. */
function isOfLine([first, , third]: readonly string[]): boolean {
  if (first === 'buses') return third !== undefined && third !== 'kind';
  return first === 'devices' && (third === 'unitId' || third === 'pollMs');
}

function busOf([first, name = '']: readonly string[], { buses, devices }: SitePlan): string | undefined {
  if (first === 'buses') return buses.some(({ id }) => id === name) ? name : undefined;
  return first === 'devices' ? devices.find(({ id }) => id === name)?.bus : undefined;
}

/** The key of the site file that a place of the plan comes from. */
function keyOf(path: readonly string[]): string {
  const [first, ...rest] = path[0] === 'control' ? path.slice(1) : path;
  const [name = '', part = ''] = rest;
  switch (first) {
    case 'receptors':
      return `receptors.${name}.${part === 'dayDb' || part === 'nightDb' ? 'limits.' : ''}${rest.slice(1).join('.')}`;
    case 'channels':
      return `devices.${deviceOf(name)}.${part === 'validMs' ? 'valid' : ''}`.replace(/\.$/, '');
    case 'devices':
      return `devices.${[name, ...rest.slice(1).map(fileWord)].join('.')}`;
    case 'night':
      return `night.${name.replace('Min', '')}`;
    default:
      return [first, ...rest].join('.');
  }
}

function fileWord(word: string): string {
  const words: Readonly<Record<string, string>> = { validMs: 'valid', pollMs: 'poll' };
  return words[word] ?? word;
}
