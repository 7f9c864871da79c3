/**
 * What to ask a device that does not answer as it should, the cheapest and likeliest first: a longer timeout, the
 * neighbours, the factory setting, other line settings, other unit ids; for one with unexpected answers, the registers
 * beside. What the answers mean is in diagnose.ts.
 */

import type { DeviceDefinition, ReadBlock } from '../../devices/modbus/definition.ts';
import { planReads } from '../../devices/modbus/read-plan.ts';
import { smallestRead } from '../../fieldbus/bus/probe.ts';
import {
  describeLine,
  type LineSetting,
  type SerialFormat,
  sameLine,
} from '../../fieldbus/modbus/line-setting.ts';
import type { ModbusRequest } from '../../ports/field/modbus-client.ts';
import { otherTable } from './decoding-variants.ts';
import { type DiagnosisCase, isGarbled, isLinkDown, trialsOfUnit } from './diagnosis-case.ts';
import { suspectBlocks, unansweredBlocks } from './misreading.ts';
import { probeRequest } from './recognise.ts';
import { isAnswered, isBusyTrial, type Question, type Trial } from './trial.ts';

/** The questions still to be asked, in order; empty when the case is clear or nothing more can be learned. */
export function followUps(subject: DiagnosisCase): readonly Question[] {
  const trials = trialsOfUnit(subject);
  if (trials.some((trial) => isLinkDown(trial) && trial.sent.length === 0)) return [];
  return unasked(subject.trials, questionsFor(subject, trials));
}

function questionsFor(subject: DiagnosisCase, trials: readonly Trial[]): readonly Question[] {
  if (unansweredBlocks(subject).length > 0)
    return [...beginnings(subject), ...again(subject, 2), ...misreadings(subject)];
  if (trials.some(isGarbled) || hasStrayAnswers(trials))
    return [...again(subject, 5), ...neighbours(subject), ...framings(subject), ...otherLines(subject)];
  if (trials.some(isAnswered))
    return [...askedLater(subject), ...beginnings(subject), ...misreadings(subject)];
  return [
    ...patience(subject),
    ...neighbours(subject),
    ...otherFunction(subject),
    ...framings(subject),
    ...factory(subject),
    ...otherLines(subject),
    ...otherUnitIds(subject),
  ];
}

/** The line brought more bytes than an answer has, although every question was answered. */
function hasStrayAnswers(trials: readonly Trial[]): boolean {
  return trials.every((trial) => trial.outcome.ok) && trials.some((trial) => trial.lateBytes >= 5);
}

/** The bauds and formats in use; the common ones first. */
export const usualBauds = [9600, 19_200, 38_400, 4800, 115_200, 2400] as const;
/** Character formats to try, the common ones first. */
export const usualFormats: readonly SerialFormat[] = ['8N1', '8E1', '8O1'];

/** Devices answer within a fraction of what their manuals allow; a search cannot wait for the exceptions. */
const SEARCH_TIMEOUT_MS = 250;
const LONG_TIMEOUT_MS = 3000;
const NEIGHBOURS_MAX = 3;
const SUSPECTS_MAX = 4;
/** Unit ids set by hand are low; gateways often use 255 for themselves. */
const searchedIds = [...Array.from({ length: 32 }, (_, index) => index + 1), 100, 246, 247, 255];

function patience(subject: DiagnosisCase): Question[] {
  return ask(subject, { timeoutMs: Math.max(LONG_TIMEOUT_MS, 4 * subject.definition.responseTimeoutMs) });
}

/** The beginning of each block that gets no whole answer: one value, then half of them. */
function beginnings({ line, unitId, definition, ...subject }: DiagnosisCase): Question[] {
  const { responseTimeoutMs: timeoutMs, minGapMs: gapMs } = definition;
  const blocks = unansweredBlocks({ line, unitId, definition, ...subject });
  return blocks.slice(0, SUSPECTS_MAX).flatMap(({ table, address, points }) => {
    const halfway = points[points.length >> 1];
    const ends = [points[0], halfway].map((point) => (point === undefined ? 0 : point.address + point.width));
    const counts = [...new Set(ends.map((end) => end - address).filter((count) => count > 0))];
    return counts.map((count) => ({
      ...{ line, unitId, timeoutMs, gapMs },
      request: { kind: 'read', table, address, count } as const,
    }));
  });
}

/** Once more what the device was too busy for. */
function askedLater(subject: DiagnosisCase): Question[] {
  return trialsOfUnit(subject).filter(isBusyTrial).slice(0, SUSPECTS_MAX);
}

/** Whether it answers the other function for registers: a gateway may pass only one of them on. */
function otherFunction(subject: DiagnosisCase): Question[] {
  return ask(subject, {}).flatMap((question) => {
    const { request } = question;
    if (request.kind !== 'read') return [];
    return [{ ...question, request: { ...request, table: otherTable(request.table), count: 1 } }];
  });
}

function again(subject: DiagnosisCase, times: number): Question[] {
  return Array.from({ length: times }).flatMap(() => ask(subject, {}));
}

function neighbours({ line, others }: DiagnosisCase): Question[] {
  return others.slice(0, NEIGHBOURS_MAX).flatMap((device) => {
    const request = smallestRead(planReads(device.definition, device.pollMs));
    const timeoutMs = device.definition.responseTimeoutMs;
    return request === undefined ? [] : [{ line, unitId: device.unitId, request, timeoutMs }];
  });
}

function framings(subject: DiagnosisCase): Question[] {
  const { line } = subject;
  if (line.kind === 'serial') return [];
  const other: LineSetting = { kind: line.kind === 'tcp' ? 'rtu-over-tcp' : 'tcp' };
  return ask(subject, { line: other, timeoutMs: 2 * SEARCH_TIMEOUT_MS });
}

/** The factory setting with unit id 1, as a new device has it. */
function factory(subject: DiagnosisCase): Question[] {
  const { line, unitId, definition } = subject;
  if (line.kind !== 'serial') return [];
  const setting: LineSetting = { kind: 'serial', ...definition.serial };
  if (sameLine(setting, line)) return [];
  return [unitId, 1].flatMap((id) =>
    ask(subject, { line: setting, unitId: id, timeoutMs: SEARCH_TIMEOUT_MS }),
  );
}

function otherLines(subject: DiagnosisCase): Question[] {
  const { line } = subject;
  if (line.kind !== 'serial') return [];
  const bauds = [...new Set([line.baud, ...usualBauds])];
  return bauds
    .flatMap((baud) => usualFormats.map((format): LineSetting => ({ kind: 'serial', baud, format })))
    .filter((setting) => !sameLine(setting, line))
    .flatMap((setting) => ask(subject, { line: setting, timeoutMs: SEARCH_TIMEOUT_MS }));
}

function otherUnitIds(subject: DiagnosisCase): Question[] {
  const taken = new Set([subject.unitId, ...subject.others.map((device) => device.unitId)]);
  return searchedIds
    .filter((unitId) => !taken.has(unitId) && !(subject.line.kind === 'serial' && unitId > 247))
    .flatMap((unitId) => ask(subject, { unitId, timeoutMs: SEARCH_TIMEOUT_MS }));
}

/** The cheapest block of the device, asked in another way. */
function ask(subject: DiagnosisCase, other: Partial<Omit<Question, 'request'>>): Question[] {
  const request = smallestRead(subject.blocks);
  if (request === undefined) return [];
  const { responseTimeoutMs: timeoutMs, minGapMs: gapMs } = subject.definition;
  return [{ line: subject.line, unitId: subject.unitId, request, timeoutMs, gapMs, ...other }];
}

/** One register further and one before, the other table, the first value alone. */
function misreadings(subject: DiagnosisCase): Question[] {
  const { line, unitId, definition } = subject;
  const { responseTimeoutMs: timeoutMs, minGapMs: gapMs } = definition;
  return suspectBlocks(subject)
    .slice(0, SUSPECTS_MAX)
    .flatMap((block) => requestsBeside(block))
    .concat(probesBeside(definition))
    .map((request) => ({ line, unitId, request, timeoutMs, gapMs }));
}

function requestsBeside(block: ReadBlock): ModbusRequest[] {
  const { table, address, count, points } = block;
  const end = address + count;
  const read = (start: number, length: number, from = table): ModbusRequest => ({
    kind: 'read',
    table: from,
    address: start,
    count: length,
  });
  const width = points[0]?.width ?? count;
  return [
    ...(end < 0x1_0000 ? [read(address + 1, count)] : []),
    ...(address > 0 ? [read(address - 1, count)] : []),
    read(address, count, otherTable(table)),
    ...(width < count ? [read(address, width)] : []),
  ];
}

/** A register that names the model shows by itself whether the addresses are right. */
function probesBeside(definition: DeviceDefinition): ModbusRequest[] {
  const request = probeRequest(definition);
  if (request?.kind !== 'read' || typeof definition.probe?.expect !== 'number') return [];
  return [0, 1, -1]
    .map((offset) => ({ ...request, address: request.address + offset }))
    .filter(({ address, count }) => address >= 0 && address + count <= 0x1_0000);
}

/** The questions without those that were asked often enough. */
function unasked(trials: readonly Trial[], questions: readonly Question[]): readonly Question[] {
  const askedCounts = new Map<string, number>();
  for (const trial of trials) askedCounts.set(keyOf(trial), (askedCounts.get(keyOf(trial)) ?? 0) + 1);
  const open: Question[] = [];
  const seen = new Map<string, number>();
  for (const question of questions) {
    const key = keyOf(question);
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    if (nth > (askedCounts.get(key) ?? 0)) open.push(question);
  }
  return open;
}

function keyOf({ line, unitId, request, timeoutMs }: Question): string {
  return `${describeLine(line)} ${unitId} ${JSON.stringify(request)} ${timeoutMs}`;
}
