import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { createPlanHistory } from '../../../../src/assembly/plan-history.ts';
import { createStationSession } from '../../../../src/backoffice/delivery/station-session.ts';
import { messagesOf, partPlanOf } from '../../../../src/backoffice/telemetry/part-messages.ts';
import { createTelemetry } from '../../../../src/backoffice/telemetry/telemetry.ts';
import { eventSchema } from '../../../../src/contract/event.ts';
import { batchSchema, rowsIn } from '../../../../src/contract/form/batch.ts';
import { healthSchema } from '../../../../src/contract/health.ts';
import { messagesInPack } from '../../../../src/contract/pack.ts';
import { stateSchema } from '../../../../src/contract/state.ts';
import { createCommandHandler } from '../../../../src/gateway/commands/command-handler.ts';
import { createHistoryObserver } from '../../../../src/gateway/records/history-observer.ts';
import { plain } from '../../../../src/model/message.ts';
import type { SitePlan } from '../../../../src/plan/site-plan.ts';
import type { Message } from '../../../../src/ports/publisher.ts';
import { memoryThread } from '../../../../src/store/writer/memory-thread.ts';
import { createScriptedPublisher, SCRIPTED_WINDOW } from '../scripted-publisher.ts';
import { cycleAt, imageAt, smallPlan, startWallMs } from '../small-plan.ts';

const root = 'quietpost/v1/lane-7/st-1/';

interface Making {
  readonly cellsMax?: number;
  readonly plan?: SitePlan;
  /** Rows that are older than two minutes go to `hist`, as in a gateway. */
  readonly isLateTold?: boolean;
}

function makeStation({ cellsMax, plan = smallPlan, isLateTold = false }: Making = {}) {
  const limits = cellsMax === undefined ? {} : { cellsMax };
  const clock = createVirtualClock({ startWallMs });
  const publisher = createScriptedPublisher();
  const journal = createPlanHistory({ plan, path: 'memory', clock, start: memoryThread(limits) });
  const feed = createHistoryObserver(() => plan, journal, clock);
  const commands = createCommandHandler({ plan: () => plan, clock, audit: () => {} });
  const session = createStationSession({
    plan,
    identity: { session: 's1', firmware: '1.2.3' },
    publisher,
    journal,
    messagesOf: (part) => {
      const isLate = isLateTold && clock.wallMs() - (part.wallMs.at(-1) ?? 0) > 120_000;
      return messagesOf(part, plan, partPlanOf(plan)).map(({ topic, payload }) => ({
        topic: isLate ? topic.replace(/^data/, 'hist') : topic,
        payload,
      }));
    },
    telemetry: createTelemetry(plan, 's1'),
    clock,
    rssMb: () => 80,
  });
  session.listen(commands.taker());
  session.started?.(() => ({ cycle: { count: 1, overruns: 0, lateP99Ms: 2 }, buses: {} }));
  let second = 0;
  const run = (seconds: number): void => {
    for (const endS = second + seconds; second < endS; second += 1) {
      clock.runUntil(second * 1000);
      const finished = cycleAt(imageAt(second * 1000), { events: journal.takeEvents() });
      feed.cycle(finished);
      session.cycle(finished);
    }
  };
  return { clock, publisher, journal, session, run };
}

function topicsOf(messages: readonly Message[]): readonly string[] {
  return messages.map(({ topic }) => topic.slice(root.length));
}

function seqsOf(messages: readonly Message[], stream: string): readonly number[] {
  return messages
    .filter(({ topic }) => topic === `${root}data/${stream}`)
    .flatMap(({ payload }) => rowsIn(batchSchema.parse(JSON.parse(payload))).map(([seq]) => seq));
}

test('after each connect: state, birth, now, live, health, and only then data', () => {
  const { publisher, run } = makeStation();
  run(30);
  expect(publisher.sent).toEqual([]);
  for (const reason of ['start', 'reconnect']) {
    const before = publisher.sent.length;
    publisher.connect();
    const sent = publisher.sent.slice(before);
    const topics = topicsOf(sent);
    const firstData = topics.findIndex((topic) => topic.startsWith('data/'));
    expect(topics.slice(0, firstData)).toEqual([
      'state',
      'birth',
      'birth/0123456789ab',
      'now',
      'live/slm-north',
      'live/cab-a',
      'live/gun-1',
      'live/gun-2',
      'live/temp-a',
      'live/fan-a',
      'models',
      'health',
    ]);
    expect(stateSchema.parse(JSON.parse(sent[0]?.payload ?? ''))).toMatchObject({ online: true, reason });
    publisher.cut();
  }
});

test('a station that has started anew tells all of it, though the broker kept the session of the run before', () => {
  const { publisher, run } = makeStation();
  run(1);
  publisher.connect(true);
  run(31);
  const topics = topicsOf(publisher.sent);
  expect(topics).toContain('models');
  expect(topics.filter((topic) => topic === 'health').length).toBeGreaterThanOrEqual(3);
  const before = publisher.sent.length;
  publisher.cut();
  publisher.connect(true);
  expect(topicsOf(publisher.sent.slice(before))).not.toContain('health');
});

test('nothing is lost over an outage, and nothing is sent twice where PUBACKs came', () => {
  const { publisher, session, run } = makeStation();
  publisher.connect();
  for (let n = 0; n < 20; n += 1) {
    run(5);
    publisher.acknowledge();
  }
  publisher.cut();
  run(300);
  publisher.connect();
  run(11);
  for (let n = 0; n < 200; n += 1) publisher.acknowledge();
  session.stop('shutdown', () => {});
  expect(seqsOf(publisher.stored, 'spl').toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 411 }, (_, index) => index + 1),
  );
});

test('a lost PUBACK, and nothing else, makes a duplicate with the same key', () => {
  const { publisher, run } = makeStation();
  publisher.connect();
  run(12);
  expect(publisher.inFlight).toBeGreaterThan(0);
  publisher.cut(true);
  const taken = seqsOf(publisher.stored, 'spl');
  expect(taken.length).toBeGreaterThan(0);
  publisher.connect();
  publisher.acknowledge();
  const again = seqsOf(publisher.stored, 'spl').toSorted((a, b) => a - b);
  expect(again).toEqual([...taken, ...taken].toSorted((a, b) => a - b));
});

test('whatever the connection does, every row arrives at least once and new rows in order', () => {
  const step = fc.constantFrom(
    'run',
    'connect',
    'cut',
    'cut-taken',
    'acknowledge',
    'acknowledge-one',
    'refuse',
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { publisher, session, run } = makeStation();
      let seconds = 0;
      const cycles = (count: number): void => {
        run(count);
        seconds += count;
      };
      for (const act of steps) {
        if (act === 'run') cycles(7);
        else if (act === 'connect' && !publisher.connected) publisher.connect();
        else if (act.startsWith('cut') && publisher.connected) publisher.cut(act === 'cut-taken');
        else if (act === 'acknowledge') publisher.acknowledge();
        else if (act === 'acknowledge-one') publisher.acknowledge(1);
        else if (act === 'refuse') publisher.refuse();
        expect(publisher.inFlight).toBeLessThanOrEqual(SCRIPTED_WINDOW);
      }
      if (!publisher.connected) publisher.connect();
      cycles(20);
      for (let n = 0; n < 100; n += 1) publisher.acknowledge();
      session.stop('shutdown', () => {});
      const first = [...new Set(seqsOf(publisher.stored, 'spl'))];
      // The last seconds are not in the history yet.
      const recorded = first.length;
      expect(seconds - recorded).toBeLessThan(10);
      expect([...first].sort((a, b) => a - b)).toEqual(
        Array.from({ length: recorded }, (_, index) => index + 1),
      );
    }),
    { numRuns: 60 },
  );
});

test('no more entries are in flight than the broker takes, and a refused one is tried again after five seconds', () => {
  const { publisher, run } = makeStation();
  run(120);
  publisher.connect();
  expect(publisher.inFlight).toBe(SCRIPTED_WINDOW);
  const before = publisher.sent.length;
  publisher.refuse();
  run(4);
  expect(topicsOf(publisher.sent.slice(before)).filter((topic) => topic.startsWith('data/'))).toEqual([]);
  run(3);
  expect(publisher.inFlight).toBe(SCRIPTED_WINDOW);
});

test('records that the broker will never take are counted and told once for a topic, and told when it takes them again', () => {
  const { publisher, run } = makeStation();
  run(120);
  publisher.connect();
  publisher.refuse(true);
  publisher.refuse(true);
  publisher.acknowledge();
  const said = (key: string) =>
    publisher.sent
      .filter(({ topic }) => topic === `${root}event/fault`)
      .map(({ payload }) => eventSchema.parse(JSON.parse(payload)))
      .filter((event) => event.key === key);
  const refused = said('record-refused');
  expect(refused.length).toBeGreaterThan(0);
  expect(new Set(refused.map(({ subject }) => subject)).size).toBe(refused.length);
  run(20);
  publisher.acknowledge();
  expect(said('record-taken-again').length).toBeGreaterThan(0);
  run(120);
  const health = publisher.sent.filter(({ topic }) => topic === `${root}health`).at(-1);
  const { backlog } = healthSchema.parse(JSON.parse(health?.payload ?? ''));
  expect(backlog.refused).toBeGreaterThanOrEqual(refused.length);
});

test('a station that may not listen for commands says so', () => {
  const { publisher, run } = makeStation();
  publisher.connect();
  publisher.deafen(`${root}cmd/+`);
  run(2);
  const events = publisher.sent.filter(({ topic }) => topic === `${root}event/fault`);
  expect(events.map(({ payload }) => eventSchema.parse(JSON.parse(payload)).key)).toContain(
    'commands-refused',
  );
});

test('an event leaves at once, before the data of its ten seconds and all that is older', () => {
  const { publisher, journal, run } = makeStation();
  run(60);
  const note = { class: 'lifecycle', severity: 'info', state: 'noted', subject: 'station' } as const;
  journal.add({ events: [{ ...note, wallMs: startWallMs, message: plain('started') }] });
  publisher.connect();
  const firstRecord = topicsOf(publisher.sent).find((topic) => /^(data|event)/.test(topic));
  expect(firstRecord).toBe('event/lifecycle');
});

test('after an outage the newest ten seconds come first, then the oldest', () => {
  const { publisher, run } = makeStation();
  run(100);
  publisher.connect();
  for (let n = 0; n < 100; n += 1) publisher.acknowledge();
  const [first = 0, ...rest] = publisher.stored
    .filter(({ topic }) => topic === `${root}data/spl`)
    .map(({ payload }) => batchSchema.parse(JSON.parse(payload)).seq[0]);
  expect(first).toBeGreaterThan(Math.max(...rest));
  expect(rest).toEqual(rest.toSorted((a, b) => a - b));
});

test('what is sent again is the same, byte by byte', () => {
  const { publisher, run } = makeStation();
  run(95);
  publisher.connect();
  publisher.cut(true);
  publisher.connect();
  for (let n = 0; n < 100; n += 1) publisher.acknowledge();
  const records = publisher.stored.filter(
    ({ topic }) => topic.includes('/data/') || topic.includes('/event/'),
  );
  const byKey = new Map<string, string>();
  let again = 0;
  for (const { topic, payload } of records) {
    const { epoch, seq } = JSON.parse(payload) as { epoch: number; seq: unknown };
    const key = `${topic} ${epoch} ${JSON.stringify(seq)}`;
    if (byKey.has(key)) again += 1;
    expect(byKey.get(key) ?? payload).toBe(payload);
    byKey.set(key, payload);
  }
  expect(again).toBeGreaterThan(0);
});

test('live is sent while connected and never kept for later', () => {
  const { publisher, run } = makeStation();
  run(100);
  publisher.connect();
  const live = () => topicsOf(publisher.sent).filter((topic) => topic === 'live/gun-1').length;
  expect(live()).toBe(1);
  run(21);
  expect(live()).toBe(3);
});

test('without a disk the oldest goes when memory is full, and the gap is told with its numbers', () => {
  const { publisher, run } = makeStation({ cellsMax: 800 });
  run(300);
  publisher.connect();
  for (let s = 0; s < 121; s += 1) {
    run(1);
    publisher.acknowledge();
  }
  const healths = publisher.stored.filter(({ topic }) => topic === `${root}health`);
  expect(healths).toHaveLength(2);
  const gaps = publisher.stored
    .filter(({ topic }) => topic === `${root}event/gap`)
    .map(({ payload }) => eventSchema.parse(JSON.parse(payload)).gap)
    .filter((gap) => gap?.stream === 'seconds');
  const lost = gaps.flatMap((gap) =>
    Array.from(
      { length: (gap?.last_seq ?? 0) - (gap?.first_seq ?? 0) + 1 },
      (_, index) => (gap?.first_seq ?? 0) + index,
    ),
  );
  const arrived = seqsOf(publisher.stored, 'spl');
  expect(lost.length).toBeGreaterThan(20);
  expect(lost.filter((seq) => arrived.includes(seq))).toEqual([]);
  const last = Math.max(...arrived);
  const told = new Set([...lost, ...arrived]);
  // A gap that was lost itself is seen by its numbers.
  expect(Array.from({ length: 100 }, (_, index) => last - index).every((seq) => told.has(seq))).toBe(true);
});

test('a command is answered through the history, and a rebirth repeats the birth', () => {
  const { publisher, run } = makeStation();
  run(1);
  publisher.connect();
  const payload = JSON.stringify({
    v: 1,
    id: 'r-1',
    issued_at: startWallMs,
    expires_at: startWallMs + 60_000,
    issuer: 'ops:alice',
    reason: 'new consumer',
  });
  publisher.receive({ topic: `${root}cmd/rebirth`, payload, retained: false });
  publisher.receive({ topic: 'quietpost/v1/lane-7/st-2/cmd/rebirth', payload, retained: false });
  const topics = topicsOf(publisher.sent);
  expect(topics.filter((topic) => topic === 'birth')).toHaveLength(2);
  expect(topics.filter((topic) => topic === 'ack/r-1')).toHaveLength(1);
});

test('what holds an output is answered with the cycle that holds it; what is refused, at once', () => {
  const { publisher, run } = makeStation();
  run(1);
  publisher.connect();
  const ask = (id: string, value: number): void => {
    const args = { output: 'limit-a', value };
    const head = {
      v: 1,
      id,
      issuer: 'ops',
      reason: '',
      issued_at: startWallMs,
      expires_at: startWallMs + 60_000,
    };
    const payload = JSON.stringify({ ...head, lease_s: 600, args });
    publisher.receive({ topic: `${root}cmd/limit`, payload, retained: false });
  };
  const answered = () => topicsOf(publisher.sent).filter((topic) => topic.startsWith('ack/'));
  ask('held', 60);
  ask('low', 10);
  ask('held', 60);
  expect(answered()).toEqual(['ack/low']);
  run(1);
  publisher.acknowledge();
  expect(answered()).toEqual(['ack/low', 'ack/held', 'ack/held']);
});

const metered: SitePlan = {
  ...smallPlan,
  broker: { kind: 'mqtt', url: 'mqtts://broker.example.org:8883', metered: true },
};

/** The topics in each pack that was sent. */
function packsOf(messages: readonly Message[]): readonly (readonly string[])[] {
  return messages
    .filter(({ topic }) => topic === `${root}pack`)
    .map(({ payload }) => messagesInPack(payload).map(([topic]) => topic));
}

test('on a metered line rows wait a minute and go together; events go at once', () => {
  const { publisher, journal, run } = makeStation({ plan: metered });
  publisher.connect();
  run(45);
  const note = { class: 'lifecycle', severity: 'info', state: 'noted', subject: 'station' } as const;
  journal.add({ events: [{ ...note, wallMs: startWallMs, message: plain('started') }] });
  const topics = () => topicsOf(publisher.sent);
  expect(topics()).toContain('event/lifecycle');
  expect(topics().filter((topic) => /^(data|pack)/.test(topic))).toEqual([]);
  run(40);
  const [pack = [], ...more] = packsOf(publisher.sent);
  expect(more).toEqual([]);
  expect(pack.filter((topic) => topic === 'data/spl').length).toBeGreaterThanOrEqual(5);
  expect(publisher.sent.find(({ topic }) => topic === `${root}pack`)).toMatchObject({ isGzip: true, qos: 1 });
  // It was taken: none of it is sent again.
  publisher.acknowledge();
  publisher.cut();
  publisher.connect();
  run(1);
  expect(packsOf(publisher.sent)).toHaveLength(1);
});

test('of a metered line a backlog goes at once, in full packs; a pack too large is sent in its parts', () => {
  const { publisher, run } = makeStation({ plan: metered });
  run(1800);
  publisher.connect();
  const sizes = packsOf(publisher.sent).map((pack) => pack.length);
  expect(sizes.length).toBe(2);
  expect(Math.min(...sizes)).toBeGreaterThan(100);
  publisher.refuse(true);
  for (let n = 0; n < 300; n += 1) publisher.acknowledge();
  const alone = topicsOf(publisher.stored).filter((topic) => topic === 'data/spl').length;
  expect(alone).toBeGreaterThan(50);
});

test('rows that come late go together, few packs at a time, behind what is new; each keeps its own bytes', () => {
  const { publisher, run } = makeStation({ isLateTold: true });
  run(3600);
  publisher.connect();
  const [first = ''] = topicsOf(publisher.sent).filter((topic) => /^(data|pack)/.test(topic));
  expect(first).toMatch(/^data/);
  for (let n = 0; n < 40 && publisher.inFlight > 0; n += 1) {
    expect(publisher.inFlight).toBeLessThanOrEqual(SCRIPTED_WINDOW);
    publisher.acknowledge();
  }
  const packs = publisher.stored.filter(({ topic }) => topic === `${root}pack`);
  const packed = packs.flatMap(({ payload }) => messagesInPack(payload));
  expect(packs.length).toBeLessThan(packed.length / 20);
  expect(Math.max(...packs.map(({ payload }) => payload.length))).toBeLessThan(128_000);
  const numbers = packed
    .filter(([topic]) => topic === 'hist/spl')
    .flatMap(([, payload]) => rowsIn(batchSchema.parse(JSON.parse(payload))).map(([seq]) => seq));
  const all = [...numbers, ...seqsOf(publisher.stored, 'spl')].toSorted((a, b) => a - b);
  expect(all).toEqual(Array.from({ length: all.length }, (_, index) => index + 1));
  expect(all.length).toBeGreaterThan(3580);
});

test('a broker that takes no packs gets late rows alone, and not one is set aside', () => {
  const { publisher, run } = makeStation({ isLateTold: true });
  run(600);
  publisher.connect();
  for (let n = 0; n < 60; n += 1) {
    publisher.refusePacks();
    publisher.acknowledge(1000, '/pack');
  }
  const late = publisher.stored.filter(({ topic }) => topic === `${root}hist/spl`);
  expect(late.length).toBeGreaterThan(40);
  expect(topicsOf(publisher.stored)).not.toContain('pack');
  expect(topicsOf(publisher.stored)).not.toContain('event/fault');
});

test('while no pack of a backlog is taken, new rows go on', () => {
  const { publisher, run } = makeStation({ isLateTold: true });
  run(7200);
  publisher.connect();
  for (let n = 0; n < 40; n += 1) publisher.acknowledge(1000, '/pack');
  expect(publisher.inFlight).toBeGreaterThan(0);
  const before = Math.max(...seqsOf(publisher.stored, 'spl'));
  run(30);
  publisher.acknowledge(1000, '/pack');
  expect(Math.max(...seqsOf(publisher.stored, 'spl'))).toBeGreaterThanOrEqual(before + 20);
  expect(topicsOf(publisher.stored)).not.toContain('pack');
});

test('a connection that loses at once what it is given is left alone for some seconds', () => {
  const { publisher, run } = makeStation();
  run(30);
  publisher.connect();
  for (let n = 0; n < 50; n += 1) publisher.acknowledge();
  let tried = 0;
  publisher.publish = (_message, done) => {
    tried += 1;
    if (tried > 1000) throw new Error('it is given more and more');
    done?.({ kind: 'lost' });
  };
  run(60);
  expect(tried).toBeGreaterThan(10);
});

test('a metered station that stops sends what lingers', () => {
  const { publisher, session, run } = makeStation({ plan: metered });
  publisher.connect();
  run(30);
  session.stop('shutdown', () => {});
  expect(packsOf(publisher.sent)).toHaveLength(1);
});

test('a stop sends what is left, then says offline, within its deadline', () => {
  const { publisher, session, run, clock } = makeStation();
  publisher.connect();
  run(12);
  let stopped = 0;
  session.stop('shutdown', () => {
    stopped += 1;
  });
  expect(stopped).toBe(0);
  for (let n = 0; n < 10; n += 1) publisher.acknowledge();
  expect(stopped).toBe(1);
  const last = publisher.stored.at(-1);
  expect(stateSchema.parse(JSON.parse(last?.payload ?? ''))).toMatchObject({
    online: false,
    reason: 'shutdown',
  });
  expect(clock.pending).toBe(0);
});

test('a stop ends although nothing is acknowledged, and at once without a connection', () => {
  const silent = makeStation();
  silent.publisher.connect();
  silent.run(12);
  let stopped = false;
  silent.session.stop('shutdown', () => {
    stopped = true;
  });
  silent.clock.runUntil(11_000 + 1000);
  expect(stopped).toBe(true);

  const alone = makeStation();
  alone.run(3);
  let ended = false;
  alone.session.stop('shutdown', () => {
    ended = true;
  });
  expect(ended).toBe(true);
});

test('where the broker has kept the session, a reconnect says what has changed and no more', () => {
  const { publisher, session, run } = makeStation();
  publisher.connect();
  run(30);
  for (let n = 0; n < 50; n += 1) publisher.acknowledge();
  publisher.cut();
  const before = publisher.sent.length;
  publisher.connect(true);
  const sent = publisher.sent.slice(before).filter(({ topic }) => !topic.includes('/data/'));
  expect(topicsOf(sent).filter((topic) => !topic.startsWith('live/'))).toEqual(['state']);
  publisher.cut();
  session.planChanged({ ...smallPlan, hash: 'another' });
  publisher.connect(true);
  expect(topicsOf(publisher.sent.slice(before))).toContain('birth/another');
});

test('a last will that comes after the connection it does not belong to is answered by the state, not too often', () => {
  const { publisher, clock } = makeStation();
  publisher.connect();
  const states = () => topicsOf(publisher.sent).filter((topic) => topic === 'state').length;
  const late = { v: 1, online: false, session: 's0', ts: startWallMs, reason: 'lost' };
  const hear = (payload: object) =>
    publisher.receive({ topic: `${root}state`, payload: JSON.stringify(payload), retained: false });
  // Of the connection before: our own word is still to come behind it.
  hear(late);
  expect(states()).toBe(1);
  hear({ v: 1, online: true, session: 's1', connection: 1, ts: startWallMs, reason: 'start' });
  expect(states()).toBe(1);
  hear(late);
  hear(late);
  expect(states()).toBe(2);
  clock.runUntil(5000);
  hear(late);
  expect(states()).toBe(3);
});

test('the site file is told to whoever asks for it, and not kept by the broker', () => {
  const { publisher, run } = makeStation();
  publisher.connect();
  run(3);
  const ask = {
    ...{ v: 1, id: 'g-1', issuer: 'x', reason: '', issued_at: startWallMs, expires_at: startWallMs + 60_000 },
  };
  publisher.receive({ topic: `${root}cmd/config-get`, payload: JSON.stringify(ask), retained: false });
  expect(publisher.sent.find(({ topic }) => topic === `${root}config/site`)).toMatchObject({ retain: false });
});
