/** Rules of diagnose.ts: the line or the device is set differently from the site file. */

import { describeLine, type LineSetting, sameLine } from '../../fieldbus/modbus/line-setting.ts';
import {
  type DiagnosisCase,
  type Finding,
  fitsDefinition,
  framesIn,
  isLinkDown,
  type Seen,
  trialsOfUnit,
} from './diagnosis-case.ts';
import { isAnswered, type Trial } from './trial.ts';

/** Modbus TCP to a converter that passes bytes on, or RTU frames to a device that expects a header. */
export function wrongFraming(subject: Omit<Seen, 'others'>): Finding | undefined {
  const { line, trials, unitId } = subject;
  if (line.kind === 'serial') return undefined;
  const isOther = (trial: Trial) => trial.line.kind !== line.kind;
  const proof = trials.find((trial) => isOther(trial) && isAnswered(trial));
  const unitTrials = trialsOfUnit(subject);
  const hasRtuFrame =
    line.kind === 'tcp' && unitTrials.some(({ received }) => framesIn(received, unitId) > 0);
  const hangsUp =
    unitTrials.length > 1 && unitTrials.every((trial) => isLinkDown(trial) && trial.sent.length > 0);
  if (line.kind === 'tcp' && (proof !== undefined || hasRtuFrame))
    return {
      cause: 'rtu-over-tcp',
      sure: 'certain',
      what: `this is RTU over TCP: ${proof ? `unit ${proof.unitId} answers to RTU frames` : 'RTU frames came back'}, not to Modbus TCP`,
      todo: 'set the converter from transparent mode to "Modbus TCP gateway" (protocol conversion)',
    };
  if (line.kind === 'rtu-over-tcp' && (proof !== undefined || hangsUp))
    return {
      cause: 'tcp-not-rtu',
      sure: proof === undefined ? 'likely' : 'certain',
      what: proof
        ? `this is Modbus TCP: unit ${proof.unitId} answers to frames with a header, not to RTU over TCP`
        : 'the other end closes the connection at each RTU frame: it wants Modbus TCP',
      todo: 'write the address as tcp://host:port, or "kind: modbus-tcp" in the site file',
    };
  if (!hangsUp) return undefined;
  return {
    cause: 'one-client',
    sure: 'possible',
    what: 'the other end closes the connection whenever it is asked something',
    todo: 'many devices serve one client at a time: end the gateway or the tool that is connected, or read the telemetry',
  };
}

/** The same unit id, or the factory's, answers at another line setting. */
export function wrongLine(subject: DiagnosisCase): Finding | undefined {
  const { line, unitId, trials, definition } = subject;
  if (line.kind !== 'serial' || trialsOfUnit(subject).some(isAnswered)) return undefined;
  const answers = trials.filter((trial) => !sameLine(trial.line, line) && isAnswered(trial));
  const proof = answers.find((trial) => fitsDefinition(subject, trial)) ?? answers[0];
  if (proof === undefined || proof.line.kind !== 'serial') return undefined;
  const factory: LineSetting = { kind: 'serial', ...definition.serial };
  const isFactory = sameLine(proof.line, factory) ? ', which is its factory setting' : '';
  const id = proof.unitId === unitId ? '' : ` as unit ${proof.unitId} instead of ${unitId}`;
  const isBaud = proof.line.baud !== line.baud;
  return {
    cause: isBaud ? 'baud' : 'format',
    sure: fitsDefinition(subject, proof) ? 'certain' : 'likely',
    what: `wrong ${isBaud ? 'baud rate' : 'parity or stop bits'}: it answers at ${describeLine(proof.line)}${id}${isFactory}; the bus is set to ${describeLine(line)}`,
    todo: `set the device to ${describeLine(line)}${id === '' ? '' : ` and unit id ${unitId}`}, or change the bus in the site file; all devices of a line need one setting`,
  };
}

/** A unit id that no device of the site has answers on this line. */
export function wrongUnitId(subject: DiagnosisCase): Finding | undefined {
  const { line, unitId, others, trials } = subject;
  if (trialsOfUnit(subject).some(isAnswered)) return undefined;
  const strangers = trials.filter(
    (trial) =>
      sameLine(trial.line, line) &&
      trial.unitId !== unitId &&
      isAnswered(trial) &&
      !others.some((device) => device.unitId === trial.unitId),
  );
  const fit = strangers.find((trial) => fitsDefinition(subject, trial));
  const proof = fit ?? strangers[0];
  if (proof === undefined) return undefined;
  const { model } = subject.definition;
  return {
    cause: 'unit-id',
    sure: fit === undefined ? 'likely' : 'certain',
    what: `wrong unit id: nobody answers as ${unitId}, but unit ${proof.unitId} does${fit ? `, and it reads like ${model}` : ''}; no device of the site has that id`,
    todo: `write "unitId: ${proof.unitId}" in the site file, or set the device to ${unitId}`,
  };
}
