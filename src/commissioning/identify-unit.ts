/** What a unit id that answered a scan is, as far as reading can tell. */

import type { DeviceDefinition } from '../devices/modbus/definition.ts';
import type { LineSetting } from '../fieldbus/modbus/line-setting.ts';
import type { ModbusReply, ModbusRequest } from '../ports/field/modbus-client.ts';
import { duplicateUnitId } from './diagnosis/broken-answers.ts';
import type { Finding } from './diagnosis/diagnosis-case.ts';
import {
  bestOf,
  type Likeness,
  likenessOf,
  probeFits,
  probeRequest,
  sampleBlocks,
} from './diagnosis/recognise.ts';
import { type Question, questionMaxMs, type Trial, wordsOf } from './diagnosis/trial.ts';
import type { FieldSession } from './field-session.ts';
import { findSunSpec, type SunSpecMap } from './sunspec.ts';

/** A unit that answered, and the models it may be. */
export interface FoundUnit {
  readonly line: LineSetting;
  readonly unitId: number;
  /** The surest first; empty: no known model. */
  readonly models: readonly Likeness[];
  /** Set if two devices have this id. */
  readonly duplicate: Finding | undefined;
  /** Its own list of what it has. */
  readonly sunSpec: SunSpecMap | undefined;
}

/** Number of models, of those whose probe fits, whose values are read. */
const SAMPLED_MAX = 6;
const REPEATS = 3;
/** Looking for its list of models, where it has none. */
const SUNSPEC_MAX_MS = 5000;
const RECOGNISE_TIMEOUT_MS = 300;
/** Silence between questions to an unknown device; most need less. */
const STRANGER_GAP_MS = 60;

/** Finds out the model of a unit that has answered `first`; the model that the site expects is tried first. */
export async function inspectUnit(
  first: Trial,
  models: readonly DeviceDefinition[],
  expected: DeviceDefinition | undefined,
  session: FieldSession,
): Promise<FoundUnit> {
  const { line, unitId } = first;
  const trials: Trial[] = [first];
  const ask = async (request: ModbusRequest, gapMs = line.kind === 'tcp' ? 0 : STRANGER_GAP_MS) => {
    const timeoutMs = Math.max(first.timeoutMs, RECOGNISE_TIMEOUT_MS);
    const trial = await session.ask({ line, unitId, request, timeoutMs, gapMs });
    trials.push(trial);
    return trial;
  };
  for (let i = 0; i < REPEATS; i++) await ask(first.request);
  const others = models.filter((model) => model.model !== expected?.model);
  const found = await recognise(expected === undefined ? others : [expected, ...others], expected, ask);
  const isNamed = found.some(({ sure }) => sure !== 'possible');
  const sunSpec = isNamed ? undefined : await findSunSpec(session, line, unitId);
  const duplicate = duplicateUnitId({ line, unitId, trials, others: [] });
  return { line, unitId, models: found, duplicate, sunSpec };
}

/** The longest that inspecting one unit takes. */
export function inspectMaxMs(line: LineSetting, models: readonly DeviceDefinition[]): number {
  const question = (request: ModbusRequest): Question => {
    return { line, unitId: 1, request, timeoutMs: RECOGNISE_TIMEOUT_MS, gapMs: 200 };
  };
  const one = questionMaxMs(question({ kind: 'read', table: 'holding', address: 0, count: 20 }));
  return one * (REPEATS + models.length + SAMPLED_MAX * 3) + SUNSPEC_MAX_MS;
}

type Ask = (request: ModbusRequest, gapMs?: number) => Promise<Trial>;

/** Models whose probe fits before those without a probe or with a refused one; a wrong answer excludes a model. */
async function recognise(
  models: readonly DeviceDefinition[],
  expected: DeviceDefinition | undefined,
  ask: Ask,
): Promise<readonly Likeness[]> {
  const candidates: { readonly model: DeviceDefinition; readonly isProbed: boolean }[] = [];
  const answers: Answers = new Map();
  for (const model of models) {
    const fits = await probed(model, answers, ask);
    if (fits !== false) candidates.push({ model, isProbed: fits === true });
    if (fits === true && model === expected) break;
  }
  const likenesses: Likeness[] = [];
  for (const { model, isProbed } of candidates
    .toSorted((a, b) => Number(b.isProbed) - Number(a.isProbed))
    .slice(0, SAMPLED_MAX)) {
    // A model whose probe is refused can at best be possible.
    if (!isProbed && likenesses.some(({ sure }) => sure !== 'possible')) break;
    const likeness = await sample(model, isProbed, ask);
    if (likeness !== undefined) likenesses.push(likeness);
    // A fit with what the site expects ends the search, and so does a model that identifies itself.
    if (likeness?.sure === 'certain' || (model === expected && likeness?.sure === 'likely')) break;
  }
  return bestOf(likenesses);
}

/** The answer to each probe; some models share one. */
type Answers = Map<string, ModbusReply | undefined>;

/** Undefined: no probe, or no answer to it. */
async function probed(model: DeviceDefinition, answers: Answers, ask: Ask): Promise<boolean | undefined> {
  const request = probeRequest(model);
  if (request === undefined) return undefined;
  const key = JSON.stringify(request);
  if (!answers.has(key)) answers.set(key, wordsOf(await ask(request)));
  const words = answers.get(key);
  return words && probeFits(model, words);
}

async function sample(model: DeviceDefinition, isProbed: boolean, ask: Ask): Promise<Likeness | undefined> {
  const samples: Trial[] = [];
  for (const { table, address, count } of sampleBlocks(model))
    samples.push(await ask({ kind: 'read', table, address, count }, model.minGapMs));
  return likenessOf(model, samples, isProbed);
}
