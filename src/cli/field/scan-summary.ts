/** The result of a scan as text: one line for each unit, then what does not fit together. */

import { echoNote } from '../../commissioning/diagnosis/broken-answers.ts';
import { hasEcho, type Trial } from '../../commissioning/diagnosis/trial.ts';
import { wrongFraming } from '../../commissioning/diagnosis/wrong-setting.ts';
import type { FoundUnit } from '../../commissioning/identify-unit.ts';
import { explain } from '../../commissioning/investigate.ts';
import { describeLine, type LineSetting, sameLine } from '../../fieldbus/modbus/line-setting.ts';
import type { DevicePlan } from '../../plan/site-plan.ts';
import type { ScanJob } from './scan-job.ts';

/** `unit 11 at 9600 8N1: xy-md02 (likely); the site has temp-a1 there`. */
export function foundLine(unit: FoundUnit, expected: DevicePlan | undefined): string {
  const place = `unit ${unit.unitId} at ${describeLine(unit.line)}`;
  return `${place}: ${modelText(unit)}${siteText(unit, expected)}`;
}

/** The lines after the end of the search. */
export function summary(
  job: ScanJob,
  found: readonly FoundUnit[],
  trials: readonly Trial[],
): readonly string[] {
  const { line, expected } = job;
  const lines = [`${found.length === 0 ? 'Nobody answered' : `${found.length} found`}.`];
  if (line !== undefined) {
    const seen = { line, unitId: found[0]?.unitId ?? 1, trials };
    const framing = wrongFraming(seen);
    lines.push(...explain(framing === undefined ? [] : [framing]));
    lines.push(...settingLines(line, found));
  }
  for (const unit of found) if (unit.duplicate !== undefined) lines.push(...explain([unit.duplicate]));
  lines.push(...mixedLines(found), ...echoLines(trials));
  const missing = expected.filter(
    (device) => !found.some((unit) => unit.unitId === device.unitId && (!line || sameLine(unit.line, line))),
  );
  if (missing.length > 0 && found.length > 0)
    lines.push(`Not found: ${missing.map(({ id, unitId }) => `${id} (unit ${unitId})`).join(', ')}.`);
  if (found.length === 0)
    lines.push(
      'Check power, wires (A and B swapped?), the port, and that the devices are set to Modbus. Slow devices: --timeout 1s.',
    );
  return lines;
}

function modelText({ models, duplicate, sunSpec }: FoundUnit): string {
  if (duplicate !== undefined && models.length === 0) return 'garbled answers';
  const [best, ...others] = models;
  if (best === undefined)
    return sunSpec === undefined ? 'answers, but like no model that is known' : 'describes itself';
  const alike = others.filter(({ sure }) => sure === best.sure).slice(0, 3);
  const or = alike.length === 0 ? '' : `, or ${alike.map(({ definition }) => definition.model).join(', ')}`;
  return `${best.definition.model}${or} (${best.sure})`;
}

function siteText({ models }: FoundUnit, expected: DevicePlan | undefined): string {
  if (expected === undefined) return '';
  const { model } = expected.definition;
  const isIt = models.some(({ definition }) => definition.model === model);
  if (isIt) return `; the site has ${expected.id} there`;
  if (models.length === 0) return `; the site has ${expected.id} there, a ${model}`;
  return `; but the site has ${expected.id} there, which should be a ${model}`;
}

/** Whatever comes back without a device is our own. */
function echoLines(trials: readonly Trial[]): readonly string[] {
  const note = echoNote(trials);
  if (note.length > 0 || !trials.some(hasEcho)) return note;
  return ['This adapter echoes: our own questions come back, and nothing else.'];
}

/** Units that answer at another setting than their bus has. */
function settingLines(line: LineSetting, found: readonly FoundUnit[]): readonly string[] {
  if (line.kind !== 'serial') return [];
  const strangers = found.filter((unit) => !sameLine(unit.line, line));
  return strangers.map(
    (unit) =>
      `Unit ${unit.unitId} is set to ${describeLine(unit.line)}, the bus to ${describeLine(line)}: the gateway will get no answer. Set the device, or the bus.`,
  );
}

function mixedLines(found: readonly FoundUnit[]): readonly string[] {
  const settings = [...new Set(found.map((unit) => describeLine(unit.line)))];
  if (settings.length < 2) return [];
  return [`Devices of one line need one setting; here are ${settings.join(' and ')}.`];
}
