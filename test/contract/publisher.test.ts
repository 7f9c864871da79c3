/** What the session relies on, held by the mqtt.js adapter against real brokers. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { startEmbeddedBroker } from '../../src/adapters/mqtt/aedes-broker.ts';
import { backOffMs } from '../../src/adapters/mqtt/back-off.ts';
import { describeMqttError } from '../../src/adapters/mqtt/mqtt-error.ts';
import { createMqttPublisher } from '../../src/adapters/mqtt/mqtt-publisher.ts';
import { subscribeMqtt } from '../../src/adapters/mqtt/mqtt-subscriber.ts';
import { watch } from '../../src/cli/station/watch.ts';
import type { Delivery, IncomingMessage, Message, Publisher } from '../../src/ports/publisher.ts';
import {
  freePort,
  hasMosquitto,
  mosquittoPath,
  pause,
  startAedes,
  startDeafBroker,
  startMosquitto,
  startRefusal,
  startWire,
  until,
} from './publisher-brokers.ts';

const online = messageOf('t/state', 'online', true);
const offline = messageOf('t/state', 'shutdown', true);
const cleanups: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

// On a build machine a missing broker is a broken build machine, not a reason to test less.
const runsMosquitto = hasMosquitto || process.env['CI'] === 'true';

describe.each([
  { name: 'aedes', start: startAedes, runs: true },
  {
    name: `mosquitto (${mosquittoPath}${hasMosquitto ? '' : ' is absent'})`,
    start: startMosquitto,
    runs: runsMosquitto,
  },
])('publisher on $name', ({ start, runs }) => {
  test.runIf(runs)(
    'delivered is said only after the PUBACK, and a lost connection says lost, once',
    async () => {
      const { wire, publisher, heard } = await station();
      const done: Delivery['kind'][] = [];
      publisher.publish(messageOf('t/data', 'one'), ({ kind }) => done.push(kind));
      await until(() => done.length === 1, 'the first PUBACK');

      wire.hold();
      publisher.publish(messageOf('t/data', 'two'), ({ kind }) => done.push(kind));
      await until(() => heard.includes('t/data two'), 'the broker has the second message');
      await pause(50);
      expect(done).toEqual(['delivered']);

      wire.cut();
      await until(() => done.length === 2, 'the second message fails');
      publisher.publish(messageOf('t/data', 'three'), ({ kind }) => done.push(kind));
      expect(done).toEqual(['delivered', 'lost', 'lost']);

      await wire.mend();
      await until(() => publisher.connected, 'the reconnect');
      publisher.publish(messageOf('t/data', 'four'), ({ kind }) => done.push(kind));
      await until(() => heard.includes('t/data four'), 'the message after the reconnect');
      await until(() => done.length === 4, 'its PUBACK');
      expect(heard.filter((text) => text.startsWith('t/data'))).toEqual([
        't/data one',
        't/data two',
        't/data four',
      ]);
      expect(done).toEqual(['delivered', 'lost', 'lost', 'delivered']);
    },
  );

  test.runIf(runs)(
    'every message comes under its own topic, also compressed, and after a reconnect',
    async () => {
      const { wire, publisher, heard } = await station();
      // More topics than a broker has short names for.
      const topics = Array.from({ length: 25 }, (_, index) => `t/data-${index}`);
      const sendAll = async (round: number): Promise<void> => {
        for (const topic of topics)
          publisher.publish({ ...messageOf(topic, `${round} of ${topic}`), isGzip: true });
        const isHere = (topic: string): boolean => heard.includes(`${topic} ${round} of ${topic}`);
        await until(() => topics.every(isHere), `round ${round}`);
      };
      await sendAll(1);
      await sendAll(2);
      wire.cut();
      await until(() => !publisher.connected, 'the end of the connection');
      await wire.mend();
      await until(() => publisher.connected, 'the reconnect');
      await sendAll(3);
      expect(heard.filter((text) => text.startsWith('t/data-'))).toHaveLength(3 * topics.length);
    },
  );

  test.runIf(runs)('a killed station leaves its last will, a stopped one its farewell', async () => {
    const killed = await station();
    killed.publisher.publish(online);
    await until(() => killed.heard.includes('t/state online'), 'online');
    killed.wire.cut();
    await until(() => killed.heard.includes('t/state lost 1'), 'the last will');
    await killed.wire.mend();
    await until(() => killed.publisher.connected, 'the reconnect');
    killed.wire.cut();
    await until(() => killed.heard.includes('t/state lost 2'), 'the last will of the second connection');
    await killed.wire.mend();
    await until(() => killed.publisher.connected, 'another reconnect');

    let stopped = 0;
    killed.publisher.stop(offline, 2000, () => {
      stopped += 1;
    });
    await until(() => stopped === 1, 'the stop');
    await until(() => killed.heard.includes('t/state shutdown'), 'the farewell');
    await pause(50);
    expect(killed.heard.at(-1)).toBe('t/state shutdown');
    expect(stopped).toBe(1);
  });

  test.runIf(runs)(
    'state is retained for whoever comes later, and commands arrive with their retain flag',
    async () => {
      const { publisher, port, received } = await station();
      let stored = false;
      publisher.publish(online, ({ kind }) => {
        stored = kind === 'delivered';
      });
      await until(() => stored, 'the PUBACK');
      const late = listenTo(`mqtt://127.0.0.1:${port}`, 't/state');
      await until(() => late.includes('t/state online'), 'the retained state');

      publisher.publish(messageOf('t/cmd/limit', '{}'));
      await until(() => received.length === 1, 'the command');
      expect(received).toEqual([{ topic: 't/cmd/limit', payload: '{}', retained: false }]);
    },
  );

  test.runIf(runs)('a restarted broker gets the station back, subscribed as before', async () => {
    const { publisher, restart, received, told } = await station();
    await restart();
    await until(
      () => publisher.connected && told.filter((text) => text === 'connected').length === 2,
      'back',
    );
    publisher.publish(messageOf('t/cmd/limit', 'after'));
    await until(() => received.length === 1, 'the command after the restart');
    expect(told.filter((text) => text !== 'connected')).not.toEqual([]);
  });

  async function station() {
    let broker = await start();
    const { port } = broker;
    cleanups.push(() => broker.stop());
    const wire = await startWire(port);
    cleanups.push(() => wire.cut());
    const heard = listenTo(`mqtt://127.0.0.1:${port}`, 't/#');
    const received: IncomingMessage[] = [];
    const told: string[] = [];
    const publisher = publisherTo(wire.url, { told, received });
    await until(() => publisher.connected && heard.includes('subscribed'), 'the first connect');
    const restart = async (): Promise<void> => {
      await broker.stop();
      broker = await start(port);
    };
    return { wire, publisher, heard, received, told, port, restart };
  }
});

describe.runIf(runsMosquitto)('what mosquitto refuses', () => {
  test('a publish outside of the rights is told as refused for ever, one inside is delivered', async () => {
    const broker = await startMosquitto(undefined, {
      acl: ['topic write t/state', 'topic write t/data/allowed'],
    });
    cleanups.push(() => broker.stop());
    const told: string[] = [];
    const publisher = publisherTo(`mqtt://127.0.0.1:${broker.port}`, { told });
    await until(() => publisher.connected, 'the connect');
    const outcomes: Delivery[] = [];
    for (const topic of ['t/data/denied', 't/data/allowed'])
      publisher.publish(messageOf(topic, 'x'), (delivery) => outcomes.push(delivery));
    await until(() => outcomes.length === 2, 'both answers');
    expect(outcomes).toContainEqual({ kind: 'refused', why: 'not authorized', isFinal: true });
    expect(outcomes).toContainEqual({ kind: 'delivered' });
    expect(told).toEqual(['connected']);
  });

  test('its window is not passed: 500 messages at once are all delivered', async () => {
    const broker = await startMosquitto(undefined, { more: ['max_inflight_messages 3'] });
    cleanups.push(() => broker.stop());
    const told: string[] = [];
    const publisher = publisherTo(`mqtt://127.0.0.1:${broker.port}`, { told });
    await until(() => publisher.connected, 'the connect');
    expect(publisher.receiveMaximum).toBe(3);
    const outcomes: string[] = [];
    for (let count = 0; count < 500; count += 1)
      publisher.publish(messageOf('t/data', String(count)), ({ kind }) => outcomes.push(kind));
    await until(() => outcomes.length === 500, 'all answers');
    expect(new Set(outcomes)).toEqual(new Set(['delivered']));
    expect(told).toEqual(['connected']);
  });

  test('a message larger than the broker takes is refused here, and the connection stands', async () => {
    const broker = await startMosquitto(undefined, { more: ['max_packet_size 2000'] });
    cleanups.push(() => broker.stop());
    const told: string[] = [];
    const publisher = publisherTo(`mqtt://127.0.0.1:${broker.port}`, { told });
    await until(() => publisher.connected, 'the connect');
    const outcomes: Delivery[] = [];
    publisher.publish(messageOf('t/data', 'x'.repeat(2000)), (delivery) => outcomes.push(delivery));
    publisher.publish(messageOf('t/data', 'x'.repeat(1900)), (delivery) => outcomes.push(delivery));
    await until(() => outcomes.length === 2, 'both answers');
    expect(outcomes).toEqual([
      { kind: 'refused', why: 'packet too large', isFinal: true },
      { kind: 'delivered' },
    ]);
    expect(told).toEqual(['connected']);
  });

  test('a password that was changed on both sides is used at the next connect, without a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quietpost-password-'));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, 'old\n');
    const first = await startMosquitto(undefined, { password: ['st-1', 'old'] });
    const told: string[] = [];
    const publisher = publisherTo(`mqtt://127.0.0.1:${first.port}`, { told, username: 'st-1', passwordFile });
    await until(() => publisher.connected, 'the first connect');
    await first.stop();
    const second = await startMosquitto(first.port, { password: ['st-1', 'new'] });
    cleanups.push(() => second.stop());
    await until(() => told.some((text) => text.includes('password')), 'the refusal of the old one');
    writeFileSync(passwordFile, 'new\n');
    await until(() => publisher.connected, 'the connect with the new one');
  });
});

test('a broker that does not let the station listen is told', async () => {
  const broker = await startDeafBroker();
  cleanups.push(() => broker.stop());
  const told: string[] = [];
  publisherTo(`mqtt://127.0.0.1:${broker.port}`, { told });
  await until(() => told.length === 2, 'the refused subscription');
  expect(told).toContain('deaf on t/cmd/+: no reason given');
});

test('a refused login is said in a sentence and tried again', async () => {
  const broker = await startRefusal(4);
  cleanups.push(() => broker.stop());
  const told: string[] = [];
  const publisher = publisherTo(broker.url, { told });
  await until(() => broker.asked() >= 2, 'the second try');
  expect(publisher.connected).toBe(false);
  expect(told).toEqual([`the broker refuses user name or password (${broker.url})`]);
});

test('no broker is said once, not at each try, and a stop ends at once', async () => {
  const url = `mqtt://127.0.0.1:${await freePort()}`;
  const told: string[] = [];
  const publisher = publisherTo(url, { told });
  await until(() => told.length > 0, 'the first failure');
  expect(told).toEqual([`nothing listens there: is the broker running, is the port right? (${url})`]);
  let stopped = 0;
  publisher.stop(offline, 1000, () => {
    stopped += 1;
  });
  expect(stopped).toBe(1);
});

test('a password file that is missing is told and keeps nothing from starting', () => {
  const told: string[] = [];
  publisherTo('mqtt://127.0.0.1:1', { told, passwordFile: '/nonexistent/password' });
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('/nonexistent/password');
});

test('the back-off doubles from one second to half a minute, with jitter downwards', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 50].map((failures) => backOffMs(failures, 1))).toEqual([
    1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000,
  ]);
  expect(backOffMs(3, 0)).toBe(4000);
});

test.each([
  ['ENOTFOUND', 'the host name is unknown'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS: the certificate is for another host name'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'set caFile'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS with mqtts://b failed'],
])('the error %s becomes a sentence', (code, words) => {
  expect(describeMqttError(Object.assign(new Error('x'), { code }), 'mqtts://b')).toContain(words);
});

test('an embedded broker whose port is taken uses the next free one and says why', async () => {
  const first = await startEmbeddedBroker({ port: await freePort() });
  cleanups.push(() => first.close());
  const second = await startEmbeddedBroker({ port: first.port });
  cleanups.push(() => second.close());
  expect(first.why).toBeUndefined();
  expect(second.port).toBeGreaterThan(first.port);
  expect(second.why).toContain(`port ${first.port} is taken`);
});

test('watch prints what comes until it is told to end', async () => {
  const broker = await startAedes();
  cleanups.push(() => broker.stop());
  const publisher = publisherTo(`mqtt://127.0.0.1:${broker.port}`, {});
  await until(() => publisher.connected, 'the connect');
  const state = { v: 1, online: true, session: 's1', ts: 0, reason: 'start' };
  let isRetained = false;
  publisher.publish(messageOf('quietpost/v1/lane-7/st-1/state', JSON.stringify(state), true), () => {
    isRetained = true;
  });
  // Who subscribes before would get it twice, or as a live one.
  await until(() => isRetained, 'the PUBACK');
  const words: string[] = [];
  const raw: string[] = [];
  const end = new AbortController();
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const codes = [
    watch({ url }, { write: (line) => void words.push(line) }, end.signal),
    watch({ url, json: true }, { write: (line) => void raw.push(line) }, end.signal),
  ];
  await until(() => words.length === 2 && raw.length === 1, 'the retained state');
  end.abort();
  expect(await Promise.all(codes)).toEqual([0, 0]);
  expect(words[1]).toMatch(/^\d\d:\d\d:\d\d st-1 is online \(start, session s1\)$/);
  expect(JSON.parse(raw[0] ?? '')).toEqual({
    topic: 'quietpost/v1/lane-7/st-1/state',
    retained: true,
    payload: state,
  });
});

test('watch without a broker says so and exits with 69', async () => {
  const url = `mqtt://127.0.0.1:${await freePort()}`;
  const lines: string[] = [];
  const code = await watch({ url }, { write: (line) => void lines.push(line) }, new AbortController().signal);
  expect(code).toBe(69);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('nothing listens there');
});

test('watch refuses an address that is none', async () => {
  const lines: string[] = [];
  const output = { write: (line: string) => void lines.push(line) };
  expect(await watch({ url: 'localhost' }, output, new AbortController().signal)).toBe(64);
  expect(lines[0]).toContain('mqtt://host:1883');
});

function publisherTo(
  url: string,
  {
    told = [],
    received = [],
    ...more
  }: { told?: string[]; received?: IncomingMessage[]; username?: string; passwordFile?: string },
): Publisher {
  const will = (connection: number) => messageOf('t/state', `lost ${connection}`, true);
  const publisher = createMqttPublisher({
    url,
    clientId: 'quietpost-st-1',
    will,
    subscribe: ['t/cmd/+'],
    ...more,
  });
  publisher.start({
    connected: () => void told.push('connected'),
    disconnected: (reason) => void told.push(reason),
    message: (message) => void received.push(message),
    deaf: (filter, why) => void told.push(`deaf on ${filter}: ${why}`),
  });
  cleanups.push(() => new Promise((resolve) => publisher.stop(offline, 200, resolve)));
  return publisher;
}

/** Everything heard on the filter as `topic payload`, after `subscribed`. */
function listenTo(url: string, filter: string): string[] {
  const heard: string[] = [];
  const subscription = subscribeMqtt(url, filter, {
    connected: () => void heard.push('subscribed'),
    failed: () => {},
    message: (topic, payload) => void heard.push(`${topic} ${payload}`),
  });
  cleanups.push(() => subscription.close());
  return heard;
}

function messageOf(topic: string, payload: string, retain = false): Message {
  return { topic, payload, qos: 1, retain };
}
