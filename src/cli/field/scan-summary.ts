/** The result of a scan as text: one line for each unit, then what does not fit together. */

import { echoNote } from '../../commissioning/diagnosis/broken-answers.ts';
import { hasEcho, type Trial } from '../../commissioning/diagnosis/trial.ts';
import { wrongFraming } from '../../commissioning/diagnosis/wrong-setting.ts';
import type { FoundUnit } from '../../commissioning/identify-unit.ts';
import { explain } from '../../commissioning/investigate.ts';
import { describeLine, type LineSetting, sameLine } from '../../fieldbus/modbus/line-setting.ts';
import type { DevicePlan } from '../../plan/site-plan.ts';
import { tell, told } from '../terminal/tell.ts';
import type { ScanJob } from './scan-job.ts';

/** `unit 11 at 9600 8N1: xy-md02 (likely); the site has temp-a1 there`. */
export function foundLine(unit: FoundUnit, expected: DevicePlan | undefined): string {
  return tell('scan-place', {
    ...{ unitId: unit.unitId, line: describeLine(unit.line) },
    ...{ model: modelText(unit), site: siteText(unit, expected) },
  });
}

/** The lines after the end of the search. */
export function summary(
  job: ScanJob,
  found: readonly FoundUnit[],
  trials: readonly Trial[],
): readonly string[] {
  const { line, expected } = job;
  const lines = [found.length === 0 ? tell('scan-nobody') : tell('scan-found', { count: found.length })];
  if (line !== undefined) {
    const seen = { line, unitId: found[0]?.unitId ?? 1, trials };
    const framing = wrongFraming(seen);
    lines.push(...explain(framing === undefined ? [] : [framing]).map(told));
    lines.push(...settingLines(line, found));
  }
  for (const unit of found)
    if (unit.duplicate !== undefined) lines.push(...explain([unit.duplicate]).map(told));
  lines.push(...mixedLines(found), ...echoLines(trials));
  const missing = expected.filter(
    (device) => !found.some((unit) => unit.unitId === device.unitId && (!line || sameLine(unit.line, line))),
  );
  if (missing.length > 0 && found.length > 0)
    lines.push(
      tell('scan-missing', {
        devices: missing.map(({ id, unitId }) => tell('scan-missing-one', { device: id, unitId })),
      }),
    );
  if (found.length === 0) lines.push(tell('scan-check'));
  return lines;
}

function modelText({ models, duplicate, sunSpec }: FoundUnit): string {
  if (duplicate !== undefined && models.length === 0) return tell('scan-garbled');
  const [best, ...others] = models;
  if (best === undefined) return tell(sunSpec === undefined ? 'scan-unlike' : 'scan-describes');
  const alike = others.filter(({ sure }) => sure === best.sure).slice(0, 3);
  const likeness = { model: best.definition.model, sure: tell(`sure-${best.sure}`) };
  if (alike.length === 0) return tell('scan-model', likeness);
  return tell('scan-model-or', { ...likeness, others: alike.map(({ definition }) => definition.model) });
}

function siteText({ models }: FoundUnit, expected: DevicePlan | undefined): string {
  if (expected === undefined) return '';
  const { model } = expected.definition;
  const isIt = models.some(({ definition }) => definition.model === model);
  if (isIt) return tell('scan-site-has', { device: expected.id });
  return tell(models.length === 0 ? 'scan-site-has-model' : 'scan-site-other', {
    device: expected.id,
    model,
  });
}

/** Whatever comes back without a device is our own. */
function echoLines(trials: readonly Trial[]): readonly string[] {
  const note = echoNote(trials).map(told);
  if (note.length > 0 || !trials.some(hasEcho)) return note;
  return [tell('scan-echo')];
}

/** Units that answer at another setting than their bus has. */
function settingLines(line: LineSetting, found: readonly FoundUnit[]): readonly string[] {
  if (line.kind !== 'serial') return [];
  const strangers = found.filter((unit) => !sameLine(unit.line, line));
  return strangers.map((unit) =>
    tell('scan-stranger', {
      unitId: unit.unitId,
      own: describeLine(unit.line),
      line: describeLine(line),
    }),
  );
}

function mixedLines(found: readonly FoundUnit[]): readonly string[] {
  const settings = [...new Set(found.map((unit) => describeLine(unit.line)))];
  if (settings.length < 2) return [];
  return [tell('scan-mixed', { settings: settings.join(tell('scan-and')) })];
}
