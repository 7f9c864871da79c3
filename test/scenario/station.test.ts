import { expect, test } from 'vitest';
import { batchSchema, rowsIn } from '../../src/contract/form/batch.ts';
import { parseTopic, topics } from '../../src/contract/topics.ts';
import { createRig } from './rig.ts';

test('within 12 s of the start the broker has state, birth, live and data with plausible values', () => {
  const rig = createRig();
  rig.run(12);
  const names = new Set(rig.broker.messages.map((message) => parseTopic(message.topic)?.name));
  expect([...names]).toEqual(expect.arrayContaining(['state', 'birth', 'live', 'data', 'health']));
  const rows = rig.broker.messages
    .filter((message) => message.topic.endsWith('data/spl'))
    .flatMap(({ payload }) => rowsIn(batchSchema.parse(JSON.parse(payload))));
  // In the first rows a meter may not have answered yet.
  const level = rows.findLast(([, , [meter]]) => meter === 'slm-north')?.[2][1];
  expect(level).toBeGreaterThan(30);
  expect(level).toBeLessThan(80);
});

test('every message of ten minutes fits the schema of its topic, and state and birth come before the first data', () => {
  const rig = createRig();
  rig.run(600);
  const names: string[] = [];
  for (const message of rig.broker.messages) {
    const topic = parseTopic(message.topic);
    expect(topic, message.topic).toBeDefined();
    if (topic === undefined || topic.name === 'cmd') continue;
    names.push(topic.name);
    const parsed = topics[topic.name].schema.safeParse(JSON.parse(message.payload));
    expect(parsed.success, `${message.topic} ${message.payload.slice(0, 200)}`).toBe(true);
  }
  expect(names.indexOf('state')).toBe(0);
  expect(names.indexOf('birth')).toBeLessThan(names.indexOf('data'));
});

test('the system leaves fail-safe within 10 s and drives fans and relays over the wire', () => {
  const first: string[] = [];
  const rig = createRig({ onCycle: (_image, { decisions }) => void first.push(decisions[0]?.by ?? '') });
  rig.run(10);
  expect(first.some((by) => by !== 'start')).toBe(true);
  expect(rig.decided('limit-a')).toMatchObject({ value: 100 });
  expect(rig.reading('relays-a.relay.coils').value).toBe(0b11);
  rig.run(1800);
  const decided = rig.decided('fan-a1').value;
  expect(Math.abs((rig.reading('fan-a1.fan.setpoint').value ?? 0) - decided)).toBeLessThan(4);
});

test('each finished second of sound is counted once although polls and cycle run on their own', () => {
  const seconds = new Map<number, number>();
  const rig = createRig({
    onCycle: (image) => {
      for (const sample of image.samples) {
        if (sample.channel !== 'slm-north.sound.laeq') continue;
        const second = Math.floor(sample.takenMs / 1000);
        seconds.set(second, (seconds.get(second) ?? 0) + sample.seconds);
      }
    },
  });
  rig.run(600);
  const counted = [...seconds.values()].reduce((sum, count) => sum + count, 0);
  expect(counted).toBeGreaterThanOrEqual(597);
  expect(counted).toBeLessThanOrEqual(600);
});

test('a command of the back office derates, is acknowledged, and ends with its lease', () => {
  const rig = createRig();
  rig.run(30);
  const now = rig.clock.wallMs();
  const topic = `quietpost/v1/${rig.plan.site}/${rig.plan.station}/cmd/limit`;
  const command = {
    v: 1,
    id: '01J0000000000000000000CMD1',
    issued_at: now,
    expires_at: now + 10_000,
    lease_s: 60,
    issuer: 'ops:test',
    args: { output: 'limit-a', value: 50 },
    reason: 'complaint',
  };
  rig.broker.send(topic, JSON.stringify(command));
  rig.run(5);
  expect(rig.decided('limit-a')).toMatchObject({ value: 50, by: 'operator-request' });
  expect(rig.reading('relays-a.relay.coils').value).toBe(0);
  // The lease is over after a minute; the relays stay for their hold.
  rig.run(310);
  expect(rig.decided('limit-a').value).toBe(100);
  const stages = rig.broker.messages
    .filter((message) => message.topic.includes('/ack/'))
    .map((message) => JSON.parse(message.payload).stage);
  expect(stages).toContain('accepted');
  expect(stages.filter((stage) => stage !== 'accepted')).toEqual(['reached', 'ended']);
});

test('a stop leaves every output in its fail-safe value and says offline', () => {
  const rig = createRig();
  rig.run(120);
  rig.stop();
  for (const fan of ['fan-a1', 'fan-a2', 'fan-b1', 'fan-b2']) {
    expect(rig.station.value(fan, 'fan.setpoint')).toBe(60);
  }
  expect(rig.station.truth().cabinets['a']?.limitPct).toBe(50);
  const state = [...rig.broker.retained.values()].find((message) => message.topic.endsWith('/state'));
  expect(JSON.parse(state?.payload ?? '{}')).toMatchObject({ online: false, reason: 'shutdown' });
});
