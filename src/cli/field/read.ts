/** `quietpost read DEVICE`: every value of a device, once; if it gives none, the reason. */

import { createSystemClock } from '../../adapters/system-clock.ts';
import { realField } from '../../assembly/real-field.ts';
import { echoNote } from '../../commissioning/diagnosis/broken-answers.ts';
import { diagnose } from '../../commissioning/diagnosis/diagnose.ts';
import { type DiagnosisCase, isLinkDown, isSilent } from '../../commissioning/diagnosis/diagnosis-case.ts';
import { verdictOf } from '../../commissioning/diagnosis/interpret.ts';
import { suspectBlocks } from '../../commissioning/diagnosis/misreading.ts';
import { type Trial, wordsOf } from '../../commissioning/diagnosis/trial.ts';
import { createFieldSession, type FieldSession } from '../../commissioning/field-session.ts';
import { caseOf, explain, investigate } from '../../commissioning/investigate.ts';
import { suggestion } from '../../config/problems/suggest.ts';
import { rootOf, topicOf } from '../../contract/topics.ts';
import { type DecodedPoint, decodeBlock, type RatioOf } from '../../devices/modbus/decode.ts';
import type { ReadBlock } from '../../devices/modbus/definition.ts';
import { planReads } from '../../devices/modbus/read-plan.ts';
import { describeEnd, endOf, type Field } from '../../fieldbus/field.ts';
import { settingOf } from '../../fieldbus/modbus/line-setting.ts';
import { describeFault } from '../../language/say.ts';
import { formatDuration } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import { specOf } from '../../model/quantity.ts';
import { bad } from '../../model/reading.ts';
import { failed } from '../../model/result.ts';
import { lineOf } from '../../plan/bus-line.ts';
import { type BusPlan, type DevicePlan, readersOf, type SitePlan } from '../../plan/site-plan.ts';
import type { Person } from '../../ports/person.ts';
import { columns, shownNumber } from '../terminal/columns.ts';
import { planFor } from '../terminal/site-argument.ts';
import { atTerminal } from '../terminal/terminal.ts';
import { rawLegend, rawView } from './raw-view.ts';
import { findInstrument, readInstrument } from './read-instrument.ts';

export interface ReadOptions {
  readonly site: string;
  readonly raw?: boolean;
  readonly link?: readonly string[];
}

/** Runs the command. */
export async function readCommand(device: string, options: ReadOptions): Promise<number> {
  const plan = planFor(options.site, options);
  if (typeof plan === 'number') return plan;
  const field = realField(createSystemClock({ wallSync: plan.clock }));
  return readDevice(plan, device, options.raw === true, field, atTerminal());
}

/** Reads one device of a site and prints it. Gives the exit code. */
export async function readDevice(
  plan: SitePlan,
  id: string,
  raw: boolean,
  field: Field,
  person: Person,
): Promise<number> {
  const instrument = findInstrument(plan, id);
  if (instrument !== undefined) return readInstrument(plan, instrument, raw, field, person);
  const found = findDevice(plan, id);
  if (typeof found === 'string') {
    person.complain(`quietpost read: ${found}`);
    return EXIT.USAGE;
  }
  const { device, bus } = found;
  const { definition, unitId } = device;
  person.write(
    `${id}: ${definition.title}, unit ${unitId} on ${bus.id} (${describeEnd(endOf(bus), settingOf(bus))})`,
  );
  const session = createFieldSession(field, endOf(bus));
  const first = await askAll(plan, bus, device, session);
  for (const line of valueTable(first)) person.write(line);
  if (raw) for (const line of registers(first)) person.write(line);
  const subject = isFine(first) ? first : await investigate(first, session, person);
  await session.close();
  const findings = diagnose(subject);
  for (const line of explain(findings)) person.write(line);
  for (const line of echoNote(subject.trials)) person.write(line);
  for (const line of ownerHint(plan, bus, id, first)) person.write(line);
  const isDoubtful = findings.some(({ sure }) => sure !== 'possible');
  return exitOf(first) || (isDoubtful ? EXIT.DATAERR : 0);
}

/** A device and its bus by the name in the site file, or what to write instead. */
export function findDevice(
  plan: SitePlan,
  id: string,
): { readonly device: DevicePlan; readonly bus: BusPlan } | string {
  const device = plan.devices.find((one) => one.id === id);
  const bus = plan.buses.find((one) => one.id === device?.bus);
  if (device !== undefined && bus !== undefined) return { device, bus };
  if (device !== undefined) {
    return `"${id}" is a part of ${device.bus}, which is no Modbus bus: its values are in the telemetry, see quietpost watch`;
  }
  if (findInstrument(plan, id) !== undefined) return `${id} is no Modbus device and can only be read`;
  const known = readersOf(plan).map((one) => one.id);
  return `there is no device "${id}" in the site; ${suggestion(id, known, 'devices')}`;
}

/** One question per block; the rest is skipped for a device that is silent twice in a row. */
async function askAll(
  plan: SitePlan,
  bus: BusPlan,
  device: DevicePlan,
  session: FieldSession,
): Promise<DiagnosisCase> {
  const trials: Trial[] = [];
  for (const { table, address, count } of planReads(device.definition, device.pollMs, lineOf(bus))) {
    const request = { kind: 'read', table, address, count } as const;
    const { unitId, definition } = device;
    const { responseTimeoutMs: timeoutMs, minGapMs: gapMs } = definition;
    trials.push(await session.ask({ line: settingOf(bus), unitId, request, timeoutMs, gapMs }));
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
    const fault = trial.outcome.ok ? '' : describeFault(trial.outcome.fault);
    const more = block.points.length > 1 ? ` and ${block.points.length - 1} more` : '';
    return [[`${block.points[0]?.id}${more}`, '--', '', 'no value', time(trial), fault]];
  });
  const tookMs = Math.round(answers.reduce((sum, { trial }) => sum + trial.tookMs, 0));
  return [
    ...columns([['point', 'value', 'unit', 'quality', 'took', ''], ...rows], [1, 4]),
    `${answers.length} of ${subject.blocks.length} requests, ${tookMs} ms; polled every ${formatDuration(subject.pollMs)}`,
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
    const remark = verdict === 'odd' || verdict === 'impossible' ? 'unusual for such a value' : '';
    return [point.id, shownNumber(result.value), shown, 'good', time(trial), remark];
  }
  const { quality } = bad(result.fault, 0);
  return [point.id, '--', shown, quality, time(trial), describeFault(result.fault)];
}

function time(trial: Trial): string {
  return `${Math.round(trial.tookMs)} ms`;
}

function registers(subject: DiagnosisCase): readonly string[] {
  const lines = answersOf(subject).flatMap(({ block, trial }) => {
    const words = wordsOf(trial);
    return words === undefined ? [] : ['', ...rawView(block, words)];
  });
  return lines.length === 0 ? [] : [...lines, '', rawLegend];
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

/** A serial port that could not be opened is usually held by the gateway, which publishes these values. */
function ownerHint(plan: SitePlan, bus: BusPlan, id: string, { trials }: DiagnosisCase): readonly string[] {
  if (!trials.some(isLinkDown)) return [];
  return [
    `If the gateway runs, it owns ${bus.id}. What it reads: quietpost watch --topic '${rootOf(plan)}${topicOf('live', id)}' --json`,
  ];
}
