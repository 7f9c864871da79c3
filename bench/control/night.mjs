// One simulated night under one policy, judged by what the simulated station knows of itself.
import { carDemands } from '../../dist/hw-mocks/car-demand.js';
import { upperBound } from '../../dist/hw-mocks/upper-bound.js';
import { scenarioSimulation } from '../../dist/src/cli/scenario-simulation.js';
import { policies } from '../../dist/src/laboratory/policies.js';
import { energyOf, levelOf } from './levels.mjs';
import { createSwings } from './swings.mjs';

const START_GRACE_MIN = 15;
const MINUTE_S = 60;
/** The equipment counts as audible down to so much below the rest. */
const NEAR_DB = 10;

// Runs the scenario and gives a row of figures. `events: false` leaves out everything that is not the equipment's.
export function runNight(scenario, policy, { events = true } = {}) {
  const quiet = events ? scenario : { ...scenario, events: [] };
  const { plan } = quiet;
  const night = createNight(plan.control);
  const simulation = scenarioSimulation(quiet, {
    rules: policies[policy],
    onCycle: (image, result) => night.cycle(simulation.station, image, result),
  });
  const begin = process.cpuUsage();
  simulation.runUntil(quiet.lengthMs);
  const used = process.cpuUsage(begin);
  simulation.stop();
  return { scenario: quiet.name, policy, cpuS: (used.user + used.system) / 1e6, ...night.figures(quiet) };
}

function createNight(plan) {
  const { marginDb } = plan.rules['night-noise'];
  let start;
  let last;
  let hottestC = Number.NEGATIVE_INFINITY;
  let energies = Object.fromEntries(
    plan.receptors.map(({ id }) => [id, { own: 0, gain: Number.POSITIVE_INFINITY }]),
  );
  let outdoorC = Number.POSITIVE_INFINITY;
  let seconds = 0;
  const minutes = [];
  const said = { true: [], equipment: [], trusted: [], total: [] };
  const switches = new Map();
  const values = new Map();
  const swings = createSwings(plan);

  function cycle(station, image, result) {
    swings.cycle(image, result);
    countSwitches(result.decisions);
    if (!result.isNight) return;
    const truth = station.truth();
    start ??= { truth, cars: station.presentCars(), plant: station.plant(), switches: new Map(switches) };
    last = truth;
    for (const cabinet of Object.values(truth.cabinets)) {
      hottestC = Math.max(hottestC, cabinet.hottestC);
      outdoorC = Math.min(outdoorC, cabinet.outdoorC);
    }
    for (const [id, heard] of Object.entries(truth.receptors)) {
      const own = energyOf(heard.equipmentDb);
      energies[id].own += own / MINUTE_S;
      energies[id].gain = Math.min(energies[id].gain, own / Math.max(1, modelled(start.plant, truth, id)));
    }
    bookAttribution(truth, result);
    seconds += 1;
    if (seconds % MINUTE_S === 0) closeMinute();
  }

  function closeMinute() {
    minutes.push({ receptors: energies, outdoorC });
    energies = Object.fromEntries(
      plan.receptors.map(({ id }) => [id, { own: 0, gain: Number.POSITIVE_INFINITY }]),
    );
    outdoorC = Number.POSITIVE_INFINITY;
  }

  function bookAttribution(truth, { attribution }) {
    const [own] = attribution;
    const heard = own === undefined ? undefined : truth.receptors[own.receptor];
    if (heard === undefined || heard.totalDb === null) return;
    said.true.push(energyOf(heard.equipmentDb));
    said.total.push(energyOf(heard.totalDb));
    said.equipment.push(own.equipmentDb === null ? 0 : energyOf(own.equipmentDb));
    said.trusted.push(own.gate === 'trusted');
  }

  function countSwitches(decisions) {
    for (const { output, value } of decisions) {
      const before = values.get(output);
      values.set(output, value);
      if (before === undefined || before === value || !output.startsWith('limit')) continue;
      switches.set(output, (switches.get(output) ?? 0) + 1);
    }
  }

  function figures(scenario) {
    const servedKwh = (last.servedWh - start.truth.servedWh) / 1000;
    const boundAt = (cutDb) => boundKwh(scenario, plan, start, minutes, cutDb);
    const { bound, wanted } = boundAt(marginDb);
    const counted = minutes.map(({ receptors }, index) => {
      const over = Math.max(...plan.receptors.map(({ id, nightDb }) => levelOf(receptors[id].own) - nightDb));
      return { over, isCounted: index >= START_GRACE_MIN };
    });
    return {
      minutesAbove: counted.filter(({ over, isCounted }) => isCounted && over > 0).length,
      minutesAboveFirst: counted.filter(({ over, isCounted }) => !isCounted && over > 0).length,
      loudestOverDb: Math.max(...counted.map(({ over }) => over)),
      meanOverDb: Math.max(
        ...plan.receptors.map(
          ({ id, nightDb }) =>
            levelOf(minutes.reduce((sum, { receptors }) => sum + receptors[id].own, 0) / minutes.length) -
            nightDb,
        ),
      ),
      hottestC,
      tripC: plan.rules['over-temperature'].tripC,
      servedKwh,
      wantedKwh: wanted,
      boundKwh: bound,
      bareBoundKwh: boundAt(0).bound,
      share: servedKwh / bound,
      switches: Math.max(
        0,
        ...[...switches].map(([output, count]) => count - (start.switches.get(output) ?? 0)),
      ),
      reversals: swings.worst(),
      attribution: judged(said),
    };
  }

  return { cycle, figures };
}

/** What the speeds and the load give at the receptor by the plant's own laws, without reflections that wander. */
function modelled(plant, truth, receptor) {
  let energy = 0;
  for (const cabinet of plant.cabinets) {
    const now = truth.cabinets[cabinet.id];
    cabinet.fans.forEach((fan, index) => {
      energy += (fan.energyAt[receptor] ?? 0) * (now.fanLoudness[index] ?? 0);
    });
    energy += (cabinet.humEnergyAt[receptor] ?? 0) * now.humShare;
  }
  return energy;
}

function boundKwh(scenario, plan, { truth, cars, plant }, minutes, cutDb) {
  const fromS = truth.simMs / 1000;
  const untilS = fromS + minutes.length * MINUTE_S;
  const guns = scenario.plan.layout.cabinets.reduce((sum, cabinet) => sum + cabinet.guns.length, 0);
  const { energyWh, wantedWh } = upperBound({
    plant,
    cars: carDemands(cars, plant.arrivals(untilS), guns, plant.physics, fromS, untilS),
    hardC: plan.rules['over-temperature'].tripC,
    start: Object.values(truth.cabinets).map(({ hottestC }) => ({ moduleC: hottestC })),
    minutes: minutes.map(({ receptors, outdoorC }, index) => ({
      outdoorC,
      // A path that reflects less for a while lets more be emitted: the bound must allow it.
      capEnergyAt: Object.fromEntries(
        plan.receptors.map(({ id, nightDb }) => {
          const cap = energyOf(nightDb - cutDb);
          // Who was louder in the first minutes is held to what he was.
          const held = index < START_GRACE_MIN ? Math.max(cap, receptors[id].own) : cap;
          return [id, held / Math.min(1, receptors[id].gain)];
        }),
      ),
    })),
  });
  return { bound: energyWh / 1000, wanted: wantedWh / 1000 };
}

/** Errors of the equipment LAeq,60min where trusted, and how often it is, while the equipment is near the rest. */
function judged({ true: own, equipment, trusted, total }) {
  const errorsDb = [];
  for (let from = 0; from + 3600 <= own.length; from += 600) {
    const sums = { own: 0, said: 0, rest: 0, seconds: 0 };
    for (let second = from; second < from + 3600; second += 1) {
      if (!trusted[second]) continue;
      sums.own += own[second];
      sums.said += equipment[second];
      sums.rest += total[second] - own[second];
      sums.seconds += 1;
    }
    if (sums.seconds < 1800 || levelOf(sums.own) < levelOf(sums.rest) - NEAR_DB) continue;
    errorsDb.push(levelOf(sums.said) - levelOf(sums.own));
  }
  let near = 0;
  let nearTrusted = 0;
  own.forEach((energy, second) => {
    if (levelOf(energy) < levelOf(total[second] - energy) - NEAR_DB) return;
    near += 1;
    if (trusted[second]) nearTrusted += 1;
  });
  return { errorsDb, near, nearTrusted };
}
