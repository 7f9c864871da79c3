/** The whole gateway with its history, in virtual time on a real file. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createVirtualClock } from '../../hw-mocks/virtual-clock.ts';
import { createSqliteFiles } from '../../src/adapters/sqlite.ts';
import { createPlanHistory } from '../../src/assembly/plan-history.ts';
import type { ClosedLevel } from '../../src/control/inputs/level-tracks.ts';
import type { ControlState } from '../../src/control/tick.ts';
import { restoreLevels } from '../../src/gateway/restart/restore-levels.ts';
import { type TakenOver, takeOver } from '../../src/gateway/restart/take-over.ts';
import { inEnglish } from '../../src/language/say.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { History } from '../../src/ports/history-writer.ts';
import { recordCheck } from '../../src/store/evidence/calibrate.ts';
import { verifyChain } from '../../src/store/evidence/verify-chain.ts';
import { verifyReferences } from '../../src/store/evidence/verify-references.ts';
import { readStoredEnd } from '../../src/store/file/checkpoint.ts';
import { localThread } from '../../src/store/writer/local-thread.ts';
import { createRig, type Rig, shippedPlan } from './rig.ts';

const files = createSqliteFiles({ sync: 'off' });
const always = { fromMs: 0, toMs: 8e15 };

interface Recorded {
  readonly rig: Rig;
  readonly history: () => History;
  readonly path: string;
  readonly closed: ClosedLevel[];
  /** State after the latest cycle, by its wall time. */
  readonly states: Map<number, ControlState['levels']>;
}

function recorded(takenOver?: TakenOver): Recorded {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-history-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'history.db');
  const plan = shippedPlan();
  const closed: ClosedLevel[] = [];
  const states = new Map<number, ControlState['levels']>();
  let history: History | undefined;
  const rig = createRig({
    plan,
    ...(takenOver === undefined ? {} : { takenOver }),
    history: (clock: Clock) => {
      history = createPlanHistory({ plan, path, clock, start: localThread(files) });
      return history;
    },
    onCycle: (image, result) => {
      closed.push(...result.closed);
      states.set(image.wallMs, result.state.levels);
    },
  });
  const opened = (): History => {
    if (history === undefined) throw new Error('no history');
    return history;
  };
  return { rig, history: opened, path, closed, states };
}

test('what was heard, decided and told is kept as it was', async () => {
  const { rig, history, closed } = recorded();
  rig.run(600);
  const minutes = await history().minutes(always);
  if (!minutes.ok) throw new Error(minutes.fault);
  const expected = closed.filter(({ period }) => period.kind === 'minute');
  expect(minutes.value).toHaveLength(expected.length);
  for (const { level, period } of expected) {
    const found = minutes.value.find((one) => one.level === level && one.startWallMs === period.startWallMs);
    const { energyS, validS, spanS, count, lafmaxDb, histogram } = period;
    expect(found).toMatchObject({ energyS, validS, spanS, count, lafmaxDb, histogram, quality: 'good' });
    expect(found).toMatchObject({ config: rig.plan.hash, clockSynced: true, utcOffsetMin: 480 });
  }
  const north = minutes.value.filter(({ level }) => level === 'north').at(-1);
  expect(north?.equipmentDb).toBeGreaterThan(20);
  expect(north?.equipmentDb).toBeLessThan(50);

  const wanted = ['slm-north.sound.laeq', 'gun-a-01.power.active', 'temp-a1.temperature'];
  const seconds = await history().seconds(always, wanted);
  if (!seconds.ok) throw new Error(seconds.fault);
  expect(seconds.value.wallMs.length).toBeGreaterThan(585);
  for (const channel of wanted) {
    const column = seconds.value.columns[channel];
    expect(column?.values.filter((value) => value !== null).length).toBeGreaterThan(580);
    expect(column?.qualities.at(-1)).toBe('good');
  }

  const decisions = await history().decisions(always);
  if (!decisions.ok) throw new Error(decisions.fault);
  const outputs = new Set(decisions.value.map(({ output }) => output));
  expect([...outputs].sort()).toEqual(rig.plan.control.outputs.map(({ id }) => id).sort());
  expect(decisions.value.every(({ reason, by }) => inEnglish(reason) !== '' && by !== '')).toBe(true);

  const events = await history().events(always);
  if (!events.ok) throw new Error(events.fault);
  expect(events.value.map((event) => inEnglish(event.message))).toEqual(rig.events);

  const configs = await history().configs(always);
  if (!configs.ok) throw new Error(configs.fault);
  expect(configs.value.map(({ hash }) => hash)).toEqual([rig.plan.hash]);
  expect(JSON.parse(configs.value[0]?.text ?? '')).toEqual(JSON.parse(JSON.stringify(rig.plan)));
});

/** What the file lacks stands in its tail (test/unit/store/owner/held.test.ts). */
test('the ledgers come back from the file alone exactly as they were, five minutes before its end at most', () => {
  const { rig, path, states } = recorded();
  // Ends between two commits, after minutes and snapshots.
  for (const seconds of [9, 61, 240, 317, 7]) {
    rig.run(seconds);
    const opened = files.open(path, 'read');
    if (!opened.ok) throw new Error(inEnglish(opened.fault.why));
    const end = opened.value.attempt('read', readStoredEnd);
    opened.value.close();
    if (!end.ok) throw new Error(inEnglish(end.fault.why));
    const levels = restoreLevels(end.value.checkpoint, rig.plan.control);
    const lastMs = end.value.lastWallMs ?? 0;
    expect(rig.clock.wallMs() - lastMs).toBeLessThan(310_000);
    expect(levels).toEqual(states.get(lastMs));
  }
});

test('a run that goes on from the ledgers of a checkpoint counts no second twice and books the time between as a hole', async () => {
  const first = recorded();
  first.rig.run(645);
  const opened = files.open(first.path, 'read');
  const end = opened.ok ? opened.value.attempt('read', readStoredEnd) : opened;
  if (!opened.ok || !end.ok) throw new Error('the history cannot be read');
  // The virtual station begins at noon again: seen from the ledgers the clock was set back ten minutes.
  const startWallMs = first.rig.clock.wallMs() - first.rig.clock.nowMs();
  const takenOver = takeOver(
    end.value.checkpoint,
    first.rig.plan.control,
    createVirtualClock({ startWallMs }),
  );
  expect(takenOver.hasLevels).toBe(true);
  const before = takenOver.state.levels['north']?.open?.hour.ledger.validS ?? 0;
  expect(before).toBeGreaterThan(500);

  const second = recorded(takenOver);
  second.rig.run(300);
  const stepped = second.closed.filter(({ level, period }) => level === 'north' && period.clockStepped);
  expect(stepped.length).toBeGreaterThan(0);
  for (const { period } of second.closed) expect(period.validS).toBeLessThanOrEqual(period.spanS + 1);
  opened.value.close();
});

test('an offset that a technician records corrects levels from then on, and minutes name the check', async () => {
  const { rig, history, path } = recorded();
  const plain = createRig();
  rig.run(130);
  plain.run(130);
  expect(rig.reading('slm-north.sound.laeq').value).toBe(plain.reading('slm-north.sound.laeq').value);
  const opened = files.open(path, 'write');
  if (!opened.ok) throw new Error(inEnglish(opened.fault.why));
  const check = {
    ...{ wallMs: rig.clock.wallMs(), meter: 'slm-north', levelDb: 94, beforeDb: 93.75, afterDb: 93.75 },
    ...{ by: 'Li Wei', meterSerial: null, calibratorSerial: null, note: null },
  };
  const outcome = opened.value.attempt('write', (sql) => recordCheck(sql, check, 60_000));
  if (!outcome.ok) throw new Error(inEnglish(outcome.fault.why));
  rig.run(12);
  plain.run(12);
  for (const quantity of ['laeq', 'lafmax']) {
    const shown = plain.reading(`slm-north.sound.${quantity}`).value ?? 0;
    expect(rig.reading(`slm-north.sound.${quantity}`).value).toBe(shown + 0.25);
  }
  expect(rig.reading('slm-rest.sound.laeq').value).toBe(plain.reading('slm-rest.sound.laeq').value);
  expect(rig.events.some((text) => text.includes('slm-north was checked by Li Wei'))).toBe(true);
  rig.run(130);
  const minutes = await history().minutes(always, ['north', 'rest']);
  if (!minutes.ok) throw new Error(minutes.fault);
  const ids = new Set(minutes.value.map(({ level, calibration }) => `${level} ${calibration}`));
  expect(ids).toEqual(new Set(['north null', 'rest null', `north ${outcome.value.calibration.id}`]));
  const verified = opened.value.attempt('read', (sql) => [verifyChain(sql).findings, verifyReferences(sql)]);
  expect(verified).toEqual({ ok: true, value: [[], []] });
  opened.value.close();
});
