import { expect, test } from 'vitest';
import { createModels, modelsOf, type PlantNow } from '../../../../src/backoffice/telemetry/models.ts';
import { plain } from '../../../../src/contract/form/styled.ts';
import { formatMessage } from '../../../../src/contract/format-message.ts';
import { type ModelsPayload, modelsSchema } from '../../../../src/contract/models.ts';
import { rootOf } from '../../../../src/contract/topics.ts';
import { initialHeat, watchHeat } from '../../../../src/control/heat/cabinet-heat.ts';
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

test('it is sent once a minute and, after a connect, as of the last cycle', () => {
  const models = createModels(smallPlan, 's1');
  expect(models.all()).toEqual([]);
  let sent = 0;
  for (let second = 0; second < 300; second += 1) {
    const { image, result } = cycleAt(imageAt(second * 1000));
    sent += models.due(image, result).length;
  }
  expect(sent).toBe(5);
  const [message] = models.all();
  expect(message).toMatchObject({ topic: 'models', qos: 1, retain: true });
  expect(JSON.parse(message?.payload ?? '')).toMatchObject({ ts: imageAt(299_000).wallMs });
});

test('watch says it in one line', () => {
  const [line] = formatMessage(`${rootOf(smallPlan)}models`, JSON.stringify(sentAt()), plain);
  expect(line).toContain('a warms by 22 K in 180 s at full power and fans (identified from 0 min)');
  expect(line).toContain('limit-a moved 3 of 12 times in 8 h');
  expect(line).toContain('flat equipment 43.2 dB, allowed 47.9 dB, uncertainty 1.1 dB, trusted');
});
