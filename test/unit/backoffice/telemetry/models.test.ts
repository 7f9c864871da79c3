import { expect, test } from 'vitest';
import { createModels, modelsOf, type PlantNow } from '../../../../src/backoffice/telemetry/models.ts';
import { plain } from '../../../../src/contract/form/styled.ts';
import { formatMessage } from '../../../../src/contract/format-message.ts';
import { type ModelsPayload, modelsSchema } from '../../../../src/contract/standing/models.ts';
import { rootOf } from '../../../../src/contract/topics.ts';
import { initialHeat, watchHeat } from '../../../../src/control/heat/cabinet-heat.ts';
import { noCounts, type ToneCounts } from '../../../../src/control/tones/tone-counts.ts';
import {
  type NightForecast,
  noOutlook,
  type Outlook,
} from '../../../../src/model/forecast/night-forecast.ts';
import { message } from '../../../../src/model/message.ts';
import { cycleAt, imageAt, smallPlan } from '../small-plan.ts';

const { cabinets } = watchHeat(initialHeat(), imageAt(0), smallPlan.control, () => null, {}, {});
const changesMs = [1, 2, 3].map((hour) => hour * 3_600_000);
const plant: PlantNow = {
  heat: cabinets,
  fanLoudness: { a: 10 ** 0.2 },
  wear: { 'limit-a': { value: 100, changesMs, changes: 40 } },
  receptors: [
    {
      receptor: 'flat',
      limitDb: 50,
      equipmentDb: 43.21,
      allowedDb: 47.86,
      timeBase: 'hour',
      expandedUncertaintyDb: 1.14,
      gate: 'trusted',
      why: message('plain', { text: 'heard at many speeds' }),
    },
  ],
  fanTones: { counts: {}, ranges: {} },
};
const fourHours = imageAt(4 * 3_600_000);

function sentAt(image = fourHours): ModelsPayload {
  return modelsSchema.parse(modelsOf(smallPlan, 's1', image, plant));
}

test("before anything is learnt the heat of a cabinet is the site file's word", () => {
  expect(sentAt().cabinets['a']).toEqual({
    temp_c: null,
    expected_c: null,
    blind: true,
    rise_k: 22,
    settle_s: 180,
    identified_min: 0,
    fans_louder_db: 2,
  });
});

test('the ledger of each power limit tells changes of 8 h, budget, changes in all, and where it may go', () => {
  const entry = { value: 100, changes_8h: 3, budget: 12, changes: 40 };
  expect(sentAt().limits).toEqual({ 'limit-a': { ...entry, permitted_moves: 'up and down' } });
  const justMoved = imageAt((changesMs[2] ?? 0) + 1000);
  expect(sentAt(justMoved).limits).toEqual({ 'limit-a': { ...entry, permitted_moves: 'nothing' } });
});

test('each receptor tells what the equipment gives, what it may give, by which budget, and the doubt', () => {
  expect(sentAt().receptors).toEqual({
    flat: {
      limit_db: 50,
      equipment_db: 43.2,
      allowed_db: 47.9,
      time_base: 'hour',
      expanded_uncertainty_db: 1.1,
      gate: 'trusted',
      why: 'heard at many speeds',
      why_key: 'plain',
      why_values: { text: 'heard at many speeds' },
    },
  });
});

test('speeds that a fan steps over, and what lowers a limit, are said with their reason', () => {
  const cabinets = smallPlan.control.cabinets.map((cabinet) => ({
    ...cabinet,
    fans: cabinet.fans.map((fan) => ({ ...fan, fullRpm: 1500, blades: 7 })),
  }));
  const fan = cabinets[0]?.fans[0]?.output ?? '';
  const classes = (value: number) => noCounts.tones.map((_, at) => (at === 31 ? value : 0));
  const counts: ToneCounts = {
    ...noCounts,
    tones: classes(4),
    stretches: classes(4),
    alone: classes(4),
    aloneTones: classes(4),
    known: classes(1),
    elsewhere: { stretches: new Array(32).fill(9), tones: new Array(32).fill(0) },
  };
  const [flat] = plant.receptors;
  if (flat === undefined) throw new Error('no receptor');
  const lowered = { siteDb: 50, backgroundDb: 41.04, isMeasured: true, penaltyDb: 5 };
  const payload = modelsSchema.parse(
    modelsOf({ ...smallPlan, control: { ...smallPlan.control, cabinets } }, 's1', fourHours, {
      ...plant,
      receptors: [{ ...flat, limitDb: 26, lowered }],
      fanTones: { counts: { [fan]: counts }, ranges: {} },
    }),
  );
  expect(payload.avoided).toEqual({ [fan]: [{ low_pct: 58, high_pct: 68, by: 'learned' }] });
  expect(payload.receptors['flat']?.lowered).toEqual({
    site_db: 50,
    background_db: 41,
    measured: true,
    tone_penalty_db: 5,
  });
  const [line] = formatMessage(`${rootOf(smallPlan)}models`, JSON.stringify(payload), plain);
  expect(line).toContain(
    `${fan} steps over 58 to 68 % (learned), as a line of the site file: avoid: [{ lowPct: 58, highPct: 68 }]`,
  );
  expect(line).toContain('limit by a background of 41 dB, 5 dB less for a tone');
  expect(sentAt().avoided).toBeUndefined();
});

test('it is sent every five minutes and, after a connect, as of the last cycle', () => {
  const models = createModels(smallPlan, 's1');
  expect(models.all()).toEqual([]);
  let sent = 0;
  for (let second = 0; second < 900; second += 1) {
    const { image, result } = cycleAt(imageAt(second * 1000));
    sent += models.due(image, result).length;
  }
  expect(sent).toBe(3);
  const [message] = models.all();
  expect(message).toMatchObject({ topic: 'models', qos: 1, retain: true });
  expect(JSON.parse(message?.payload ?? '')).toMatchObject({ ts: imageAt(899_000).wallMs });
});

test('what a limit may do is told within a minute of its change', () => {
  const models = createModels(smallPlan, 's1');
  const sentAtS: number[] = [];
  for (let second = 0; second < 300; second += 1) {
    const { image, result } = cycleAt(imageAt(second * 1000));
    const own = { value: 50, changesMs: second < 130 ? [] : [130_000], changes: 1 };
    const state = { ...result.state, wear: { 'limit-a': own } };
    if (models.due(image, { ...result, state }).length > 0) sentAtS.push(second);
  }
  expect(sentAtS).toEqual([0, 180]);
});

test('the forecast of the night is in it while there is one, rounded, with what was measured since; else null', () => {
  const spread = [0.04, 2.26, 9] as const;
  const expected = {
    servedKwh: [190, 212.54, 240] as const,
    overDb: null,
    riskMinutes: spread,
    limitedMinutes: spread,
    withheldKwh: spread,
  };
  const measured = { servedKwh: 201.3, overDb: -2.1, riskMinutes: 4, limitedMinutes: null, withheldKwh: 0 };
  const hours = [measured, null].map((came, hour) => {
    return { startWallMs: 1_767_650_400_000 + hour * 3_600_000, forecast: expected, measured: came };
  });
  const tonight: NightForecast = {
    ...{ night: '2026-01-05', madeWallMs: 1_767_646_800_000, nightsBefore: 14 },
    ...{ byWeather: ['withheldKwh'], rest: expected, hours },
  };
  let outlook: Outlook = noOutlook;
  const models = createModels(smallPlan, 's1', () => outlook);
  const payload = (): ModelsPayload => modelsSchema.parse(JSON.parse(models.all()[0]?.payload ?? ''));
  const { image, result } = cycleAt(imageAt(0));
  models.due(image, result);
  expect(payload().forecast).toBeNull();
  outlook = { nights: 14, tonight, last: null };
  expect(payload().forecast).toMatchObject({
    ...{ night: '2026-01-05', nights: 14, by_weather: ['withheld_kwh'] },
    rest: { kwh: [190, 212.5, 240], over_db: null, risk_min: [0, 2.3, 9] },
  });
  expect(payload().forecast?.hours.map((hour) => hour.measured)).toEqual([
    { kwh: 201.3, over_db: -2.1, risk_min: 4, limited_min: null, withheld_kwh: 0 },
    null,
  ]);
  const [line] = formatMessage(`${rootOf(smallPlan)}models`, models.all()[0]?.payload ?? '', plain);
  expect(line).toContain('night of 2026-01-05 by 14 before it: still 212.5 kWh, 2.3 minutes at risk');
});

test('watch says it in one line', () => {
  const [line] = formatMessage(`${rootOf(smallPlan)}models`, JSON.stringify(sentAt()), plain);
  expect(line).toContain('a warms by 22 K in 180 s at full power and fans (identified from 0 min)');
  expect(line).toContain('limit-a moved 3 of 12 times in 8 h');
  expect(line).toContain('flat equipment 43.2 dB, allowed 47.9 dB, uncertainty 1.1 dB, trusted');
});
