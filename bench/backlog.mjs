// A day of backlog over a line with 60 ms round trip: how long it takes until it is gone, and how old the newest second of
// sound ever is meanwhile. The history is filled in virtual time with values as recorded; the gateway, the simulated station
// and mosquitto are processes, a proxy between them delays each way by 30 ms.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'mqtt';
import { createVirtualClock } from '../dist/hw-mocks/virtual-clock.js';
import { createSqliteFiles } from '../dist/src/adapters/sqlite.js';
import { createPlanHistory } from '../dist/src/assembly/plan-history.js';
import { rowsIn } from '../dist/src/contract/form/batch.js';
import { levelsOf } from '../dist/src/plan/control-plan.js';
import { recordedChannels } from '../dist/src/plan/derived-channels.js';
import { localThread } from '../dist/src/store/writer/local-thread.js';
import { isPossible, messagesIn, rssMb, startShipped } from './broker.mjs';
import { pause } from './processes.mjs';
import { shippedPlan } from './shipped.mjs';

const delayMs = 30;
const quietMs = 8000;

export async function measure({ smoke }) {
  if (!isPossible) return [];
  const hours = smoke ? 0.5 : 24;
  const figures = [];
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-bench-'));
  fill(join(folder, 'history.db'), hours);
  for (const [window, atMost] of smoke
    ? [[64, 60]]
    : [
        [64, 60],
        [20, 150],
      ]) {
    const { goneS, worstS, messages, batches, risenMb } = await measureOne(folder, window);
    const conditions = `${hours} h of 28 guns, ${batches} batches in ${messages} messages, 60 ms round trip, Receive Maximum ${window}`;
    figures.push(
      { name: `backlog: gone, window ${window}`, value: goneS, unit: 's', atMost, conditions },
      {
        name: `backlog: oldest newest second, window ${window}`,
        value: worstS,
        unit: 's',
        atMost: 12,
        conditions,
      },
      { name: `backlog: memory, window ${window}`, value: risenMb, unit: 'MB', atMost: 20, conditions },
    );
  }
  rmSync(folder, { recursive: true });
  return figures;
}

async function measureOne(filled, window) {
  const prepare = (folder) => cpSync(filled, folder, { recursive: true });
  const shipped = await startShipped({ brokerLines: `max_inflight_messages ${window}\n`, delayMs, prepare });
  const listener = connect(`mqtt://127.0.0.1:${shipped.broker.port}`);
  const seen = { firstMs: 0, lastMs: 0, messages: 0, batches: 0, newestMs: 0, worstMs: 0 };
  listener.on('message', (topic, payload) => {
    const messages = messagesIn(topic, payload).map(([own, text]) => [own.split('/').slice(4), text]);
    const late = messages.filter(([[kind]]) => kind === 'hist');
    if (late.length > 0) {
      seen.lastMs = Date.now();
      seen.firstMs ||= seen.lastMs;
      seen.messages += 1;
      seen.batches += late.length;
    }
    for (const [[kind, stream], text] of messages)
      if (kind === 'data' && stream === 'spl')
        for (const [, ts] of rowsIn(JSON.parse(text))) seen.newestMs = Math.max(seen.newestMs, ts);
  });
  try {
    await listener.subscribeAsync('quietpost/#', { qos: 0 });
    while (seen.firstMs === 0) await pause(50);
    const [beganMs, before] = [Date.now(), rssMb(shipped.pid)];
    let most = before;
    while (Date.now() - seen.lastMs < quietMs) {
      await pause(200);
      most = Math.max(most, rssMb(shipped.pid));
      // The newest rows of this run come after its first ten seconds.
      if (seen.newestMs > beganMs) seen.worstMs = Math.max(seen.worstMs, Date.now() - seen.newestMs - 1000);
    }
    return {
      goneS: (seen.lastMs - seen.firstMs) / 1000,
      worstS: seen.worstMs / 1000,
      ...{ messages: seen.messages, batches: seen.batches },
      risenMb: most - before,
    };
  } finally {
    listener.end(true);
    await shipped.end();
  }
}

/** Seconds and minutes up to now, as the writer makes them. */
function fill(path, hours) {
  const plan = shippedPlan();
  const seconds = Math.round(hours * 3600);
  const startWallMs = Date.now() - seconds * 1000 - 5000;
  const clock = createVirtualClock({ startWallMs });
  const history = createPlanHistory({
    plan,
    path,
    clock,
    start: localThread(createSqliteFiles({ sync: 'off' })),
  });
  const ids = Object.keys(recordedChannels(plan.control));
  const levels = levelsOf(plan.control);
  const channels = Object.fromEntries(ids.map((id) => [id, { value: 0, quality: 'good', takenMs: 0 }]));
  for (let second = 1; second <= seconds; second += 1) {
    clock.runUntil(second * 1000);
    const nowMs = clock.nowMs();
    const takenMs = nowMs - 200;
    // Read during the call and not kept.
    ids.forEach((id, index) => {
      channels[id].value = 40 + ((second * (index + 3)) % 97) / 10;
      channels[id].takenMs = takenMs;
    });
    const samples = levels.map(({ level }) => {
      return {
        channel: level,
        value: 45 + (second % 83) / 10,
        peakDb: 52,
        seconds: 1,
        takenMs,
        quality: 'good',
      };
    });
    const image = { cycle: second, nowMs, wallMs: clock.wallMs(), utcOffsetMin: 480, clockSynced: true };
    const minutes =
      second % 60 === 0 ? levels.map(({ id }) => minuteOf(id, clock.wallMs() - 60_000, plan.hash)) : [];
    history.append({
      image: { ...image, channels, samples, requests: [] },
      decisions: [],
      events: [],
      minutes,
    });
  }
  history.close(2000, () => {});
}

function minuteOf(level, startWallMs, config) {
  return {
    ...{
      level,
      meter: 'slm-north',
      startWallMs,
      utcOffsetMin: 480,
      energyS: 1.9e6,
      validS: 60,
      spanS: 60,
      count: 60,
    },
    ...{
      lafmaxDb: 55.2,
      histogram: { firstClass: 421, counts: [10, 0, 50] },
      equipmentDb: null,
      weatherS: 0,
    },
    ...{ clockSynced: true, clockSource: 'assumed', clockStepped: false, config, calibration: null },
  };
}
