// One control cycle on the full image of the shipped station: 28 guns, 4 sound meters, 7 outputs, all rules, at night.
import { noInputs } from '../dist/hw-mocks/station/inputs.js';
import { initialState, tick } from '../dist/src/control/tick.js';
import { createSimulation } from '../dist/src/laboratory/simulation.js';
import { bandMeterPlan, cpuMicroseconds, percentile, shippedPlan } from './shipped.mjs';

export function measure({ smoke }) {
  return [
    ...figuresOf('tick', shippedPlan(), smoke),
    ...figuresOf('tick with one band meter', bandMeterPlan(), smoke),
  ];
}

function figuresOf(name, plan, smoke) {
  const images = recordImages(plan, smoke ? 120 : 900);
  const passes = smoke ? 2 : 20;
  let takenUs = [];
  for (let pass = 0; pass < passes; pass += 1) {
    takenUs = takenUs.concat(onePass(images, plan.control).slice(pass === 0 ? images.length : 0));
  }
  const channels = Object.keys(plan.control.channels).length;
  const conditions = `CPU of ${takenUs.length} ticks on ${images.length} recorded images of ${channels} channels, first pass left out`;
  return [
    { name: `${name}, p50`, value: percentile(takenUs, 0.5), unit: 'us', conditions },
    { name: `${name}, p99`, value: percentile(takenUs, 0.99), unit: 'us', atMost: 1000, conditions },
  ];
}

function onePass(images, control) {
  let state = initialState(control);
  return cpuMicroseconds((index) => {
    state = tick(state, images[index], control).state;
  }, images.length);
}

/** Images live until the freeze after the next, so each is copied. */
function recordImages(plan, seconds) {
  const images = [];
  const simulation = createSimulation({
    plan,
    inputs: noInputs,
    seed: 1,
    from: '2026-07-15',
    startHour: 22.5,
    onCycle: (image) => images.push({ ...image, channels: { ...image.channels } }),
  });
  simulation.runUntil(seconds * 1000);
  return images;
}
