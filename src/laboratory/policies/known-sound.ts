/**
 * Policies that know the truth, as marks to measure against. `cap`: what a careful technician reaches with one perfect
 * sweep and no model: one cap for all fans at night, a thermostat below it, power untouched. `greedy`: our own choice of
 * speeds and limits with the true sound of this second in place of an estimate, and 1 dB of margin: what can be reached
 * second by second without knowing the night that comes.
 */

import type { PlantCabinet, PlantFan } from '../../../hw-mocks/station/plant.ts';
import type { Station } from '../../../hw-mocks/station/station.ts';
import type { CabinetTruth, StationTruth } from '../../../hw-mocks/station/truth.ts';
import { energyOf } from '../../acoustics/levels/level.ts';
import type { ReceptorSound } from '../../control/attribution/source-levels.ts';
import { nightNoise } from '../../control/rules/night-noise.ts';
import { type SealedRule, sealed } from '../../control/rules/rule.ts';
import { message } from '../../model/message.ts';

/** The station that a policy may look at; it is built after the rules are named. */
export interface Insight {
  station?: Pick<Station, 'plant' | 'truth'> | undefined;
}

const CAP = 'fan-cap';
const MARGIN_DB = 1;
/** Power at which the sweep was done, share of rated: the mean of a busy evening. */
const SWEEP_POWER = 0.5;
const HALVINGS = 20;

/** One cap for all fans, from the true levels at half power. */
export function fanCap(insight: Insight): SealedRule {
  return {
    name: CAP,
    needs: () => [],
    initial: () => null,
    evaluate({ plan, isNight }, before) {
      const { station } = insight;
      if (station === undefined || !isNight) return { state: before, bounds: [], events: [] };
      const capPct = typeof before === 'number' ? before : capOf(station.plant().cabinets, plan.receptors);
      const reason = message('policy-fan-cap', { capPct });
      const bounds = plan.cabinets
        .flatMap(({ fans }) => fans)
        .map(({ output }) => ({ output, max: capPct, priority: 'noise' as const, rule: CAP, reason }));
      return { state: capPct, bounds, events: [] };
    },
  };
}

/** Our own rule against noise with the true sound. */
export function greedyNoise(insight: Insight): SealedRule {
  const own = sealed(nightNoise);
  return {
    ...own,
    evaluate(input, state) {
      const { station } = insight;
      if (station === undefined) return own.evaluate(input, state);
      const [plant, truth] = [station.plant(), station.truth()];
      const sound = input.plan.receptors.map(({ id }) => trueSound(id, plant.cabinets, truth));
      return own.evaluate({ ...input, sound }, state);
    },
  };
}

function capOf(
  cabinets: readonly PlantCabinet[],
  receptors: readonly { readonly id: string; readonly nightDb: number }[],
): number {
  const isAllowed = (speed: number): boolean =>
    receptors.every(({ id, nightDb }) => {
      const energy = cabinets.reduce((sum, cabinet) => sum + energyAt(cabinet, id, speed), 0);
      return energy <= energyOf(nightDb - MARGIN_DB);
    });
  let [low, high] = [0, 1];
  if (isAllowed(high)) return 100;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (isAllowed(middle)) low = middle;
    else high = middle;
  }
  return Math.floor(1000 * low) / 10;
}

function energyAt({ fans, humEnergyAt, humExponent }: PlantCabinet, receptor: string, speed: number): number {
  const turning = fans.reduce((sum, fan) => sum + fanEnergy(fan, receptor, speed), 0);
  return turning + (humEnergyAt[receptor] ?? 0) * SWEEP_POWER ** humExponent;
}

function fanEnergy({ energyAt: full, exponent }: PlantFan, receptor: string, speed: number): number {
  return (full[receptor] ?? 0) * speed ** exponent;
}

/** The true levels in the terms of the rule: as if the fans followed the fifth power from the speed they have now. */
function trueSound(receptor: string, cabinets: readonly PlantCabinet[], truth: StationTruth): ReceptorSound {
  const parts = cabinets.map((cabinet) => partsOf(cabinet, receptor, truth.cabinets[cabinet.id]));
  const emitted = parts.reduce((sum, { fans, converters, standby }) => sum + fans + converters + standby, 0);
  const received = energyOf(truth.receptors[receptor]?.equipmentDb ?? 0);
  const path = emitted > 1 ? received / emitted : 1;
  return {
    receptor,
    fans: parts.map(({ fans, turning }) => (turning > 0 ? (path * fans) / turning : 0)),
    converters: parts.map(({ converters, power }) => (path * converters) / Math.max(LEAST_POWER, power)),
    standby: path * parts.reduce((sum, { standby }) => sum + standby, 0),
    most: received,
    uncertaintyFactor: energyOf(MARGIN_DB),
    isTrusted: true,
    why: message('no-request'),
    stepsS: null,
    isSuspected: false,
  };
}

const LEAST_POWER = 0.05;

function partsOf(cabinet: PlantCabinet, receptor: string, now: CabinetTruth | undefined) {
  const speeds = now?.fanSpeeds ?? [];
  const loudness = now?.fanLoudness ?? [];
  const speed = speeds.reduce((sum, one) => sum + one, 0) / Math.max(1, speeds.length);
  const fans = cabinet.fans.reduce(
    (sum, { energyAt: full }, index) => sum + (full[receptor] ?? 0) * (loudness[index] ?? 0),
    0,
  );
  const hum = cabinet.humEnergyAt[receptor] ?? 0;
  return {
    fans,
    turning: speed ** 5,
    standby: hum * cabinet.humStandbyShare,
    converters: hum * Math.max(0, (now?.humShare ?? 0) - cabinet.humStandbyShare),
    power: (now?.servedW ?? 0) / cabinet.ratedW,
  };
}
