// Bytes on the wire to the broker, both directions: a day of the shipped 28-gun station that nobody watches, on an
// ordinary line and on a metered one, and a reconnect. A TCP proxy between the gateway and mosquitto counts; the gateway
// and the simulated station are processes. What TCP itself adds (headers, acknowledgements) is not in it.
import { connect } from 'mqtt';
import { isPossible, startShipped } from './broker.mjs';
import { pause } from './processes.mjs';

const dayS = 86_400;
const settleMs = 75_000;
const spans = { smoke: { settleMs: 20_000, countMs: 10_000 }, full: { settleMs, countMs: 300_000 } };

export async function measure({ smoke }) {
  if (!isPossible) return [];
  const { settleMs: settle, countMs } = smoke ? spans.smoke : spans.full;
  const figures = [];
  for (const metered of smoke ? [true] : [false, true]) {
    const name = metered ? 'wire: a metered day unwatched' : 'wire: a day unwatched';
    const { day, burst, kinds } = await measureOne(metered, settle, countMs);
    const most = [...kinds].toSorted(([, a], [, b]) => b - a).slice(0, 6);
    const shares = most.map(([kind, bytes]) => `${kind} ${((bytes * dayS) / countMs / 1000).toFixed(1)}`);
    const conditions = `${countMs / 1000} s of the shipped site, 28 guns, both directions; payloads in MB a day: ${shares.join(', ')}`;
    figures.push({
      name,
      value: (day * dayS) / countMs / 1000,
      unit: 'MB',
      conditions,
      atMost: metered ? 10 : 25,
    });
    figures.push({
      ...{ name: `wire: reconnect${metered ? ', metered' : ''}`, value: burst, unit: 'B', atMost: 2000 },
      conditions:
        'from the new connection to a second after it, the session kept by the broker, records not counted',
    });
  }
  return figures;
}

async function measureOne(metered, settle, countMs) {
  const shipped = await startShipped({ metered });
  const { wire, broker } = shipped;
  // Beside the proxy: what comes, by kind.
  const kinds = new Map();
  const listener = connect(`mqtt://127.0.0.1:${broker.port}`);
  let records = 0;
  listener.on('message', (topic, payload) => {
    const [kind, stream] = topic.split('/').slice(4);
    const name = ['data', 'hist'].includes(kind) ? `${kind}/${stream}` : kind;
    kinds.set(name, (kinds.get(name) ?? 0) + topic.length + payload.length);
    if (['data', 'hist', 'event', 'ack', 'pack'].includes(kind))
      records += topic.length + payload.length + 12;
  });
  try {
    await listener.subscribeAsync('quietpost/#', { qos: 0 });
    await pause(settle);
    kinds.clear();
    const before = wire.bytes();
    await pause(countMs);
    const day = wire.bytes() - before;
    const found = new Map(kinds);
    records = 0;
    const burst = await reconnectBurst(wire);
    return { day, burst: Math.max(0, burst - records), kinds: found };
  } finally {
    listener.end(true);
    await shipped.end();
  }
}

/** Bytes from the new connection to a second after it. */
async function reconnectBurst(wire) {
  const connections = wire.connections();
  wire.cut();
  while (wire.connections() === connections) await pause(2);
  const before = wire.bytes();
  await pause(1500);
  return wire.bytes() - before;
}
