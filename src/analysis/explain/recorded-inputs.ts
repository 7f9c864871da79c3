/** The inputs that the reasons refer to, as they were: one phrase for each cabinet, level and channel. */

import { equipmentEnergy, equipmentLevelDb } from '../../control/attribution/nominal-model.ts';
import type { ReceptorAttribution } from '../../control/attribution/receptor-attribution.ts';
import { freshReader } from '../../control/inputs/fresh-reader.ts';
import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { faultMessage } from '../../model/fault.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { Message, Value } from '../../model/message.ts';
import { type ChannelId, deviceOf } from '../../model/reading.ts';
import { isMessage } from '../../model/recorded-message.ts';
import type { GateState } from '../../model/sound/gate.ts';
import { type CabinetPlan, type ControlPlan, type LevelPlan, levelsOf } from '../../plan/control-plan.ts';
import type { RecordedCycle } from '../../recording/recorded-cycles.ts';

interface InputQuestion {
  readonly output: string;
  /** Their values name cabinets, levels and channels. */
  readonly reasons: readonly Message[];
  /** Null if it is not known. */
  readonly attribution: readonly ReceptorAttribution[] | null;
}

/** The inputs of the output, and those that its reasons name. */
export function recordedInputs(
  plan: ControlPlan,
  cycle: RecordedCycle,
  question: InputQuestion,
): readonly ConsoleText[] {
  const cabinets = plan.cabinets.filter(
    (cabinet) => moves(cabinet, question.output) || namesCabinet(cabinet.id, question.reasons),
  );
  const levels = levelsFor(plan, question);
  const shown = [...cabinets.flatMap(channelsOf), ...levels.map(({ level }) => level)];
  const others = Object.keys(plan.channels).filter(
    (id) => !shown.includes(id) && (isNamed(id, question.reasons) || isNamed(deviceOf(id), question.reasons)),
  );
  return [
    ...cabinets.map((cabinet) => cabinetText(cabinet, plan, cycle)),
    ...levels.map((level) => levelText(level, plan, cycle, question.attribution)),
    ...others.flatMap((id) => valueText(id, plan, cycle.image)),
    ...shown.flatMap((id) => missingText(id, plan, cycle.image)),
  ];
}

function moves({ fans, limit }: CabinetPlan, output: string): boolean {
  return limit === output || fans.some((fan) => fan.output === output);
}

/** The levels that are named; if none is, the levels that the output serves. */
function levelsFor(plan: ControlPlan, { output, reasons }: InputQuestion): readonly LevelPlan[] {
  const named = levelsOf(plan).filter(({ id }) => isNamed(id, reasons));
  if (named.length > 0) return named;
  const isLamp = plan.outputs.some(({ id, kind }) => id === output && kind === 'lamp');
  return isLamp ? plan.otherLevels.filter(({ place }) => place === 'rest-area') : plan.receptors;
}

function channelsOf({ temperatures, powerIn, fans }: CabinetPlan): readonly ChannelId[] {
  return [...temperatures, powerIn, ...fans.map(({ speed }) => speed)];
}

function cabinetText(
  cabinet: CabinetPlan,
  plan: ControlPlan,
  { image, decisions }: RecordedCycle,
): ConsoleText {
  const read = freshReader(image, plan);
  const temperaturesC = cabinet.temperatures.map(read).filter((value) => value !== null);
  const powerW = read(cabinet.powerIn);
  const turning = cabinet.fans.flatMap(({ speed, fullRpm }) => {
    const rpm = read(speed);
    return rpm === null ? [] : [(100 * rpm) / fullRpm];
  });
  const commanded = cabinet.fans.flatMap(({ output }) => {
    const decision = decisions.find((one) => one.output === output);
    return decision === undefined ? [] : [decision.value];
  });
  const limitPct = decisions.find(({ output }) => output === cabinet.limit)?.value;
  const parts = [
    temperaturesC.length === 0
      ? consoleText('input-temp-unknown')
      : consoleText('input-temp', { tempC: Math.max(...temperaturesC).toFixed(1) }),
    powerW === null
      ? consoleText('input-power-unknown')
      : consoleText('input-power', { kw: Math.round(powerW / 1000) }),
    ...(limitPct === undefined ? [] : [consoleText('input-limit', { pct: limitPct })]),
    ...(commanded.length === 0 ? [] : [consoleText('input-set', { range: rangeText(commanded) })]),
    ...(turning.length === 0 ? [] : [consoleText('input-turning', { range: rangeText(turning) })]),
  ];
  return consoleText('input-cabinet', { id: cabinet.id, parts });
}

function rangeText(valuesPct: readonly number[]): string {
  const [low, high] = [Math.round(Math.min(...valuesPct)), Math.round(Math.max(...valuesPct))];
  return low === high ? `${low} %` : `${low}-${high} %`;
}

function levelText(
  level: LevelPlan,
  plan: ControlPlan,
  { image, decisions }: RecordedCycle,
  attribution: InputQuestion['attribution'],
): ConsoleText {
  const read = freshReader(image, plan);
  const totalDb = read(level.level);
  const total =
    totalDb === null
      ? consoleText('input-unmeasured', { id: level.id })
      : consoleText('input-total', { id: level.id, levelDb: totalDb.toFixed(1) });
  if (!plan.receptors.some(({ id }) => id === level.id)) return total;
  const decided = Object.fromEntries(decisions.map(({ output, value }) => [output, value]));
  const modelDb = equipmentLevelDb(equipmentEnergy(plan, level.id, read, decided));
  const estimate = attribution?.find(({ receptor }) => receptor === level.id);
  const shares = [
    ...(modelDb === null ? [] : [consoleText('input-by-site', { levelDb: modelDb.toFixed(1) })]),
    ...(estimate === undefined || estimate.equipmentDb === null
      ? []
      : [byAttribution(estimate.equipmentDb, estimate.gate)]),
  ];
  return shares.length === 0 ? total : consoleText('input-total-ours', { total, shares });
}

function byAttribution(levelDb: number, gate: GateState): ConsoleText {
  return consoleText('input-by-attribution', {
    levelDb: levelDb.toFixed(1),
    gate: consoleText(`gate-${gate}`),
  });
}

function valueText(id: ChannelId, plan: ControlPlan, image: ProcessImage): readonly ConsoleText[] {
  const value = freshReader(image, plan)(id);
  return value === null
    ? missingText(id, plan, image)
    : [consoleText('input-value', { id, value: Number(value.toPrecision(5)) })];
}

/** Why a channel had no value then. */
function missingText(id: ChannelId, plan: ControlPlan, image: ProcessImage): readonly ConsoleText[] {
  if (freshReader(image, plan)(id) !== null) return [];
  const reading = image.channels[id];
  if (reading === undefined) return [consoleText('input-not-recorded', { id })];
  const fault = reading.fault ?? { kind: 'stale', ageMs: image.nowMs - reading.takenMs };
  return [consoleText('input-bad', { id, fault: { message: faultMessage(fault) } })];
}

function namesCabinet(id: string, reasons: readonly Message[]): boolean {
  const isIn = (name: string, value: Value): boolean => name === 'cabinet' && value === id;
  return reasons.some((reason) => isSaid(reason, isIn) || isInText(reason, `cabinet ${id}`));
}

function isNamed(id: string, reasons: readonly Message[]): boolean {
  const isIn = (_name: string, value: Value): boolean =>
    value === id || (Array.isArray(value) && value.includes(id));
  return reasons.some((reason) => isSaid(reason, isIn) || isInText(reason, id));
}

/** True if a value of the message, or of one of its parts, is the one sought. */
function isSaid({ values }: Message, isMeant: (name: string, value: Value) => boolean): boolean {
  return Object.entries<Value>(values).some(([name, value]) => {
    if (isMeant(name, value)) return true;
    const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
    return parts.some((part) => isMessage(part) && isSaid(part, isMeant));
  });
}

/**
 * For a reason from before messages were data. Matches whole words: "a" is not in "cabinet b at 40 C", "north" not in
 * "slm-north".
 */
function isInText(reason: Message, name: string): boolean {
  if (reason.key !== 'plain') return false;
  const word = new RegExp(`(?<![\\w.-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-]|\\.\\w)`);
  return word.test(reason.values.text);
}
