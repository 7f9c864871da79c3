import { expect, test } from 'vitest';
import type { ControlPlan } from '../../../src/plan/control-plan.ts';
import { smallPlan } from '../control/small-plan.ts';
import { record, replayed } from './made-recording.ts';

type Header = { plan: Record<string, unknown>; state: Record<string, unknown> };

/** The recording with another header. */
function underHeader(lines: readonly string[], change: (header: Header) => void): string[] {
  const [first = '', ...rows] = lines;
  const header = JSON.parse(first) as Header;
  change(header);
  return [JSON.stringify(header), ...rows];
}

const short = record(20);

function without(object: object, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

test('a recording replays to the same decisions', async () => {
  const result = await replayed(record(60));
  expect(result).toMatchObject({ ok: true, report: { cycles: 60, differences: [] } });
});

test('a decision that does not come out again is shown with both sides', async () => {
  const lines = record(60).map((line) => line.replace('"nightC":48', '"nightC":30'));
  const result = await replayed(lines);
  if (!result.ok) throw new Error(result.message);
  // In the first one the fans begin to be asked for more, at their rest speed still.
  const later = result.report.differences.at(-1);
  const fan = (side: 'recorded' | 'replayed') => later?.[side].find((one) => one.output === 'fan-a1')?.value;
  expect(fan('replayed')).toBeGreaterThan(fan('recorded') ?? 100);
});

test('a torn last line is the end of the recording', async () => {
  const lines = record(10);
  const last = lines.pop() ?? '';
  const result = await replayed([...lines, last.slice(0, 40)]);
  expect(result).toMatchObject({ ok: true, report: { cycles: 9 } });
});

test('a gateway that went on in the same file replays over its restart, also where the death tore a line', async () => {
  const before = record(30);
  const after = record(20);
  const torn = before.at(-1)?.slice(0, 40) ?? '';
  expect(await replayed([...before, ...after])).toMatchObject({
    ok: true,
    report: { cycles: 50, differing: 0 },
  });
  expect(await replayed([...before.slice(0, -1), torn, ...after])).toMatchObject({
    ok: true,
    report: { cycles: 49, differing: 0 },
  });
});

test('a run that died while it wrote its header, and another after it, replay as the later one', async () => {
  const header = short[0]?.slice(0, 200) ?? '';
  expect(await replayed([header, ...short])).toMatchObject({
    ok: true,
    report: { cycles: 20, differing: 0 },
  });
  expect(await replayed([header, header, ...short])).toMatchObject({ ok: false, line: 1 });
});

test('what a later start was recorded with is judged like the first, under its own line', async () => {
  const rules = without(smallPlan.rules, 'night-noise');
  const older = underHeader(short, ({ plan }) => Object.assign(plan, { rules }));
  const noPlan = underHeader(short, (header) => Object.assign(header, { plan: null }));
  expect(await replayed([...short, ...older])).toMatchObject({ ok: false, line: short.length + 1 });
  expect(await replayed([...short, ...noPlan])).toMatchObject({ ok: false, line: short.length + 1 });
});

test('a torn line in the middle is an error with its number', async () => {
  const lines = record(10);
  lines[4] = lines[4]?.slice(0, 40) ?? '';
  expect(await replayed(lines)).toMatchObject({ ok: false, line: 5 });
});

test.each([
  ['nothing at all', [], 'empty'],
  ['a torn header', ['{"recording":"quietp'], 'header'],
  ['another JSON file', ['{"name":"x"}'], 'not a quietpost recording'],
  ['a list', ['[]'], 'not a quietpost recording'],
  ['null', ['null'], 'not a quietpost recording'],
  ['an older version', ['{"recording":"quietpost","v":0}'], 'version 0'],
])('%s is no recording, and says so', async (_what, lines, message) => {
  expect(await replayed(lines)).toMatchObject({ ok: false, message: expect.stringContaining(message) });
});

test.each(['null', '7', '{}', '{"t":[1,2]}'])(
  'the line %s is JSON but no cycle, and is named',
  async (line) => {
    const lines = record(5);
    lines[3] = line;
    expect(await replayed(lines)).toMatchObject({ ok: false, line: 4 });
  },
);

/** Off, or the same on every site, unless the site file says otherwise. */
const withDefaults = ['plant-health', 'fan-dither', 'quiet-window', 'cease-use'];

test.each(withDefaults)('a recording made before the rule %s is replayed with its defaults', async (rule) => {
  const older = underHeader(short, ({ plan }) => {
    plan['rules'] = without(smallPlan.rules, rule);
  });
  expect(await replayed(older)).toMatchObject({ ok: true, report: { cycles: 20, differing: 0 } });
});

test.each(Object.keys(smallPlan.rules).filter((rule) => !withDefaults.includes(rule)))(
  'a recording made before the rule %s, which every site must set, is not replayed, and says so',
  async (rule) => {
    const older = underHeader(short, ({ plan }) => {
      plan['rules'] = without(smallPlan.rules, rule);
    });
    expect(await replayed(older)).toEqual({
      ok: false,
      line: 1,
      message: `it was made before some of the rules of this quietpost, and has no parameters for them: ${rule}`,
    });
  },
);

test.each(Object.keys(smallPlan).filter((part) => part !== 'mode'))(
  'a recording whose plan has no %s is named as such',
  async (part) => {
    const older = underHeader(short, (header) => {
      header.plan = without(smallPlan, part);
    });
    expect(await replayed(older)).toEqual({
      ok: false,
      line: 1,
      message: `its plan has no ${part}: another version of quietpost made it`,
    });
  },
);

test.each(Object.keys(smallPlan.cabinets[0] ?? {}).filter((part) => part !== 'id'))(
  'a recording whose cabinet has no %s is named with the cabinet',
  async (part) => {
    const older = underHeader(short, ({ plan }) => {
      plan['cabinets'] = smallPlan.cabinets.map((cabinet, index) =>
        index === 0 ? without(cabinet, part) : cabinet,
      );
    });
    expect(await replayed(older)).toMatchObject({
      ok: false,
      message: `its plan has no ${part} of cabinet a: another version of quietpost made it`,
    });
  },
);

test('a header without a plan is named too', async () => {
  const older = underHeader(short, (header) => Object.assign(header, { plan: null }));
  expect(await replayed(older)).toMatchObject({
    ok: false,
    line: 1,
    message: expect.stringContaining('its plan'),
  });
});

test.each([...Object.keys(record(0).map((line) => (JSON.parse(line) as Header).state)[0] ?? {})])(
  'a recording whose state has no %s begins it as after a start',
  async (part) => {
    const older = underHeader(short, (header) => {
      header.state = without(header.state, part);
    });
    expect(await replayed(older)).toMatchObject({ ok: true, report: { cycles: 20, differing: 0 } });
  },
);

test('a rule without a recorded state begins as after a start', async () => {
  const older = underHeader(short, ({ state }) => {
    state['rules'] = without(state['rules'] as object, 'night-noise');
  });
  expect(await replayed(older)).toMatchObject({ ok: true, report: { cycles: 20, differing: 0 } });
});

/** Plans of other versions: what they name need not be there, and what is there need not be known. */
const strangers: Readonly<Record<string, (plan: ControlPlan) => Partial<ControlPlan>>> = {
  'an output that no cabinet has': ({ outputs }) => ({
    outputs: [...outputs, { id: 'damper', kind: 'lamp', min: 0, max: 100, rest: 0, failSafe: 0 }],
  }),
  'a fan without its output': ({ outputs }) => ({ outputs: outputs.filter(({ id }) => id !== 'fan-a1') }),
  'a power limit without its output': ({ outputs }) => ({
    outputs: outputs.filter(({ id }) => id !== 'limit-a'),
  }),
  'a temperature without its channel': ({ channels }) => ({
    channels: without(channels, 'temp-a1.temperature') as ControlPlan['channels'],
  }),
};

test.each(Object.entries(strangers))(
  'a plan with %s is replayed, and what differs is shown',
  async (_what, change) => {
    const other = underHeader(short, (header) => Object.assign(header.plan, change(smallPlan)));
    const result = await replayed(other);
    if (!result.ok) throw new Error(result.message);
    expect(result.report).toMatchObject({ cycles: 20, differing: 20 });
  },
);
