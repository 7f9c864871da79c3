/** A device that was asked and what came of it (the case), and what may be wrong with it (a finding). */

import type { DeviceDefinition, ReadBlock } from '../../devices/modbus/definition.ts';
import { hasValidCrc } from '../../fieldbus/modbus/crc16.ts';
import { type LineSetting, sameLine } from '../../fieldbus/modbus/line-setting.ts';
import type { ConsoleText } from '../../language/console/console-text.ts';
import type { DevicePlan } from '../../plan/site-plan.ts';
import { creditOf, decodeAs } from './interpret.ts';
import { bytesOfOthers, type Trial, wordsOf } from './trial.ts';

/** A device under diagnosis. */
export interface DiagnosisCase {
  /** The line and unit id the site file gives. */
  readonly line: LineSetting;
  readonly unitId: number;
  readonly definition: DeviceDefinition;
  readonly pollMs: number;
  readonly blocks: readonly ReadBlock[];
  /** The other devices of the site on the same bus. */
  readonly others: readonly DevicePlan[];
  /** In the order in which they were asked. */
  readonly trials: readonly Trial[];
}

/** The mistake behind a finding. */
export type Cause =
  | 'offset'
  | 'table'
  | 'word-order'
  | 'byte-order'
  | 'long-read'
  | 'format'
  | 'baud'
  | 'unit-id'
  | 'duplicate-unit'
  | 'rtu-over-tcp'
  | 'tcp-not-rtu'
  | 'timeout-over-poll'
  | 'slow-device'
  | 'noise'
  | 'echo'
  | 'busy'
  | 'function-silent'
  | 'transaction'
  | 'answers-as-other'
  | 'behind-gateway'
  | 'one-client'
  | 'port'
  | 'absent'
  | 'dead-line';

/** What is wrong and what to do. */
export interface Finding {
  readonly cause: Cause;
  readonly sure: 'certain' | 'likely' | 'possible';
  /** What is wrong, with what was seen. */
  readonly what: ConsoleText;
  /** What to do about it. */
  readonly todo: ConsoleText;
}

/** What is seen on the wire, without knowing which model the device should be. */
export interface Seen extends Pick<DiagnosisCase, 'line' | 'unitId' | 'trials'> {
  readonly others: readonly Pick<DevicePlan, 'unitId'>[];
}

/** The trials of the device as the site has it. */
export function trialsOfUnit({
  trials,
  line,
  unitId,
}: Pick<DiagnosisCase, 'line' | 'unitId' | 'trials'>): readonly Trial[] {
  return trials.filter((trial) => trial.unitId === unitId && sameLine(trial.line, line));
}

/** The trials of the other devices of the site on this bus, with the setting of the site. */
export function otherTrials({ trials, line, others }: Seen): readonly Trial[] {
  return trials.filter(
    (trial) => sameLine(trial.line, line) && others.some((device) => device.unitId === trial.unitId),
  );
}

/** Bytes arrived, but no frame that fits: wrong checksum, half a frame, two frames. */
export function isGarbled(trial: Trial): boolean {
  const { outcome } = trial;
  if (outcome.ok || isLateAnswer(trial)) return false;
  return outcome.fault.kind === 'crc' || outcome.fault.kind === 'frame';
}

/** One whole frame of the device, but in answer to an earlier question. */
function isLateAnswer(trial: Trial): boolean {
  const { outcome, unitId } = trial;
  return !outcome.ok && outcome.fault.kind === 'frame' && framesIn(bytesOfOthers(trial), unitId) === 1;
}

/** No answer in time. */
export function isSilent(trial: Trial): boolean {
  const { outcome } = trial;
  return !outcome.ok && (outcome.fault.kind === 'timeout' || isLateAnswer(trial));
}

/** Whole RTU frames of `unitId` in what was received. */
export function framesIn(received: Uint8Array, unitId: number): number {
  let frames = 0;
  for (let at = 0; at + 5 <= received.length; ) {
    const isException = ((received[at + 1] ?? 0) & 0x80) !== 0;
    const end = at + (isException ? 5 : 5 + (received[at + 2] ?? 0));
    const isFrame = received[at] === unitId && end <= received.length && hasValidCrc(received, at, end);
    frames += Number(isFrame);
    at = isFrame ? end : at + 1;
  }
  return frames;
}

/** Whether the trial failed because the link was not open. */
export function isLinkDown({ outcome }: Trial): boolean {
  return !outcome.ok && outcome.fault.kind === 'link-down';
}

/** The block that `trial` asks for; undefined when it asks for something else. */
export function blockOf({ blocks }: DiagnosisCase, { request }: Trial): ReadBlock | undefined {
  if (request.kind !== 'read') return undefined;
  const { table, address, count } = request;
  return blocks.find((one) => one.table === table && one.address === address && one.count === count);
}

/** Whether the answer holds what the definition expects there, so that it is this model. */
export function fitsDefinition(subject: DiagnosisCase, trial: Trial): boolean {
  const words = wordsOf(trial);
  const block = blockOf(subject, trial);
  return words !== undefined && block !== undefined && creditOf(decodeAs(block, words)) > 0;
}
