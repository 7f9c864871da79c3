/** `quietpost read DEVICE`: every value of a device, once; if it gives none, the reason. */

import { askPatiently } from '../../commissioning/ask-patiently.ts';
import { echoNote } from '../../commissioning/diagnosis/broken-answers.ts';
import { diagnose } from '../../commissioning/diagnosis/diagnose.ts';
import { type DiagnosisCase, isLinkDown, isSilent } from '../../commissioning/diagnosis/diagnosis-case.ts';
import { verdictOf } from '../../commissioning/diagnosis/interpret.ts';
import { suspectBlocks } from '../../commissioning/diagnosis/misreading.ts';
import { type Trial, wordsOf } from '../../commissioning/diagnosis/trial.ts';
import { createFieldSession, type FieldSession } from '../../commissioning/field-session.ts';
import { caseOf, explain, investigate, unexplained } from '../../commissioning/investigate.ts';
import { type DecodedPoint, decodeBlock, type RatioOf } from '../../devices/modbus/decode.ts';
import type { ReadBlock } from '../../devices/modbus/definition.ts';
import { planReads } from '../../devices/modbus/read-plan.ts';
import { describeEnd, endOf, type Field } from '../../fieldbus/field.ts';
import { settingOf } from '../../fieldbus/modbus/line-setting.ts';
import { formatDuration } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import { specOf } from '../../model/quantity.ts';
import { bad } from '../../model/reading.ts';
import { failed } from '../../model/result.ts';
import { lineOf } from '../../plan/bus-line.ts';
import type { BusPlan, DevicePlan } from '../../plan/site-plan.ts';
import type { ModbusRequest } from '../../ports/field/modbus-client.ts';
import type { Person } from '../../ports/person.ts';
import { columns, shownNumber } from '../terminal/columns.ts';
import { tell, tellFault, told } from '../terminal/tell.ts';
import { atTerminal } from '../terminal/terminal.ts';
import { type AtOptions, isAddress } from './place/device-at.ts';
import { type FieldPlan, findDevice, ownerHint, sharedHint } from './place/field-plan.ts';
import { placeOf } from './place/place.ts';
import { findInstrument, readInstrument } from './read-instrument.ts';
import { type BareOptions, type BareWish, bareWishOf, readBare } from './registers/bare-read.ts';
import { rawView } from './registers/raw-view.ts';
import { openSecond } from './registers/second-client.ts';
import { type Asked, compared, type OpenSecond } from './registers/second-opinion.ts';

/** The options as typed. `raw`: the registers too; `secondOpinion`: read once more by another library. */
export interface ReadOptions extends AtOptions, BareOptions {
  readonly site: string;
  readonly raw?: boolean;
  readonly secondOpinion?: boolean;
  readonly link?: readonly string[];
}

/** What is asked of a device beside its values. */
export interface ReadMore {
  /** Registers in place of what the definition says. */
  readonly bare?: BareWish;
  /** Another client on the same bus, opened when ours is closed; a text: why there is none. */
  readonly second?: OpenSecond;
}

/** The command as typed. */
export async function readCommand(target: string, options: ReadOptions): Promise<number> {
  const person = atTerminal();
  const complain = (text: string): number => {
    person.complain(tell('command-says', { command: 'read', why: text }));
    return EXIT.USAGE;
  };
  const bare = bareWishOf(options);
  if (typeof bare === 'string') return complain(bare);
  const place = await placeOf(target, options);
  if (typeof place === 'number') return place;
  if (typeof place === 'string') return complain(place);
  const { plan, device, field } = place;
  if (isAddress(target) && bare === undefined && options.model === undefined)
    return complain(tell('read-what'));
  const more: ReadMore = {
    ...(bare === undefined ? {} : { bare }),
    ...(options.secondOpinion === true ? { second: openSecond } : {}),
  };
  return readDevice(plan, device, options.raw === true, field, person, more);
}

/** Reads one device of a site and prints it. Gives the exit code. */
export async function readDevice(
  plan: FieldPlan,
  id: string,
  raw: boolean,
  field: Field,
  person: Person,
  more: ReadMore = {},
): Promise<number> {
  const instrument = findInstrument(plan, id);
  if (instrument !== undefined) return readInstrument(plan, instrument, raw, field, person);
  const found = findDevice(plan, id);
  if (typeof found === 'string') {
    person.complain(tell('command-says', { command: 'read', why: found }));
    return EXIT.USAGE;
  }
  const { device, bus } = found;
  person.write(
    tell('read-head', {
      ...{ device: id, title: device.definition.title, unitId: device.unitId },
      ...{ bus: bus.id, end: describeEnd(endOf(bus), settingOf(bus)) },
    }),
  );
  const session = createFieldSession(field, endOf(bus));
  const asked: Asked[] = [];
  const code =
    more.bare === undefined
      ? await readAll(plan, found, raw, { session, person, asked })
      : await readBare(
          more.bare,
          (request) => askBare(bus, device, request, { session, person, asked }),
          person,
        );
  await session.close();
  if (code !== EXIT.OK) for (const line of await sharedHint(field, endOf(bus))) person.write(line);
  if (more.second === undefined) return code;
  const answers = asked.flatMap(({ trial, block }) => (block === undefined ? [] : [{ trial, block }]));
  return compared(more.second, bus, device, { asked, ratioOf: ratiosIn(answers), code, person });
}

/** One reading, and what was asked for it. */
interface Conversation {
  readonly session: FieldSession;
  readonly person: Person;
  readonly asked: Asked[];
}

async function askBare(
  bus: BusPlan,
  { unitId, definition }: DevicePlan,
  request: ModbusRequest,
  { session, asked }: Conversation,
): Promise<Trial> {
  const { responseTimeoutMs: timeoutMs, minGapMs: gapMs } = definition;
  const trial = await session.ask({ line: settingOf(bus), unitId, request, timeoutMs, gapMs });
  asked.push({ trial, block: undefined });
  return trial;
}

/** Everything that the definition names, and the reason where something is missing. */
async function readAll(
  plan: FieldPlan,
  { device, bus }: { readonly device: DevicePlan; readonly bus: BusPlan },
  raw: boolean,
  { session, person, asked }: Conversation,
): Promise<number> {
  const first = await askAll(plan, bus, device, session);
  asked.push(...answersOf(first));
  for (const line of valueTable(first)) person.write(line);
  if (raw) for (const line of registers(first)) person.write(line);
  const subject = isFine(first) ? first : await investigate(first, session, person, told);
  const findings = diagnose(subject);
  const seen = findings.length === 0 && !isFine(first) ? unexplained(subject) : explain(findings);
  for (const line of [...seen, ...echoNote(subject.trials)]) person.write(told(line));
  if (first.trials.some(isLinkDown))
    for (const line of ownerHint(plan, bus.id, device.id)) person.write(line);
  const isDoubtful = findings.some(({ sure }) => sure !== 'possible');
  return exitOf(first) || (isDoubtful ? EXIT.DATAERR : 0);
}

/** One question per block; the rest is skipped for a device that is silent twice in a row. */
async function askAll(
  plan: FieldPlan,
  bus: BusPlan,
  device: DevicePlan,
  session: FieldSession,
): Promise<DiagnosisCase> {
  const trials: Trial[] = [];
  for (const { table, address, count } of planReads(device.definition, device.pollMs, lineOf(bus))) {
    const request = { kind: 'read', table, address, count } as const;
    const { unitId, definition } = device;
    const { responseTimeoutMs: timeoutMs, minGapMs: gapMs } = definition;
    trials.push(await askPatiently(session, { line: settingOf(bus), unitId, request, timeoutMs, gapMs }));
    if (trials.slice(-2).filter(isSilent).length === 2 || trials.some(isLinkDown)) break;
  }
  const [only] = trials;
  // A second answer to the only question would show in the next one.
  if (trials.length === 1 && only?.outcome.ok) trials.push(await session.ask(only));
  return caseOf(plan, bus, device, trials);
}

interface Answer {
  readonly block: ReadBlock;
  readonly trial: Trial;
}

function answersOf(subject: DiagnosisCase): readonly Answer[] {
  return subject.trials.flatMap((trial, i) => {
    const block = subject.blocks[i];
    return block === undefined ? [] : [{ block, trial }];
  });
}

function valueTable(subject: DiagnosisCase): readonly string[] {
  const answers = answersOf(subject);
  const ratioOf = ratiosIn(answers);
  const rows = answers.flatMap(({ block, trial }) => {
    const words = wordsOf(trial);
    if (words !== undefined) return decodeBlock(block, words, ratioOf).map((one) => valueRow(one, trial));
    const fault = trial.outcome.ok ? '' : tellFault(trial.outcome.fault);
    const [first, ...more] = block.points.map(({ id }) => id);
    const point = first ?? '';
    const name = more.length === 0 ? point : tell('read-point-more', { point, more: more.length });
    return [[name, '--', '', tell('read-no-value'), time(trial), fault]];
  });
  const heads = [
    ...[tell('read-point'), tell('read-value'), tell('read-unit'), tell('read-quality')],
    ...[tell('read-took'), ''],
  ];
  const tookMs = Math.round(answers.reduce((sum, { trial }) => sum + trial.tookMs, 0));
  return [
    ...columns([heads, ...rows], [1, 4]),
    tell('read-counts', {
      ...{ answered: answers.length, asked: subject.blocks.length },
      ...{ tookMs, poll: formatDuration(subject.pollMs) },
    }),
  ];
}

/** Ratios of instrument transformers, anywhere among the answers. */
function ratiosIn(answers: readonly Answer[]): RatioOf {
  const ratios = new Map<string, DecodedPoint['result']>();
  for (const { block, trial } of answers) {
    const words = wordsOf(trial);
    if (words === undefined) continue;
    for (const { point, result } of decodeBlock(block, words))
      if (point.quantity === 'ratio') ratios.set(point.id, result);
  }
  return (id) => ratios.get(id) ?? failed({ kind: 'never-read' });
}

function valueRow({ point, result }: DecodedPoint, trial: Trial): string[] {
  const { unit } = specOf(point.quantity);
  const shown = unit === '1' ? '' : unit;
  if (result.ok) {
    const verdict = verdictOf(point, result);
    const remark = verdict === 'odd' || verdict === 'impossible' ? tell('read-unusual') : '';
    return [point.id, shownNumber(result.value), shown, tell('quality-good'), time(trial), remark];
  }
  const { quality } = bad(result.fault, 0);
  return [point.id, '--', shown, quality, time(trial), tellFault(result.fault)];
}

function time(trial: Trial): string {
  return `${Math.round(trial.tookMs)} ms`;
}

function registers(subject: DiagnosisCase): readonly string[] {
  const lines = answersOf(subject).flatMap(({ block, trial }) => {
    const words = wordsOf(trial);
    return words === undefined ? [] : ['', ...rawView(block, words)];
  });
  return lines.length === 0 ? [] : [...lines, '', tell('read-legend')];
}

function isFine(subject: DiagnosisCase): boolean {
  const isWhole = subject.trials.every((trial) => trial.outcome.ok && trial.lateBytes === 0);
  return isWhole && subject.trials.length >= subject.blocks.length && suspectBlocks(subject).length === 0;
}

function exitOf(subject: DiagnosisCase): number {
  if (subject.trials.every((trial) => !trial.outcome.ok)) return EXIT.UNAVAILABLE;
  const answers = answersOf(subject);
  const ratioOf = ratiosIn(answers);
  const isGood = answers.every(({ block, trial }) => {
    const words = wordsOf(trial);
    return words !== undefined && decodeBlock(block, words, ratioOf).every(({ result }) => result.ok);
  });
  return isGood ? EXIT.OK : EXIT.DATAERR;
}
