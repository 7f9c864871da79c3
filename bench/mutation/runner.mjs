// A runner of Vitest that runs each test once as it is, and then once for each mutant that it reached, until a test has
// noticed that mutant: everything is loaded once. Lines to the file named by MUTATION_LOG: "reached 3", "killed 3 test".
import { appendFileSync } from 'node:fs';
import { VitestTestRunner } from 'vitest/runners';
import { getFn } from 'vitest/suite';

const log = (line) => appendFileSync(process.env.MUTATION_LOG, `${line}\n`);
const SLOW_MS = Number(process.env.MUTATION_SLOW_MS ?? 1500);
/** A mutant that passes its place so much oftener than the original does not end. */
const LOOPS_MAX = 200;
const TEST_MS = 3000;
const HELD_UP_MS = 60_000;

/** Noticed in a run before this one, which a mutant without end cut off. */
const killed = new Set((process.env.MUTATION_DONE ?? '').split(',').filter(Boolean).map(Number));
const known = new Set();
let active;
let counts = new Map();
let left = 0;

globalThis.__mutant = (id) => {
  if (active === undefined) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
    return false;
  }
  if (active !== id) return false;
  left -= 1;
  if (left < 0) throw new Error('the mutant does not end');
  return true;
};

export default class MutationRunner extends VitestTestRunner {
  async runTask(test) {
    const run = getFn(test);
    counts = new Map();
    const startMs = performance.now();
    // What earlier runs have left behind may hold it up for ever.
    if (await fails(run, HELD_UP_MS / 10)) return;
    const reached = counts;
    counts = new Map();
    for (const id of reached.keys()) if (!known.has(id)) log(`reached ${id}`);
    for (const id of reached.keys()) known.add(id);
    const open = [...reached.keys()].filter((id) => !killed.has(id));
    if (open.length === 0) return;
    // What is slow, or leaves something behind and cannot be run twice, is for a run with this mutant alone.
    const usualMs = performance.now() - startMs;
    if (usualMs > SLOW_MS || (await fails(run, usualMs))) {
      for (const id of open) log(`alone ${id} ${test.file.name}`);
      return;
    }
    for (const id of open) {
      log(`trying ${id}`);
      active = id;
      left = LOOPS_MAX * ((reached.get(id) ?? 0) + 50);
      const isNoticed = await fails(run, usualMs);
      active = undefined;
      log(`tried ${id}`);
      if (!isNoticed) continue;
      if (await fails(run, usualMs)) return;
      killed.add(id);
      log(`killed ${id} ${test.file.name} > ${test.name}`);
    }
  }
}

async function fails(run, usualMs) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(true), TEST_MS + 10 * usualMs);
  });
  const done = (async () => {
    try {
      await run();
      return false;
    } catch {
      return true;
    }
  })();
  const outcome = await Promise.race([done, late]);
  clearTimeout(timer);
  return outcome;
}
