// A gateway at a hundredfold speed, made to be killed: the built product on simulated hardware in virtual time, its
// history written by the real thread. Says after each cycle what it has booked, before anything else happens.
import { writeSync } from 'node:fs';
import { noInputs } from '../../dist/hw-mocks/station/inputs.js';
import { createSystemClock } from '../../dist/src/adapters/system-clock.js';
import { openHistory } from '../../dist/src/assembly/open-history.js';
import { loadSite } from '../../dist/src/config/load/load-site.js';
import { takeOver } from '../../dist/src/gateway/restart/take-over.js';
import { createSimulation } from '../../dist/src/laboratory/simulation.js';

const [sitePath, path, startText] = process.argv.slice(2);
const startWallMs = Number(startText);
const SECOND_MS = 10;
const loaded = loadSite(sitePath);
if (!loaded.ok) throw new Error(loaded.report);
const { plan } = loaded;
const say = (line) => writeSync(1, `${JSON.stringify(line)}\n`);
const booked = (levels) => {
  const { minute, hour } = levels.north?.open ?? {};
  if (minute === undefined) return null;
  return { at: levels.north.coveredMs, minute: minute.ledger, hour: hour.ledger };
};

const clock = { ...createSystemClock({ wallSync: 'assumed' }), wallMs: () => startWallMs };
const { history, checkpoint } = await openHistory(plan, path, clock);
const takenOver = takeOver(checkpoint, plan.control, { ...clock, nowMs: () => 0 });
say({ restored: takenOver.hasLevels ? booked(takenOver.state.levels) : null });
const simulation = createSimulation({
  plan,
  inputs: noInputs,
  seed: 1,
  from: '2026-07-15',
  startWallMs,
  takenOver,
  history: () => history,
  onCycle: (image, result) =>
    say({ wallMs: image.wallMs, waiting: history.health().waiting, booked: booked(result.state.levels) }),
});
let ms = 0;
setInterval(() => {
  ms += 1000;
  simulation.runUntil(ms);
}, SECOND_MS);
