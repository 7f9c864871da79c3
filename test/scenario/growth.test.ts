/**
 * A station over weeks: what it keeps in memory and what it saves for a restart stay as large as they were. In virtual
 * time, so that forty days take an hour; the process over hours of real time is bench/soak.mjs.
 */

import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { loadSite } from '../../src/config/load/load-site.ts';
import { HOUR_S } from '../../src/model/duration.ts';
import { sampleSize } from '../sample-size.ts';
import { createMortalStation } from './mortal-station.ts';
import { projectRoot } from './rig.ts';

/** One look each. Of the sample short ones: what leaks does so each second or each minute. */
const span = sampleSize({ sample: { looks: 8, hours: 0.5 }, full: { looks: 40, hours: 24 } });
/** Until then windows fill: hours of statistics, minutes of a night, what is learnt. */
const SETTLED_SHARE = 0.5;
/** Of what is kept in the second half. A list that takes one row a minute would grow by more. */
const HEAP_GROWN_MB_MAX = 1.5;
const STATE_GROWN_MAX = 1.1;
const MB = 1e6;
/** By far more than an hour of a busy machine. */
const TIMEOUT_MS = 4 * 3_600_000;

test(`${span.looks} times ${span.hours} h: neither memory nor state grows`, { timeout: TIMEOUT_MS }, () => {
  const loaded = loadSite(join(projectRoot, 'config', 'site.yaml'));
  if (!loaded.ok) throw new Error(loaded.report);
  const field = createMortalStation({ plan: loaded.plan, hour: 18, seed: 7, wire: 'lean' });
  field.start();
  const looks: { readonly heapMb: number; readonly stateBytes: number }[] = [];
  for (let look = 0; look < span.looks; look += 1) {
    field.run(span.hours * HOUR_S);
    // They are the test's own.
    field.events.length = 0;
    looks.push({ heapMb: heapMb(), stateBytes: JSON.stringify(field.last().state).length });
  }
  const settled = looks.slice(Math.floor(looks.length * SETTLED_SHARE));
  const said = looks.map((look) => `${look.heapMb.toFixed(2)} MB, ${look.stateBytes} bytes`).join('\n');
  const [earlier, later] = halves(settled);
  expect(mean(later, 'heapMb') - mean(earlier, 'heapMb'), said).toBeLessThan(HEAP_GROWN_MB_MAX);
  expect(mean(later, 'stateBytes') / mean(earlier, 'stateBytes'), said).toBeLessThan(STATE_GROWN_MAX);
});

/** What is left after everything that can go has gone. */
function heapMb(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed / MB;
}

function halves<T>(list: readonly T[]): readonly [readonly T[], readonly T[]] {
  const middle = Math.floor(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
}

function mean<Key extends string>(list: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return list.reduce((sum, row) => sum + row[key], 0) / list.length;
}
