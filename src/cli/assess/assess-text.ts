/** The answer of `quietpost assess` for people. */

import type { Finding, Verdict } from '../../acoustics/assessment/finding.ts';
import type { PeakFinding } from '../../acoustics/assessment/peak-finding.ts';
import { type ReasonKey, renderReason } from '../../acoustics/assessment/reason.ts';
import { ledgerLevel } from '../../acoustics/levels/leq.ts';
import type { PeriodName } from '../../acoustics/rule-set.ts';
import type { AssessedFile, AssessedPeriod } from '../../assess/assessed-file.ts';
import type { Layout } from '../../assess/levels-layout.ts';
import { localText } from '../../time/local-time.ts';

/** All of it, without a line feed at the end. */
export function assessmentText(file: AssessedFile): string {
  const sections = [
    fileLines(file),
    ruleLines(file),
    ...datesOf(file).map((date) => dateLines(file, date)),
    closingLines(file),
  ];
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

function fileLines({ path, layout, zone, measured: { count }, offsetAt }: AssessedFile): string[] {
  const at = (wallMs: number) => localText(wallMs, offsetAt(wallMs));
  const { span } = count;
  const validS = count.valid * layout.stepS;
  const spanS = span === null ? 0 : (span.endMs - span.startMs) / 1000;
  const missing = spanS === 0 ? '--' : percent(Math.max(0, 1 - validS / spanS));
  const lines = [
    path,
    ...columnLines(layout, zone),
    `  stamps     ${layout.isMiddle ? 'the middle' : 'the begin (taken for granted)'} of each ${layout.stepS} s`,
    `  rows       ${count.rows}: ${count.valid} levels, ${count.blank} blank, ${count.unreadable} unreadable, ${count.late} doubled or out of order`,
    span === null
      ? '  span       no row could be read'
      : `  span       ${at(span.startMs)} to ${at(span.endMs)} ${zone}, step ${layout.stepS} s, ${missing} missing`,
  ];
  if (count.late > 0)
    lines.push(
      `  note       rows not later than the row before are left out, the first in line ${count.firstLateLine}`,
    );
  if (count.clock.hasTwice)
    lines.push(
      '  note       the clocks were set back: of the hour that comes twice, rows are taken as the first, then the second',
    );
  if (count.clock.hasNever)
    lines.push(
      '  note       there are times that the clocks leap over: a file in standard time all year needs a zone like Etc/GMT-1',
    );
  for (const { line, text, why } of count.unreadableRows) lines.push(`  line ${line}: ${why}: ${text}`);
  const more = count.unreadable - count.unreadableRows.length;
  if (more > 0) lines.push(`  ... and ${more} more unreadable rows`);
  return lines;
}

function columnLines(layout: Layout, zone: string): string[] {
  const { names, timeColumn, clockColumn, timeForm, levelColumn, peakColumn, separator, headLines } = layout;
  const named = (column: number) => `"${names[column] ?? ''}"`;
  const clock = clockColumn === null ? '' : ` and ${named(clockColumn)}`;
  const isUnix = timeForm === 'unix-s' || timeForm === 'unix-ms';
  const form = isUnix
    ? `unix ${timeForm === 'unix-s' ? 'seconds' : 'milliseconds'}`
    : layout.isLocal
      ? `no zone, taken as ${zone}`
      : 'with zone';
  const sign = separator === '\t' ? 'tab' : `"${separator}"`;
  const peak = peakColumn === null ? 'none' : named(peakColumn);
  return [
    `  time       ${named(timeColumn)}${clock}, ${form}`,
    `  level      ${named(levelColumn)}; LAFmax ${peak}`,
    `  form       separator ${sign}, decimal ${layout.decimalComma ? 'comma' : 'point'}, ${headLines} ${headLines === 1 ? 'line' : 'lines'} before the first row`,
  ];
}

function ruleLines({ rules, className, limitsDb, background }: AssessedFile): string[] {
  const area = rules.limits.classes[className]?.area.en ?? '';
  const shown = rules.periods.map(({ kind }) => {
    return limitsDb[kind] === undefined ? `${kind} no limit` : `${kind} ${limitsDb[kind]} dB`;
  });
  return [
    `${rules.title.en}`,
    `  class      ${className}, ${area}: ${shown.join(', ')}  (${rules.limits.clause}, ${rules.limits.confidence})`,
    `  background ${backgroundText(background)}`,
  ];
}

function backgroundText(background: string): string {
  if (background.toLowerCase() === 'none') return 'none known';
  if (background.toLowerCase() === 'l90')
    return 'L90 of each period: an estimate, so verdicts that rest on it are indicative';
  return `${background} dB, measured with the station off`;
}

/** Local dates in order; a night has the date on which it begins. */
function datesOf({ periods }: AssessedFile): readonly string[] {
  return [...new Set(periods.map(({ period }) => period.id))].sort();
}

function dateLines(file: AssessedFile, date: string): string[] {
  const periods = file.periods.filter(({ period }) => period.id === date);
  const ldenDb = file.measured.ldenDb.get(date) ?? null;
  return [`${date}  Lden ${level(ldenDb)}`, ...periods.flatMap((period) => periodLines(file, period))];
}

const symbols: Readonly<Record<PeriodName, string>> = { day: 'Ld', evening: 'Le', night: 'Ln' };

function periodLines(file: AssessedFile, { period, assessment }: AssessedPeriod): string[] {
  const clock = (wallMs: number) => localText(wallMs, file.offsetAt(wallMs)).slice(11, 16);
  const head = `  ${period.kind.padEnd(7)} ${clock(period.startWallMs)}-${clock(period.startWallMs + period.lengthS * 1000)}`;
  if (period.ledger.validS === 0) return [`${head}  no data`];
  const { loudestHour, loudestMinute, validMinutes, minutesAbove } = period;
  const levels = [
    `${symbols[period.kind]} ${level(ledgerLevel(period.ledger))}`,
    `L10 ${level(period.l10Db)}`,
    `L50 ${level(period.l50Db)}`,
    `L90 ${level(period.l90Db)}`,
    `LAFmax ${level(period.ledger.maxDb)}`,
    `loudest hour ${loudestHour === null ? '--' : `${clock(loudestHour.startWallMs)} ${level(loudestHour.levelDb)}`}`,
  ];
  const { worstCase, limitDb, basis } = assessment;
  const sure = [
    `valid ${percent(assessment.validShare)}`,
    `worst case ${worstCase === null ? '--' : `${level(worstCase.levelDb)} if holes had ${worstCase.assumedDb.toFixed(0)}`}`,
    ...(limitDb === null ? [] : [`minutes above ${limitDb} dB: ${minutesAbove} of ${validMinutes}`]),
    `loudest minute ${loudestMinute === null ? '--' : `${clock(loudestMinute.startWallMs)} ${level(loudestMinute.levelDb)}`}`,
  ];
  const where =
    basis === null || basis.of === 'period' ? '' : ` ${basis.of} from ${clock(basis.startWallMs)},`;
  const indicative = assessment.isIndicative ? ' Indicative: the background is an estimate.' : '';
  const { verdict, reason, clause } = assessment.level;
  return [
    `${head}  ${levels.join('  ')}`,
    `          ${sure.join('  ')}`,
    `          ${verdict.toUpperCase()}:${where} ${renderReason(reason)}. [${clause}]${indicative}`,
    ...assessment.peaks.filter(({ lafmaxDb }) => lafmaxDb !== null).map(peakLine),
  ];
}

function peakLine({ cause, verdict, reason, clause, confidence, isBinding }: PeakFinding): string {
  const kind = cause === 'any' ? 'peak' : `peak, if ${cause}`;
  const word = isBinding ? verdict.toUpperCase() : `for comparison, ${verdict}`;
  const sure = confidence === 'unconfirmed' ? ', unconfirmed' : '';
  return `          ${kind}: ${word}: ${renderReason(reason)}. [${clause}${sure}]`;
}

/** Reasons without a further text; for the others the standard has a paragraph. */
const plainReasons: readonly ReasonKey[] = ['no-data', 'too-little-data', 'peak-cause-unknown'];

function closingLines({ periods, rules, layout }: AssessedFile): string[] {
  const limited = periods.filter(({ assessment }) => assessment.limitDb !== null);
  const lines = [...new Set(limited.map(({ period }) => period.kind))].map((kind) => {
    const ofKind = limited.filter(({ period }) => period.kind === kind);
    const count = (verdict: Verdict) =>
      ofKind.filter(({ assessment }) => assessment.verdict === verdict).length;
    const counts = (['compliant', 'exceeded', 'undetermined'] as const).map(
      (word) => `${count(word)} ${word}`,
    );
    return `${kind.padEnd(7)} ${ofKind.length}: ${counts.join(', ')}`;
  });
  const isDoubtful = ({ verdict, reason }: Finding) =>
    verdict === 'undetermined' && !plainReasons.includes(reason.key);
  if (limited.some(({ assessment }) => isDoubtful(assessment)))
    lines.push(`Undetermined: ${rules.undetermined.en}`);
  const binding = new Set(rules.peaks.filter((peak) => peak.binding).map(({ clause }) => clause));
  if (layout.peakColumn === null && binding.size > 0)
    lines.push(`Note: the file has no LAFmax, so peaks are not assessed (${[...binding].join('; ')}).`);
  return [...lines, ...rules.notes.map((note) => `Note: ${note.en}`)];
}

function level(levelDb: number | null): string {
  return levelDb === null ? '--' : levelDb.toFixed(1);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 2 : 1)} %`;
}
