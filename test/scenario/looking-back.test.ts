/** A simulated evening, recorded both ways; `quietpost explain` and `quietpost whatif` as a person meets them. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noInputs } from '../../hw-mocks/station/inputs.ts';
import { createSqliteFiles } from '../../src/adapters/sqlite.ts';
import { explainHistory, type HistoryExplanation } from '../../src/analysis/explain/explain-history.ts';
import { type ExplainOptions, explain } from '../../src/cli/records/explain.ts';
import { planInForce } from '../../src/cli/records/source/recorded-plan.ts';
import { type WhatIfOptions, whatif } from '../../src/cli/records/whatif.ts';
import { type WhatIfNightsOptions, whatifNights } from '../../src/cli/records/whatif-nights.ts';
import { loadSite } from '../../src/config/load/load-site.ts';
import { simulatedHistory } from '../../src/laboratory/simulated-history.ts';
import { createSimulation } from '../../src/laboratory/simulation.ts';
import { inEnglish } from '../../src/language/say.ts';
import type { Decision } from '../../src/model/decision.ts';
import type { HistoryReader } from '../../src/ports/history.ts';
import { readerOf } from '../../src/store/file/reader.ts';
import { localText } from '../../src/time/local-time.ts';
import { slowPolledSite as usualSite } from './recordings.ts';
import { projectRoot } from './rig.ts';

const folder = mkdtempSync(join(tmpdir(), 'quietpost-looking-back-'));
const site = join(folder, 'site.yaml');
const recording = join(folder, 'evening.ndjson');
const history = join(folder, 'evening.db');
const MINUTE_MS = 60_000;
const OFFSET_MIN = 480;
const night = '2026-07-15';

/** The station with less room for heat, so that capped fans cost power on an ordinary evening. */
function slowPolledSite(): string {
  const usual = usualSite();
  const tight = usual.replace('limitC: 62.5', 'limitC: 49').replace('nightC: 48', 'nightC: 46');
  expect(tight).not.toBe(usual);
  return tight;
}

/** Every cycle's decisions, as they were made. */
const made: { readonly wallMs: number; readonly decisions: readonly Decision[] }[] = [];

/** From half past nine to twenty-five past ten: hot, so that power steps down. */
beforeAll(() => {
  writeFileSync(site, slowPolledSite());
  const loaded = loadSite(site);
  if (!loaded.ok) throw new Error(loaded.report);
  const lines: string[] = [];
  const simulation = createSimulation({
    plan: loaded.plan,
    inputs: noInputs,
    seed: 5,
    from: night,
    startHour: 21.5,
    history: simulatedHistory(loaded.plan, history).make,
    sink: { write: (line) => void lines.push(line), close: (done) => done() },
    onCycle: (image, { decisions }) => made.push({ wallMs: image.wallMs, decisions }),
  });
  simulation.runUntil(55 * MINUTE_MS);
  simulation.stop();
  writeFileSync(recording, `${lines.join('\n')}\n`);
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true }));

interface Said {
  readonly code: number;
  readonly text: string;
}

async function said(
  work: (io: { write(line: string): void; complain(line: string): void }) => Promise<number>,
): Promise<Said> {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const code = await work({ write: say, complain: say });
  return { code, text: lines.join('\n') };
}

/** Each question is asked once: what a command answers does not change. */
const answers = new Map<string, Promise<Said>>();
function once(question: unknown, ask: () => Promise<Said>): Promise<Said> {
  const key = JSON.stringify(question);
  const answer = answers.get(key) ?? ask();
  answers.set(key, answer);
  return answer;
}

const explained = (output: string, options: Partial<ExplainOptions>): Promise<Said> =>
  said((io) => explain(output, { site, ...options }, io));
const asked = (changedSite: string, options: Partial<WhatIfOptions>): Promise<Said> =>
  once([changedSite, options], () => said((io) => whatif(changedSite, { night, ...options }, io)));

/** The changes of an output's value. */
function changesOf(output: string): { wallMs: number; from: Decision; to: Decision }[] {
  return made.flatMap(({ wallMs, decisions }, index) => {
    const from = made[index - 1]?.decisions.find((one) => one.output === output);
    const to = decisions.find((one) => one.output === output);
    return from === undefined || to === undefined || from.value === to.value ? [] : [{ wallMs, from, to }];
  });
}

const local = (wallMs: number): string => localText(wallMs, OFFSET_MIN);
const timeOf = (wallMs: number): string => local(wallMs).slice(11);

/** The step down of limit-a in the night, which stays. */
function stepDown(): ReturnType<typeof changesOf>[number] {
  const down = changesOf('limit-a').find(({ to }) => to.by === 'night-noise');
  if (down === undefined) throw new Error('the evening must limit power');
  return down;
}

describe.each([
  ['the recording', { recording }],
  ['the history', { history }],
])('explain, from %s', (_name, source) => {
  test('says value, since when, who asked, the inputs, what was before and what came after', async () => {
    const down = stepDown();
    // The relays hold for five minutes after the step; then the reason is the rule's again.
    const asked = made.findLast(({ decisions }) => {
      const one = decisions.find(({ output }) => output === 'limit-a');
      return one?.by === down.to.by && one.value === down.to.value;
    });
    const atMs = Math.floor((asked?.wallMs ?? Number.NaN) / 1000) * 1000;
    const { code, text } = await explained('limit-a', { ...source, at: local(atMs) });
    expect(code).toBe(0);
    expect(text).toContain(`limit-a was ${down.to.value} % at ${local(atMs)} (since ${timeOf(down.wallMs)}`);
    const then = made.findLast(({ wallMs }) => wallMs <= atMs + 999);
    const decision = then?.decisions.find(({ output }) => output === 'limit-a');
    // From the history the run begins with a kept state: a level may differ by a tenth, a speed by a percent.
    const withoutTenths = (said: string): string => said.replaceAll(/\d+\.\d dB|fans at \d+ %/g, 'x');
    expect(withoutTenths(text)).toContain(
      withoutTenths(
        `asked down by night-noise (noise, at most ${down.to.value} %): ${decision && inEnglish(decision.reason)}`,
      ),
    );
    expect(text).toContain('wanted more: rest value 100 %');
    expect(text).toMatch(/inputs then: cabinet a \d+\.\d C, \d+ kW, limit \d+ %, fans set to [\d.]+ %/);
    expect(text).toMatch(/north \d+\.\d dB total, equipment \d+\.\d dB by the site's figures/);
    expect(text).toContain(`before: ${down.from.value} % by ${down.from.by} until ${timeOf(down.wallMs)}`);
    expect(text).toContain('after: no other value until the records end');
  });

  test('names who was overruled, what it asked for and why it lost', async () => {
    const down = stepDown();
    const { text } = await explained('fan-a1', { ...source, at: timeOf(down.wallMs) });
    expect(text).toMatch(/asked down by night-noise \(noise, at most [\d.]+ %\)/);
    expect(text).toMatch(
      /overruled: thermal-fan asked for at least \d+ %: cabinet a at \d+\.\d C.*; noise goes before thermal/,
    );
    const next = changesOf('fan-a1').find(({ wallMs }) => timeOf(wallMs) > timeOf(down.wallMs));
    expect(text).toContain(
      `after: ${next?.to.value} % from ${timeOf(next?.wallMs ?? 0)} by ${next?.to.by}: `,
    );
  });

  test('takes the latest moment when none is named, where nothing has come after', async () => {
    const { code, text } = await explained('fan-b1', source);
    expect(code).toBe(0);
    expect(text).toMatch(/^fan-b1 was [\d.]+ % at 2026-07-15 2[23]:\d\d:\d\d /);
    expect(text).toContain('after: no other value until the records end');
  });

  test('takes a time of day for the latest of that time', async () => {
    const { text } = await explained('lamp', { ...source, at: '22:15' });
    expect(text).toMatch(/^lamp was (0|100) % at 2026-07-15 22:15:00/);
  });

  test.each([
    ['an output that is not there', 'limit-z', '22:15', 64, 'there were: fan-a1, fan-a2,'],
    ['a time it cannot read', 'limit-a', 'at ten', 64, '"23:41:05", or an ISO time'],
    ['a day that is none', 'limit-a', '2026-02-30 22:00', 64, 'not "2026-02-30 22:00"'],
    ['a time before it', 'limit-a', '2026-07-15 12:00', 65, 'covers 2026-07-15 21:3'],
    ['a time after it', 'limit-a', '2026-07-16 12:00', 65, '2026-07-15 22:25:00, local time'],
  ])('refuses %s and says what there is', async (_what, output, at, code, text) => {
    const answer = await explained(output, { ...source, at });
    expect(answer.code).toBe(code);
    expect(answer.text).toContain(text);
  });
});

test('every second of the recording is explained as it was decided', async () => {
  for (let index = 20; index < made.length; index += 1507) {
    const cycle = made[index];
    const at = local(cycle?.wallMs ?? 0);
    for (const output of ['limit-b', 'fan-b2']) {
      const decision = cycle?.decisions.find((one) => one.output === output);
      const { text } = await explained(output, { recording, at });
      expect(text).toContain(`${output} was ${decision?.value} % at ${at} `);
      expect(text).toContain(decision && inEnglish(decision.reason));
    }
  }
});

test('a torn end is no trouble, a torn middle is named, a missing file says how to make one', async () => {
  const text = readFileSync(recording, 'utf8');
  const torn = join(folder, 'torn.ndjson');
  writeFileSync(torn, text.slice(0, -300));
  expect((await explained('limit-a', { recording: torn })).code).toBe(0);
  const lines = text.trimEnd().split('\n');
  lines[100] = lines[100]?.slice(0, 40) ?? '';
  writeFileSync(torn, lines.join('\n'));
  const answer = await explained('limit-a', { recording: torn });
  expect(answer).toMatchObject({ code: 65, text: expect.stringContaining('torn.ndjson:101: ') });
  expect(await asked(site, { recording: torn })).toMatchObject({ code: 65 });
  for (const none of [explained('limit-a', { recording: 'none' }), asked(site, { recording: 'none' })])
    expect(await none).toMatchObject({ code: 66, text: expect.stringContaining('--record none') });
  for (const both of [explained('lamp', { recording, history }), asked(site, { recording, history })])
    expect(await both).toMatchObject({ code: 64, text: expect.stringContaining('either') });
});

/** A site file that differs from that of the evening. */
function changedSite(name: string, change: (text: string) => string): string {
  const before = slowPolledSite();
  const after = change(before);
  expect(after).not.toBe(before);
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, after);
  return path;
}

const widerMargin = (): string =>
  changedSite('margin', (text) => text.replace('marginDb: 1,', 'marginDb: 6,'));

describe.each([
  ['the recording', { recording }],
  ['the history', { history }],
])('whatif, from %s', (_name, source) => {
  test('the same site would have made no difference', async () => {
    const { code, text } = await asked(site, source);
    expect(code).toBe(0);
    expect(text).toContain('Nothing would have differed');
    expect(text).toMatch(/night of 2026-07-15: 0:(25:0[01]|24:\d\d) of 8:00:00 replayed from /);
  });

  test('a wider margin is quieter and costs power', async () => {
    const { old, changed, energy, measured, differingS } = await figures(widerMargin(), source);
    expect(differingS).toBeGreaterThan(900);
    expect(changed.noise[0]?.laeqDb).toBeLessThan((old.noise[0]?.laeqDb ?? 0) - 1);
    expect(changed.noise[0]?.laeqDb).toBeLessThanOrEqual(39.5);
    expect(old.noise[0]?.minutesAbove).toBe(0);
    // Fans follow their commands within seconds: the model by commands is near the one by measured speeds.
    expect(Math.abs((measured[0]?.laeqDb ?? 0) - (old.noise[0]?.laeqDb ?? 0))).toBeLessThan(0.3);
    // Quieter fans cool less, so power steps down earlier.
    expect(energy.some(({ cutKwh }) => cutKwh > 0)).toBe(true);
  });
});

test('a site that steps down earlier gives up measured power, never more than there was', async () => {
  const colder = changedSite('cold', (text) =>
    text.replace('limitC: 49', 'limitC: 44').replace('nightC: 46', 'nightC: 42'),
  );
  const { energy, changed, old } = await figures(colder, { recording });
  const limitedS = (side: typeof old) =>
    side.outputs
      .filter(({ id }) => id.startsWith('limit-'))
      .flatMap(({ secondsAt }) => (secondsAt ?? []).filter(({ stepPct }) => stepPct < 100))
      .reduce((sum, { seconds }) => sum + seconds, 0);
  expect(limitedS(changed)).toBeGreaterThan(limitedS(old));
  expect(energy.some(({ cutKwh }) => cutKwh > 1)).toBe(true);
  for (const { cutKwh, measuredKwh, unknownS } of energy) {
    expect(cutKwh).toBeLessThan(measuredKwh);
    expect(unknownS).toBe(0);
  }
});

test('a rule that may not limit power would have given back what it took', async () => {
  const warmer = changedSite('warm', (text) => text.replace('limitC: 49', 'limitC: 62.5'));
  const { energy, changed, old } = await figures(warmer, { recording });
  const limit = (side: typeof old) => side.outputs.find(({ id }) => id === 'limit-a');
  expect(limit(old)?.changes).toBeGreaterThan(0);
  expect(limit(changed)?.changes).toBeLessThan(limit(old)?.changes ?? 0);
  const limited = limit(old)?.secondsAt?.filter(({ stepPct }) => stepPct < 100) ?? [];
  expect(limited.reduce((sum, { seconds }) => sum + seconds, 0)).toBeGreaterThan(300);
  expect(energy.every(({ cutKwh }) => cutKwh === 0)).toBe(true);
  expect(energy.some(({ freedKwh }) => freedKwh > 0)).toBe(true);
});

async function figures(path: string, options: Partial<WhatIfOptions>) {
  const { code, text } = await asked(path, { ...options, json: true });
  expect(code).toBe(0);
  return JSON.parse(text) as import('../../src/analysis/what-if/what-if.ts').WhatIf;
}

test('several nights are summed with their spread, and one that was not recorded is left out and said', async () => {
  const from = { from: '2026-07-14', to: night, history };
  const summed = (options: WhatIfNightsOptions) => said((io) => whatifNights(widerMargin(), options, io));
  const { code, text } = await summed({ ...from, json: true });
  expect(code).toBe(0);
  const { effects, left, sums } = JSON.parse(text);
  expect(effects).toHaveLength(1);
  expect(left).toMatchObject([{ night: '2026-07-14' }]);
  const { old, changed, energy } = await figures(widerMargin(), { history });
  const givenUpKwh = energy.reduce((sum, { cutKwh }) => sum + cutKwh, 0);
  expect(effects[0]).toMatchObject({ night, laeqDb: { before: old.noise[0]?.laeqDb } });
  expect(sums.givenUpKwh).toEqual({
    ...{ sum: givenUpKwh, lowest: givenUpKwh, median: givenUpKwh, highest: givenUpKwh },
  });
  expect(sums.laeqDbMore.sum).toBeCloseTo((changed.noise[0]?.laeqDb ?? 0) - (old.noise[0]?.laeqDb ?? 0), 9);
  const table = await summed(from);
  expect(table.text).toMatch(/1 nights +sum +lowest +median +highest/);
  expect(table.text).toContain('left out: 2026-07-14:');
  expect(await summed({ history })).toMatchObject({ code: 64 });
  expect(await summed({ history, nights: '0' })).toMatchObject({ code: 64 });
  expect(await summed({ ...from, recording })).toMatchObject({ code: 64 });
  // The night of the records is not over, and the one before it was not recorded.
  expect(await summed({ history, nights: '1' })).toMatchObject({ code: 65 });
});

test('each difference shows both reasons, and the power given up is said to be an estimate', async () => {
  const { code, text } = await asked(widerMargin(), { recording });
  expect(code).toBe(0);
  expect(text).toContain('temperatures do not answer to other decisions');
  expect(text).toMatch(/then [\d.]+ % by [a-z-]+: /);
  expect(text).toMatch(/changed [\d.]+ % by night-noise: the equipment may reach 39\.0 dB at north/);
  expect(text).toMatch(/power, kWh: cabinet +measured +given up +given back/);
  expect(text).toContain('Given up is an estimate');
  expect(text).toMatch(/limit-a switches +\d+ +\d+/);
});

test('the history is told to be the coarser source, and a recording to be exact', async () => {
  expect((await asked(site, { history })).text).toContain('the coarser source: 1-s values');
  expect((await asked(site, { recording })).text).toContain('(recording, exact)');
});

test('a site that needs what was not recorded is refused, with what it lacks', async () => {
  const other = join(projectRoot, 'config', 'sites', 'before-upgrade.yaml');
  const { code, text } = await asked(other, { recording });
  expect(code).toBe(65);
  expect(text).toMatch(/never leaves fail-safe without temp-[a-z0-9.-]+temperature.*not recorded/);
});

test('a night that was not recorded, and one that is no date', async () => {
  const other = await asked(site, { recording, night: '2026-07-20' });
  expect(other.code).toBe(65);
  expect(other.text).toContain('covers 2026-07-15 21:30:00 to 2026-07-15 22:25:00');
  expect(await asked(site, { recording, night: 'monday' })).toMatchObject({ code: 64 });
  expect(await asked(join(folder, 'none.yaml'), { recording })).toMatchObject({ code: 78 });
});

type Explained = HistoryExplanation | undefined;

describe('explain goes on from what control had learned', () => {
  let reader: () => HistoryReader;
  beforeAll(() => {
    const opened = createSqliteFiles().open(history, 'read');
    if (!opened.ok) throw new Error(inEnglish(opened.fault.why));
    reader = () => readerOf(opened.value);
    return () => opened.value.close();
  });

  /** A history in which nothing was kept but records. */
  const forgetful = (): HistoryReader => ({ ...reader(), state: async () => ({ ok: true, value: null }) });

  async function questionOf(output: string, atMs: number): Promise<Parameters<typeof explainHistory>[0]> {
    const found = await planInForce(reader(), { fromMs: atMs, toMs: atMs + 1 });
    if (!found.ok) throw new Error(found.fault.text);
    const plan = found.value.plan.control;
    const spec = plan.outputs.find(({ id }) => id === output);
    if (spec === undefined) throw new Error(`no output ${output}`);
    return { history: reader(), plan, spec, atMs, offsetAt: () => OFFSET_MIN };
  }

  test('states are kept every ten minutes or so, with the sound ledgers of their moment', async () => {
    const first = made[0]?.wallMs ?? 0;
    const last = made.at(-1)?.wallMs ?? 0;
    const found: number[] = [];
    for (let toMs = last; ; ) {
      const kept = await reader().state({ fromMs: first, toMs });
      if (!kept.ok || kept.value === null) break;
      found.push(kept.value.wallMs);
      toMs = kept.value.wallMs;
    }
    expect(found.length).toBeGreaterThanOrEqual(3);
    const steps = found.slice(1).map((wallMs, index) => (found[index] ?? 0) - wallMs);
    // A snapshot that could not wait comes between them, and is kept where it is far enough from the last.
    for (const stepMs of steps) {
      expect(stepMs).toBeGreaterThanOrEqual(5 * MINUTE_MS);
      expect(stepMs).toBeLessThanOrEqual(16 * MINUTE_MS);
    }
  });

  test.each(['fan-a1', 'fan-b1', 'limit-a'])(
    'and comes to what the whole replay comes to, from the state before: %s',
    async (output) => {
      let compared = 0;
      for (const minute of [16, 22, 28, 34]) {
        const question = await questionOf(output, (made[0]?.wallMs ?? 0) + minute * MINUTE_MS);
        const short = await explainHistory(question);
        if (!short.ok) throw new Error('not explained');
        if (short.value === undefined) throw new Error('nothing recorded');
        expect(short.value.start.from).toBe('learned');
        expect(question.atMs - short.value.start.fromMs).toBeLessThan(15 * MINUTE_MS);
        expect(short.value.bounds).not.toBeNull();
        compared += 1;
        if (compared > 1) continue;
        const whole = await explainHistory({ ...question, history: forgetful() });
        if (!whole.ok) throw new Error('not explained');
        expect(whole.value?.start.from).toBe('nothing');
        // The same rules ask, and the same is decided; what their bounds rest on was learned, so their numbers may differ a little.
        const asked = (one: Explained) => one?.bounds?.map(({ rule, priority }) => [rule, priority]);
        expect(asked(short.value)).toEqual(asked(whole.value));
        const decided = (one: Explained) => {
          const { now, sinceMs, before } = one?.outputHistory ?? {};
          return { value: now?.value, by: now?.by, sinceMs, before: before?.value };
        };
        expect(decided(short.value)).toEqual(decided(whole.value));
      }
      expect(compared).toBe(4);
    },
  );
});
