/** The formulas of levels and of their assessment, by group and parts of the input. */

import {
  correctedUncertainty,
  gbCorrection,
  isoCorrection,
} from '../../../src/acoustics/assessment/background.ts';
import { isSteady } from '../../../src/acoustics/assessment/level-finding.ts';
import { impulseProminence, taktMaximum } from '../../../src/acoustics/formulas/impulse.ts';
import {
  dayNightLevel,
  levelOfPressure,
  residualFromPercentiles,
  sumLevels,
} from '../../../src/acoustics/formulas/levels.ts';
import {
  dailyExposureLevel,
  exposureOfLevel,
  exposureOfSeries,
  levelOfExposures,
} from '../../../src/acoustics/formulas/sel.ts';
import {
  burstMaximum,
  decayRate,
  modulationTransfer,
} from '../../../src/acoustics/formulas/time-weighting.ts';
import { surveyTones, tonalAdjustment, tonalAudibility } from '../../../src/acoustics/formulas/tonality.ts';
import {
  aWeighting,
  cWeighting,
  weightedLevel,
  weightingPoles,
} from '../../../src/acoustics/formulas/weighting.ts';
import { calibrationDrift } from '../../../src/acoustics/levels/calibration.ts';
import { ledgerLevel, mergeLedgers } from '../../../src/acoustics/levels/leq.ts';
import { differenceLevels, meanLevels } from '../../../src/acoustics/levels/level.ts';
import { exceededLevel } from '../../../src/acoustics/levels/percentile.ts';
import { dayEveningNightLevel, ratingLevel } from '../../../src/acoustics/levels/rating.ts';
import { roundHalfEven, roundHalfUp } from '../../../src/acoustics/levels/rounding.ts';
import { isNight } from '../../../src/acoustics/periods/periods.ts';

import { loadRuleSet } from '../../../src/config/limits/limits.ts';
import { type Formulas, type Input, ledgerOf } from './vector-input.ts';

const night = { startMin: 22 * 60, endMin: 6 * 60 };

function gb12348() {
  const loaded = loadRuleSet('gb-12348');
  if (!loaded.ok) throw new Error(loaded.report);
  return loaded.rules;
}

function gb(input: Input, range: 'table-on-rounded' | 'round-first') {
  const result = gbCorrection(input.num('measured'), input.num('background'), range);
  switch (result.status) {
    case 'corrected':
      return {
        status: 'corrected',
        diff: result.differenceDb,
        corr: result.correctionDb,
        result: result.resultDb,
      };
    case 'no-correction':
      return { status: 'no_correction', diff: null, corr: 0, result: result.resultDb };
    case 'not-correctable':
      return { status: 'below_3dB_not_correctable', diff: null, corr: null, result: null };
  }
}

function percentiles(input: Input) {
  const [samples, pct] = [input.list('samples'), input.num('N')];
  return {
    type7: exceededLevel(samples, pct),
    type6: exceededLevel(samples, pct, 'mean-rank'),
    order_statistic: exceededLevel(samples, pct, 'order-statistic'),
  };
}

function nightSeconds(): { night_s: number; day_s: number } {
  let nightS = 0;
  for (let second = 0; second < 86_400; second++) if (isNight(second * 1000, 480, night)) nightS++;
  return { night_s: nightS, day_s: 86_400 - nightS };
}

function periodOf(localTime: string): string {
  const wallMs = Date.parse(`2026-11-23T${localTime}+08:00`);
  return isNight(wallMs, 480, night) ? 'night' : 'day';
}

function octaves(levelsDb: readonly number[], nominalHz = [63, 125, 250, 500, 1000, 2000, 4000, 8000]) {
  const bands = levelsDb.map((levelDb, index) => ({ nominalHz: nominalHz[index] ?? 0, levelDb }));
  return { LA: weightedLevel(bands, 'A'), LC: weightedLevel(bands, 'C') };
}

function partialMinutes(input: Input) {
  const minutes = ['minute_1', 'minute_2'].map((key) => input.parts(key));
  const ledgers = minutes.map((minute) => ledgerOf([[minute.num('leq'), minute.num('valid_s')]]));
  const merged = ledgerLevel(ledgers.reduce(mergeLedgers));
  const unweighted = meanLevels(minutes.map((minute) => minute.num('leq')));
  return { weighted_correct: merged, unweighted_wrong: unweighted, direct: merged };
}

const levels = (input: Input) => input.list('levels');

export const levelFormulas: Formulas = {
  sum: { levels: (v) => sumLevels(levels(v)) },
  mean: { levels: (v) => meanLevels(levels(v)) },
  leq: {
    pairs_level_seconds: (v) => ledgerLevel(ledgerOf(v.rows('pairs_level_seconds'))),
    blocks: (v) => ledgerLevel(ledgerOf(v.rows('blocks'))),
    'minute_1 minute_2': partialMinutes,
    levels: (v) => meanLevels(levels(v)),
  },
  sel: {
    'T_s leq': (v) => exposureOfLevel(v.num('leq'), v.num('T_s')),
    'dt_s levels': (v) => exposureOfSeries(levels(v), v.num('dt_s')),
    'T_s sels': (v) => levelOfExposures(v.list('sels'), v.num('T_s')),
    E_Pa2h: (v) => dailyExposureLevel(v.num('E_Pa2h')),
  },
  percentile: {
    'N samples': percentiles,
    'L50 L90': (v) => residualFromPercentiles(v.num('L50'), v.num('L90'), 90),
    'L50 L95': (v) => residualFromPercentiles(v.num('L50'), v.num('L95'), 95),
  },
  daynight: {
    hourly: (v) => meanLevels(v.list('hourly')),
    'Ld Ln': (v) => dayNightLevel(v.num('Ld'), v.num('Ln'), v.says(/\b15\b/) ? 15 : 16),
    'Ld Le Ln': (v) => dayEveningNightLevel(v.num('Ld'), v.num('Le'), v.num('Ln')),
    local_times: (v) => v.texts('local_times').map(periodOf),
    'night_s day_s': nightSeconds,
  },
  background: {
    'background total': (v) => differenceLevels(v.num('total'), v.num('background')),
    'background measured': (v) => gb(v, 'table-on-rounded'),
    'background measured round_first': (v) =>
      gb(v, v.flag('round_first') ? 'round-first' : 'table-on-rounded'),
    'measured residual': (v) => {
      const { correctedDb, reliable, reportableDb } = isoCorrection(v.num('measured'), v.num('residual'));
      return { corrected: correctedDb, reliable, reportable: reportableDb };
    },
    'measured residual u_measured u_residual': (v) =>
      correctedUncertainty(v.num('measured'), v.num('residual'), v.num('u_measured'), v.num('u_residual')),
  },
  weighting: {
    'f1 f2 f3 f4 A1000 C1000': () => ({
      f1: weightingPoles.f1Hz,
      f2: weightingPoles.f2Hz,
      f3: weightingPoles.f3Hz,
      f4: weightingPoles.f4Hz,
      A1000: weightingPoles.a1000Db,
      C1000: weightingPoles.c1000Db,
    }),
    'exact_Hz nominal_Hz': (v) => ({ A: aWeighting(v.num('exact_Hz')), C: cWeighting(v.num('exact_Hz')) }),
    levels: (v) => octaves(levels(v)),
    'freqs levels': (v) => octaves(levels(v), v.list('freqs')),
  },
  calibration: {
    p_rms_Pa: (v) => levelOfPressure(v.num('p_rms_Pa')),
    'after before': (v) => {
      const { driftDb, valid } = calibrationDrift(v.num('before'), v.num('after'));
      return { drift: driftDb, valid };
    },
  },
  timeweighting: {
    'F_dB_per_s S_dB_per_s': () => ({ F_dB_per_s: decayRate('F'), S_dB_per_s: decayRate('S') }),
    Tb_s: (v) => {
      const burstS = v.num('Tb_s');
      return {
        F: burstMaximum(burstS, 'F'),
        S: burstMaximum(burstS, 'S'),
        LAE: exposureOfLevel(0, burstS),
      };
    },
    f_mod_Hz: (v) => v.list('f_mod_Hz').map((modulationHz) => modulationTransfer(modulationHz, 'F')),
  },
  tonal: {
    'freqs levels': (v) => ({ tones_Hz: surveyTones(v.list('freqs'), levels(v)) }),
    audibility: (v) => tonalAdjustment(v.num('audibility'), v.says(/coarse/) ? 'coarse' : 'fine'),
    dL: (v) => tonalAdjustment(v.num('dL'), v.says(/coarse/) ? 'coarse' : 'fine'),
    'Lpn Lpt fc': (v) => {
      const { audibilityDb, adjustmentDb } = tonalAudibility(v.num('Lpt'), v.num('Lpn'), v.num('fc'));
      return { dLta: audibilityDb, Kt: adjustmentDb };
    },
  },
  impulse: {
    'level_difference_dB onset_rate_dB_s': (v) => {
      const result = impulseProminence(v.num('onset_rate_dB_s'), v.num('level_difference_dB'));
      return { P: result.prominence, KI: result.adjustmentDb };
    },
    blocks_of_5s: (v) => {
      const takt = taktMaximum(v.rows('blocks_of_5s'));
      return takt === null ? null : { LAFTeq: takt.taktDb, LAeq: takt.laeqDb, KI: takt.adjustmentDb };
    },
  },
  rounding: {
    value: (v) => ({ half_even: roundHalfEven(v.num('value')), half_up: roundHalfUp(v.num('value')) }),
  },
  limits: {
    night_limit: (v) => {
      const [frequent, occasional] = gb12348().peaks.map((rule) => v.num('night_limit') + rule.overLimitDb);
      return { frequent, occasional };
    },
    'class night_limit': (v) => v.num('night_limit') - (gb12348().indoors?.lowerByDb ?? 0),
    levels: (v) => isSteady(levels(v), 3),
    parts_L_h_KT_KI_KR: (v) =>
      ratingLevel(
        v.rows('parts_L_h_KT_KI_KR').map(([levelDb = 0, hours = 0, kt = 0, ki = 0, kr = 0]) => ({
          levelDb,
          hours,
          penaltyDb: kt + ki + kr,
        })),
      ),
  },
};
