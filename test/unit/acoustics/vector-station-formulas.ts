/** The formulas of sources, covers, heat, budget and attribution, by group and parts of the input. */

import { allowedLevel, secondsLeft, usedShare } from '../../../src/acoustics/assessment/budget.ts';
import { fitStep } from '../../../src/acoustics/estimation/source-fit.ts';
import {
  absorptionReadings,
  compositeLoss,
  insertionLoss,
} from '../../../src/acoustics/formulas/enclosure.ts';
import { fanAt } from '../../../src/acoustics/formulas/fan-laws.ts';
import { airflowFor, heatLoss } from '../../../src/acoustics/formulas/heat.ts';
import { dutyShare, sourceFromOnOff } from '../../../src/acoustics/formulas/levels.ts';
import {
  divergedLevel,
  levelAtDistance,
  powerLevel,
  pressureLevel,
} from '../../../src/acoustics/formulas/propagation.ts';
import { rollingAllowance, rollingMeans } from '../../../src/acoustics/formulas/rolling.ts';
import { worstCaseBound } from '../../../src/acoustics/levels/leq.ts';
import { differenceLevels, energyOf, levelOf } from '../../../src/acoustics/levels/level.ts';
import { emptyFit } from './empty-fit.ts';

import { type Formulas, type Input, ledgerOf } from './vector-input.ts';

function budgetOf(input: Input, marginDb = 0) {
  return { limitDb: input.num('limit'), marginDb, periodS: input.num('T_s') };
}

function fit(input: Input) {
  const [b, a] = [input.num('b'), input.num('a')];
  let state = emptyFit(1, input.num('P0'));
  for (const speedPct of input.list('speeds_pct')) {
    const drive = (speedPct / 100) ** 5;
    state = fitStep(state, [drive], b + a * drive, input.num('lambda'));
  }
  return { b_dB: levelOf(state.energies[0] ?? 0), a_dB: levelOf(state.energies[1] ?? 0) };
}

function fan(input: Input) {
  if (input.says(/55 ?lg/)) return fanAt(input.num('speed_ratio'), 55).levelDb;
  const change = fanAt(input.num('speed_ratio'));
  return {
    dLw: change.levelDb,
    flow: change.flowFactor,
    pressure: change.pressureFactor,
    power: change.powerFactor,
    energy_factor: change.energyFactor,
  };
}

function cover(absorption: number, panelDb = 25, outerAreaM2 = 12, innerAreaM2 = 14) {
  const { buildUpDb, lossDb } = insertionLoss({ panelDb, outerAreaM2, innerAreaM2, absorption });
  return { C: buildUpDb, IL: lossDb };
}

function absorption(share: number) {
  const readings = absorptionReadings(share);
  return {
    energy_transmitted_20pct_dB: readings.energyDb,
    pressure_20pct_dB: readings.pressureDb,
    loudness_20pct_dB: readings.loudnessDb,
    'reflection_loss_alpha_0.8_dB': readings.energyDb,
    'lining_gain_0.05_to_0.8_dB': cover(share).IL - cover(0.05).IL,
  };
}

function minutesOf(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [count = 0, levelDb = 0] = part.split('x').map(Number);
    return Array.from({ length: count }, () => levelDb);
  });
}

/** Hours a source may be on; the rest of the time is at the off level. */
function hoursOn(input: Input): number {
  return input.num('T_h') * dutyShare(input.num('limit'), input.num('L_on'), input.num('L_off'));
}

export const stationFormulas: Formulas = {
  propagation: {
    'Dc Lw d': (v) => divergedLevel(v.num('Lw'), v.num('d'), v.num('Dc')),
    'Lw d': (v) => divergedLevel(v.num('Lw'), v.num('d')),
    'Lp1 r1 r2': (v) => v.list('r2').map((toM) => levelAtDistance(v.num('Lp1'), v.num('r1'), toM)),
    'Lw r': (v) => pressureLevel(v.num('Lw'), v.num('r')),
    Lp_1m: (v) => powerLevel(v.num('Lp_1m')),
  },
  fan: { speed_ratio: fan },
  enclosure: {
    'R SE Si alpha': (v) => cover(v.num('alpha'), v.num('R'), v.num('SE'), v.num('Si')),
    parts_S_R: (v) =>
      compositeLoss(v.rows('parts_S_R').map(([areaM2 = 0, lossDb = 0]) => ({ areaM2, lossDb }))),
    share: (v) => absorption(v.num('share')),
  },
  thermal: {
    'P_out_kW eta': (v) => heatLoss(v.num('P_out_kW'), v.num('eta')),
    'P_W dT_K': (v) => {
      const flow = airflowFor(v.num('P_W'), v.num('dT_K'));
      const byRule = (3.1 * v.num('P_W')) / v.num('dT_K');
      return { m3_s: flow, m3_h: flow * 3600, 'm3_h_rule_3.1': byRule };
    },
  },
  budget: {
    'T_s limit t_rem_s used': (v) =>
      allowedLevel(budgetOf(v), ledgerOf(v.rows('used')).energyS, v.num('t_rem_s')),
    'T_s limit margin t_rem_s used': (v) =>
      allowedLevel(budgetOf(v, v.num('margin')), ledgerOf(v.rows('used')).energyS, v.num('t_rem_s')),
    'T_s limit used': (v) => usedShare(budgetOf(v), ledgerOf(v.rows('used')).energyS),
    'L_now T_s limit used': (v) => secondsLeft(budgetOf(v), ledgerOf(v.rows('used')).energyS, v.num('L_now')),
    'L_rem background': (v) => differenceLevels(v.num('L_rem'), v.num('background')),
    'L_off L_on T_h limit': hoursOn,
    'L_off L_on limit': (v) => dutyShare(v.num('limit'), v.num('L_on'), v.num('L_off')),
  },
  rolling: {
    'series window': (v) => rollingMeans(v.list('series'), v.num('window')),
    minutes: (v) => Math.max(...rollingMeans(minutesOf(v.text('minutes')), 60).map((mean) => mean ?? 0)),
    'cap delta_s past window_s': (v) =>
      rollingAllowance(v.num('cap'), v.num('window_s'), ledgerOf(v.rows('past')).energyS, v.num('delta_s')),
  },
  validity: {
    'L_assumed_missing L_valid share_valid': (v) => {
      const validS = v.num('share_valid');
      const energyS = validS * energyOf(v.num('L_valid'));
      return worstCaseBound({ energyS, validS, maxDb: null, count: 1, spanS: 1 }, v.num('L_assumed_missing'));
    },
  },
  attribution: {
    'P0 a b lambda speeds_pct': fit,
    'off on': (v) => sourceFromOnOff(v.list('on'), v.list('off')),
  },
};
