// An hour of the shipped station in virtual time, its history written as on real time. Prints what it wrote, scaled to
// a day: by the calls to the operating system, without the notes, which go to memory, and by how much the file grew.
import { readFileSync, statSync } from 'node:fs';
import { noInputs } from '../../dist/hw-mocks/station/inputs.js';
import { createSqliteFiles } from '../../dist/src/adapters/sqlite.js';
import { createPlanHistory } from '../../dist/src/assembly/plan-history.js';
import { loadSite } from '../../dist/src/config/load/load-site.js';
import { createSimulation } from '../../dist/src/laboratory/simulation.js';
import { localThread } from '../../dist/src/store/writer/local-thread.js';

const [sitePath, path] = process.argv.slice(2);
const HOUR_MS = 3_600_000;
const loaded = loadSite(sitePath);
if (!loaded.ok) throw new Error(loaded.report);
const files = createSqliteFiles();
let noted = 0;
const counting = {
  ...files,
  openTail(tailPath) {
    const opened = files.openTail(tailPath);
    if (!opened.ok) return opened;
    const note = (bytes) => {
      noted += bytes.length;
      opened.value.note(bytes);
    };
    return { ok: true, value: { ...opened.value, note } };
  },
};
const simulation = createSimulation({
  plan: loaded.plan,
  inputs: noInputs,
  seed: 1,
  from: '2026-07-15',
  history: (clock) => createPlanHistory({ plan: loaded.plan, path, clock, start: localThread(counting) }),
});
const written = () => Number(/wchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]) - noted;
simulation.runUntil(HOUR_MS / 6);
const before = { bytes: written(), size: statSync(path).size };
simulation.runUntil(HOUR_MS / 6 + HOUR_MS);
simulation.stop();
const perDayMb = (bytes) => (24 * bytes) / 1e6;
console.log(
  JSON.stringify({
    writtenMb: perDayMb(written() - before.bytes),
    grownMb: perDayMb(statSync(path).size - before.size),
  }),
);
