/** Explanations of made recordings, on the small plan. */

import { expect, test } from 'vitest';
import { explainText } from '../../../../src/analysis/explain/explain-text.ts';
import { explainRecording } from '../../../../src/analysis/explain/explanation.ts';
import { initialState, tick } from '../../../../src/control/tick.ts';
import { dictionaries, type Language } from '../../../../src/language/languages.ts';
import type { OperatorRequest } from '../../../../src/model/image.ts';
import { openRecording } from '../../../../src/recording/recorded-cycles.ts';
import { createRecorder } from '../../../../src/recording/recorder.ts';
import { calm, type Field, imageOf, nightMs, smallPlan } from '../../control/small-plan.ts';

interface Scene {
  readonly field: Field;
  readonly seconds: number;
  readonly requests?: readonly OperatorRequest[];
}

/** Lines of the scenes one after the other. */
function* linesOf(scenes: readonly Scene[], change: (line: string) => string = (line) => line) {
  const lines: string[] = [];
  let state = initialState(smallPlan);
  const sink = { write: (line: string) => void lines.push(line), close: () => {} };
  const recorder = createRecorder(sink, smallPlan, 'hash', state);
  let nowMs = 0;
  for (const { field, seconds, requests = [] } of scenes) {
    for (let second = 0; second < seconds; second += 1) {
      nowMs += 1000;
      const image = imageOf(field, state, smallPlan, nowMs, nightMs, requests);
      const result = tick(state, image, smallPlan);
      state = result.state;
      recorder.cycle({ image, result, events: [] });
      for (const line of lines.splice(0)) yield change(line);
    }
  }
}

/** The text on an output `second` seconds after the begin, and how many lines were read for it. */
async function explainedAt(
  output: string,
  second: number,
  lines: Iterable<string>,
  language: Language = 'en',
): Promise<{ readonly text: string; readonly read: number; readonly isClosed: boolean }> {
  let read = 0;
  let isClosed = false;
  async function* counted() {
    try {
      for (const line of lines) {
        read += 1;
        yield line;
      }
    } finally {
      isClosed = true;
    }
  }
  const opened = await openRecording(counted());
  if (!opened.ok) throw new Error(opened.fault.message);
  const spec = smallPlan.outputs.find(({ id }) => id === output);
  if (spec === undefined) throw new Error(`no output ${output}`);
  const isPast = ({ wallMs }: { wallMs: number }): boolean => wallMs > nightMs + second * 1000;
  const explanation = await explainRecording(opened.value, spec, isPast);
  return {
    text: explanation === undefined ? '' : explainText(explanation, dictionaries[language]).join('\n'),
    read,
    isClosed,
  };
}

const hot = { ...calm, 'temp-a1.temperature': 64 };
const blind = { ...calm, 'temp-a1.temperature': null, 'temp-a2.temperature': null };
const request: OperatorRequest = {
  ...{ id: 'r1', output: 'limit-a', mode: 'limit', value: 75, untilMs: 1e9 },
  ...{ issuer: 'back office', reason: 'grid' },
};

test('a trip says what it asked, and whose cap it broke', async () => {
  const scenes = [
    { field: calm, seconds: 30 },
    { field: hot, seconds: 30 },
    { field: calm, seconds: 30 },
  ];
  const { text } = await explainedAt('fan-a1', 50, linesOf(scenes));
  expect(text).toContain('fan-a1 was 100 % at 2026-11-23 23:00:50 (since 23:00:31).');
  expect(text).toContain(
    'asked up by over-temperature (interlock, at least 100 %): cabinet a tripped at 62 C',
  );
  expect(text).toMatch(/overruled: night-noise asked for at most [\d.]+ %: .*; interlock goes before noise/);
  expect(text).toContain('inputs then: cabinet a 64.0 C, 100 kW, limit 25 %, fans set to 100 %');
  expect(text).toMatch(/before: 20 % by rest until 23:00:31/);
});

test('a request of an operator is named with what it asked for, and other bounds are told as met', async () => {
  const scenes = [
    { field: calm, seconds: 20 },
    { field: { ...hot, 'temp-a2.temperature': null }, seconds: 40, requests: [request] },
  ];
  const { text } = await explainedAt('limit-a', 50, linesOf(scenes));
  expect(text).toContain(
    'asked down by over-temperature (interlock, at most 25 %): cabinet a tripped at 62 C',
  );
  expect(text).toContain(
    'was met anyway: operator-request (operator) asked for at most 75 %: back office asked for limit 75 % (grid)',
  );
  expect(text).toContain('temp-a2.temperature had no good value: no answer within 500 ms');
  expect(text).toContain('after: no other value until the records end');
});

test('in Chinese the inputs are Chinese too, with what had no good value and why', async () => {
  const scenes = [
    { field: hot, seconds: 20 },
    { field: { ...hot, 'temp-a2.temperature': null }, seconds: 40 },
  ];
  const { text } = await explainedAt('fan-a1', 50, linesOf(scenes), 'zh');
  const inputs = text.split('\n').find((line) => line.includes('当时的输入：')) ?? '';
  expect(inputs).toMatch(/功率柜 a \d+\.\d ℃，\d+ kW，功率上限 \d+ %，风机设定 .+，实际转速 .+；/);
  expect(inputs).toMatch(/；north 总声级 \d+\.\d dB，其中设备 \d+\.\d dB（按站点文件的数据）/);
  expect(inputs).toMatch(/temp-a2\.temperature 没有有效值：500 ms 内无应答/);
});

test('the start is told as fail-safe', async () => {
  const { text } = await explainedAt('limit-b', 10, linesOf([{ field: blind, seconds: 20 }]));
  expect(text).toContain('limit-b was 50 % at 2026-11-23 23:00:10 (since before the records begin).');
  expect(text).toContain(
    'held in fail-safe: starting: waiting for the first good value of temp-a1.temperature',
  );
  expect(text).toContain('before: not recorded');
});

test('it reads to the next change and no further, and lets go of the file', async () => {
  const scenes = [
    { field: calm, seconds: 30 },
    { field: hot, seconds: 30 },
    { field: calm, seconds: 100_000 },
  ];
  const { text, read, isClosed } = await explainedAt('limit-a', 20, linesOf(scenes));
  expect(text).toContain('after: 25 % from 23:00:31 by over-temperature: cabinet a tripped');
  expect(read).toBeLessThan(40);
  expect(isClosed).toBe(true);
});

test('a change in the very next cycle is the next change', async () => {
  const scenes = [
    { field: calm, seconds: 30 },
    { field: hot, seconds: 30 },
  ];
  const { text } = await explainedAt('limit-a', 30, linesOf(scenes));
  expect(text).toContain('limit-a was 100 %');
  expect(text).toContain('after: 25 % from 23:00:31');
});

test('where the rules of today would not decide so, the recorded reason stands alone', async () => {
  const other = (line: string): string =>
    line.startsWith('{"recording"') ? line.replace('"tripC":62', '"tripC":70') : line;
  const { text } = await explainedAt('fan-a1', 50, linesOf([{ field: hot, seconds: 60 }], other));
  expect(text).toMatch(/set by over-temperature: cabinet a tripped at 62 C/);
  expect(text).toMatch(/overruled: night-noise: the equipment may reach \d+\.\d dB at north/);
  expect(text).not.toContain('asked');
});

/** Rules that a plan from before them takes with their defaults: it is decided again as it is. */
const withDefaults = ['plant-health', 'fan-dither', 'quiet-window', 'cease-use'];

test.each(Object.keys(smallPlan.rules))('a plan without the rule %s is still explained', async (rule) => {
  const older = (line: string): string => line.replace(`"${rule}":{`, '"old-rule":{');
  const { text } = await explainedAt('fan-a1', 20, linesOf([{ field: calm, seconds: 30 }], older));
  expect(text).toContain('fan-a1 was 20 %');
  expect(text).toContain("by the site's figures");
  expect(text.includes('by attribution')).toBe(withDefaults.includes(rule));
});

test('a moment far from any cycle was not recorded', async () => {
  const lines = [...linesOf([{ field: calm, seconds: 60 }])];
  const gap = [...lines.slice(0, 20), ...lines.slice(40)];
  expect((await explainedAt('fan-a1', 30, gap)).text).toBe('');
  expect((await explainedAt('fan-a1', 22, gap)).text).toContain('23:00:19');
});
