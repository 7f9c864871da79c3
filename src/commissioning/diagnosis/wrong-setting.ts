/** Rules of diagnose.ts: the line or the device is set differently from the site file. */

import { describeLine, type LineSetting, sameLine } from '../../fieldbus/modbus/line-setting.ts';
import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
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
      what: proof
        ? consoleText('diag-rtu-answers', { unitId: proof.unitId })
        : consoleText('diag-rtu-frames'),
      todo: consoleText('diag-rtu-do'),
    };
  if (line.kind === 'rtu-over-tcp' && (proof !== undefined || hangsUp))
    return {
      cause: 'tcp-not-rtu',
      sure: proof === undefined ? 'likely' : 'certain',
      what: proof
        ? consoleText('diag-tcp-answers', { unitId: proof.unitId })
        : consoleText('diag-tcp-closes'),
      todo: consoleText('diag-tcp-do'),
    };
  if (!hangsUp) return undefined;
  return {
    cause: 'one-client',
    sure: 'possible',
    what: consoleText('diag-one-client'),
    todo: consoleText('diag-one-client-do'),
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
  const isOtherUnit = proof.unitId !== unitId;
  const found = placeText(describeLine(proof.line), isOtherUnit ? proof.unitId : undefined, unitId);
  const said = {
    found: sameLine(proof.line, factory) ? consoleText('diag-at-factory', { line: found }) : found,
    line: describeLine(line),
  };
  const isBaud = proof.line.baud !== line.baud;
  return {
    cause: isBaud ? 'baud' : 'format',
    sure: fitsDefinition(subject, proof) ? 'certain' : 'likely',
    what: consoleText(isBaud ? 'diag-wrong-baud' : 'diag-wrong-format', said),
    todo: isOtherUnit
      ? consoleText('diag-line-unit-do', { line: said.line, unitId })
      : consoleText('diag-line-do', { line: said.line }),
  };
}

/** The setting, and under which other unit id it answers there. */
function placeText(line: string, unitId: number | undefined, wanted: number): ConsoleText | string {
  return unitId === undefined ? line : consoleText('diag-at-unit', { line, unitId, wanted });
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
    what: fit
      ? consoleText('diag-wrong-unit-fits', { unitId, found: proof.unitId, model })
      : consoleText('diag-wrong-unit', { unitId, found: proof.unitId }),
    todo: consoleText('diag-wrong-unit-do', { found: proof.unitId, unitId }),
  };
}
