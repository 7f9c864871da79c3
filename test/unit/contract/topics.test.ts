import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plain } from '../../../src/contract/form/styled.ts';
import { formatMessage } from '../../../src/contract/format-message.ts';
import { commandFilterOf, messageOf, parseTopic, rootOf, topics } from '../../../src/contract/topics.ts';
import { smallPlan } from '../backoffice/small-plan.ts';

const root = rootOf(smallPlan);
const project = join(import.meta.dirname, '..', '..', '..');

test.each(Object.entries(topics))(
  'the example of %s survives JSON and its schema',
  (_name, { schema, example }) => {
    expect(schema.parse(JSON.parse(JSON.stringify(example)))).toEqual(example);
    const object = Object(example);
    expect(schema.safeParse({ ...object, v: 2 }).success).toBe(false);
    const { v: _version, ...incomplete } = object;
    expect(schema.safeParse(incomplete).success).toBe(false);
  },
);

test.each(Object.entries(topics))(
  'the producer of %s is a file that names the topic',
  (name, { producer }) => {
    const file = join(project, producer);
    expect(existsSync(file), producer).toBe(true);
    expect(readFileSync(file, 'utf8')).toMatch(
      new RegExp(`(messageOf|topicOf)\\('${name}'|\\^${name}\\\\/|contract/${name}\\.ts`),
    );
  },
);

test('every topic is read back into its name and part', () => {
  for (const [name, { pattern }] of Object.entries(topics)) {
    const part = pattern.includes('{') ? 'x-1' : '';
    const topic = root + pattern.replace(/\{.*\}/, part);
    expect(parseTopic(topic)).toEqual({ site: 'lane-7', station: 'st-1', name, part });
  }
  for (const foreign of [
    '',
    'x',
    `${root}state/more`,
    `${root}data`,
    `${root}toString`,
    'zigbee/bridge/state',
  ]) {
    expect(parseTopic(foreign)).toBeUndefined();
  }
  expect(commandFilterOf(smallPlan)).toBe('quietpost/v1/lane-7/st-1/cmd/+');
});

test('each message is told in words, without live values and without stumbling over foreign ones', () => {
  const told = Object.entries(topics).map(([name, { example }]) => {
    const message = messageOf(name as keyof typeof topics, 'spl', JSON.stringify(example));
    return formatMessage(root + message.topic, message.payload, plain).map((line) =>
      line.replace(/^\d\d:\d\d:\d\d /, ''),
    );
  });
  expect(told).toEqual([
    ['st-1 is online (start, session 5f3a90c1d2e4)'],
    [
      'st-1 at lane-7: firmware 0.1.0, configuration 0123456789ab',
      '         1 channels of 1 devices; streams spl',
      '         outputs: limit-a (power-limit)',
    ],
    [],
    ['health: up 1 min, 81 MB | cycle p99 3.5 ms, 0 overruns | backlog 2 | tcp-a up 40 %, silent: gun-2'],
    [
      'models: a warms by 21.5 K in 180 s at full power and fans (identified from 12 min) | limit-a moved 2 of 12 times in 8 h | flat equipment 41.2 dB, allowed 47.9 dB, uncertainty 1.1 dB, trusted | night of 2026-01-05 by 14 before it: still 212.5 kWh, 2 minutes at risk, 0 with limited power, 0 kWh withheld at most',
    ],
    ['now: flat 51.7 of 55 dB; no alarm'],
    ['settings in force: receptors.north.limits.nightDb 45 -> 40'],
    [],
    ['slm-north            LAeq  51.2 dB  LAFmax  55.0 dB', 'slm-north            LAeq     - dB  stale'],
    ['slm-north            LAeq  51.2 dB  LAFmax  55.0 dB', 'slm-north            LAeq     - dB  stale'],
    [],
    [
      'gap minutes: records 1 to 4 of minutes will never arrive: they were deleted before the back office had them',
    ],
    ['alarm active fault-temp-a1 (because of fault-air): temp-a1 on air does not answer'],
    ['limit-a 50 % of 50 % by operator-request, held: limit 60 % of ops'],
    ['night of 2026-01-05 at flat: LAeq 43.1 dB, limit 45 dB, 99.2 % heard'],
    ['4711 records sealed by key 0123456789abcdef'],
    [],
    ['command c-1 rejected (EXPIRED): expired 3 s ago'],
  ]);
  expect(formatMessage('zigbee/bridge/state', '{}', plain)).toEqual([]);
  const packed = JSON.stringify({ v: 1, messages: [['data/spl', JSON.stringify(topics.data.example)]] });
  expect(formatMessage(`${root}pack`, packed, plain)).toEqual(
    formatMessage(`${root}data/spl`, JSON.stringify(topics.data.example), plain),
  );
  expect(formatMessage(`${root}state`, 'not json', plain)).toEqual([
    `${root}state: a payload that does not fit its schema`,
  ]);
});

test('what is out of order in a health message is marked', () => {
  const health = Object(topics.health.example);
  const payload = {
    ...health,
    mode: 'advise',
    backlog: { parts: 0, refused: 3 },
    clock: { sync: false, src: 'none' },
  };
  const styled = (text: string, style: string): string => `<${style}>${text}`;
  const [line = ''] = formatMessage(`${root}health`, JSON.stringify(payload), styled);
  expect(line).toContain('<warn>mode advise, moves nothing');
  expect(line).toContain('backlog 0<bad>, 3 refused');
  expect(line).toContain('<warn>clock not synchronised');
});
