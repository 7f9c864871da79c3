// A flood of commands, half of them unreadable and half refused, over a line with 60 ms round trip: what the station still
// measures and tells meanwhile, and what it costs, beside mqtt.js alone that hears the same and does nothing.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { connect } from 'mqtt';
import { rowsIn } from '../dist/src/contract/form/batch.js';
import { cpuSeconds, isPossible, rssMb, startShipped } from './broker.mjs';
import { pause, stopped } from './processes.mjs';

const [floodRate, delayMs, settleMs] = [1000, 30, 30_000];
const floodMs = { smoke: 3000, full: 60_000 };
const restMs = { smoke: 3000, full: 20_000 };

export async function measure({ smoke }) {
  if (!isPossible) return [];
  const shipped = await startShipped({ delayMs });
  const listener = connect(`mqtt://127.0.0.1:${shipped.broker.port}`);
  const sender = connect(`mqtt://127.0.0.1:${shipped.broker.port}`);
  const bare = startBare(shipped.wire.port);
  try {
    return await flooded({ ...shipped, listener, sender, bare }, smoke ? 'smoke' : 'full');
  } finally {
    await stopped(bare, 'SIGTERM');
    for (const client of [listener, sender]) client.end(true);
    await shipped.end();
  }
}

/** Through the same proxy. */
function startBare(port) {
  const path = join(import.meta.dirname, 'bare-listener.mjs');
  const args = [path, `mqtt://127.0.0.1:${port}`, 'quietpost/v1/+/+/cmd/+'];
  return spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'ignore'] });
}

async function flooded({ listener, sender, bare, pid, wire }, mode) {
  const ms = floodMs[mode];
  const seen = { answers: 0, newestMs: 0, worstMs: 0, covered: [], place: '' };
  listener.on('message', (topic, payload) => {
    const [kind, stream] = topic.split('/').slice(4);
    if (kind === 'state') seen.place = topic.slice(0, -'/state'.length);
    if (kind === 'ack' || (kind === 'event' && stream === 'audit')) seen.answers += 1;
    if (kind !== 'data' || stream !== 'spl') return;
    const batch = JSON.parse(payload);
    seen.covered.push(batch.seq);
    for (const [, ts] of rowsIn(batch)) seen.newestMs = Math.max(seen.newestMs, ts);
  });
  await listener.subscribeAsync('quietpost/#', { qos: 0 });
  await pause(settleMs);
  const cpuAtRest = cpuSeconds(pid);
  await pause(restMs[mode]);
  const restPct = (100_000 * (cpuSeconds(pid) - cpuAtRest)) / restMs[mode];
  const [cpuBefore, bareBefore] = [cpuSeconds(pid), cpuSeconds(bare.pid)];
  const [rssBefore, upBefore] = [rssMb(pid), wire.upBytes()];
  seen.answers = 0;
  let rssMost = rssBefore;
  const startMs = Date.now();
  for (let sent = 0; Date.now() - startMs < ms; ) {
    for (const due = ((Date.now() - startMs) * floodRate) / 1000; sent < due; sent += 1)
      sender.publish(`${seen.place}/cmd/limit`, sent % 2 === 0 ? '{"v":' : commandOf(`f-${startMs}-${sent}`));
    seen.worstMs = Math.max(seen.worstMs, Date.now() - seen.newestMs - 1000);
    rssMost = Math.max(rssMost, rssMb(pid));
    await pause(20);
  }
  const seconds = ms / 1000;
  const [cpu, up] = [cpuSeconds(pid) - cpuBefore, wire.upBytes() - upBefore];
  const barePct = (100 * (cpuSeconds(bare.pid) - bareBefore)) / seconds;
  // The last ten seconds of it come after it.
  await pause(12_000);
  const conditions = `${floodRate} commands a second for ${seconds} s, half unreadable, half refused, 60 ms round trip`;
  const figure = (name, value, unit, atMost) => ({
    ...{ name: `flood: ${name}`, value, unit, conditions },
    ...(atMost === undefined ? {} : { atMost }),
  });
  return [
    figure('seconds of sound that did not come', missingIn(seen.covered), 's', 0),
    figure('oldest newest second', seen.worstMs / 1000, 's', 12),
    figure('answers and audit events', seen.answers / seconds, '/s', 10),
    figure('memory', rssMost - rssBefore, 'MB', 10),
    figure('CPU of the gateway', (100 * cpu) / seconds, '%', 10),
    figure('CPU of the gateway over that at rest', (100 * cpu) / seconds - restPct, '%'),
    figure('CPU of mqtt.js alone that hears the same', barePct, '%'),
    figure('CPU of the gateway at rest', restPct, '%'),
    figure('bytes up', up / seconds, 'B/s'),
  ];
}

function commandOf(id) {
  const now = Date.now();
  const head = { v: 1, id, issuer: 'nobody', reason: '', issued_at: now, expires_at: now + 30_000 };
  return JSON.stringify({ ...head, lease_s: 60, args: { output: 'limit-a', value: 50 } });
}

function missingIn(covered) {
  const sorted = covered.toSorted(([a], [b]) => a - b);
  return sorted.slice(1).reduce((sum, [first], index) => sum + Math.max(0, first - sorted[index][1] - 1), 0);
}
