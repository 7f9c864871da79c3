/** The answer of `quietpost assess` for people. */

import type { Assessment } from '../../acoustics/assessment/assessment.ts';
import type { Finding, Verdict } from '../../acoustics/assessment/finding.ts';
import type { PeakFinding } from '../../acoustics/assessment/peak-finding.ts';
import { type Reason, type ReasonKey, renderReason } from '../../acoustics/assessment/reason.ts';
import type { RelativeFinding } from '../../acoustics/assessment/relative-finding.ts';
import type { RoomFinding, RoomLevel } from '../../acoustics/assessment/room-finding.ts';
import { ledgerLevel } from '../../acoustics/levels/leq.ts';
import type { MeasuredPeriod } from '../../acoustics/periods/measured-period.ts';
import type { LocalizedText, PeriodName } from '../../acoustics/rule-set.ts';
import type { AssessedFile, AssessedPeriod } from '../../assess/assessed-file.ts';
import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { dictionaries } from '../../language/languages.ts';
import { localText } from '../../time/local-time.ts';
import { languageHere } from '../terminal/language.ts';
import { tell, told } from '../terminal/tell.ts';
import { bandLines } from './band-lines.ts';
import { fileLines } from './file-lines.ts';
import { filled, labelled, percent } from './labelled.ts';
import { roomReason } from './room-reason.ts';

/** All of it, ending without a line feed. */
export function assessmentText(file: AssessedFile): string {
  const sections = [
    fileLines(file),
    ruleLines(file),
    ...datesOf(file).map((date) => dateLines(file, date)),
    ...(file.bands === null ? [] : [bandLines(file.bands)]),
    ...impulseSection(file),
    ...(file.room === null ? [] : [roomLines(file.room)]),
    closingLines(file),
  ];
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

function ruleLines({ rules, className, limitsDb, background }: AssessedFile): string[] {
  const { limits, title } = rules;
  const area = limits.classes[className]?.area;
  const ofClass = consoleText('assess-class', {
    class: className,
    area: area === undefined ? '' : worded(area),
    limits: rules.periods.map(({ kind }) => limitText(kind, limitsDb[kind])),
    clause: worded(limits.clause),
    confidence: consoleText(`confidence-${limits.confidence}`),
  });
  return [worded(title), labelled('class', ofClass), labelled('background', backgroundText(background))];
}

function limitText(kind: PeriodName, limitDb: number | undefined): ConsoleText {
  const period = consoleText(`period-${kind}`);
  return limitDb === undefined
    ? consoleText('assess-no-limit', { period })
    : consoleText('assess-limit', { period, limitDb });
}

function backgroundText(background: string): ConsoleText {
  const asked = background.toLowerCase();
  if (asked === 'none' || asked === 'l90') return consoleText(`assess-background-${asked}`);
  return Number.isNaN(Number(background))
    ? consoleText('assess-background-off', { file: background })
    : consoleText('assess-background-level', { levelDb: background });
}

/** Local dates in order; a night stands under the date on which it begins. */
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
  const clock = (wallMs: number) => localText(wallMs, file.place.offsetAt(wallMs)).slice(11, 16);
  const name = filled(tell(`period-${period.kind}`), PERIOD_CELLS);
  const head = `  ${name} ${clock(period.startWallMs)}-${clock(period.startWallMs + period.lengthS * 1000)}`;
  if (period.ledger.validS === 0) return [`${head}  ${tell('assess-no-data')}`];
  const { loudestHour: hour } = period;
  const levels = [
    `${symbols[period.kind]} ${level(ledgerLevel(period.ledger))}`,
    `L10 ${level(period.l10Db)}`,
    `L50 ${level(period.l50Db)}`,
    `L90 ${level(period.l90Db)}`,
    `LAFmax ${level(period.ledger.maxDb)}`,
    tell('assess-loudest-hour', {
      hour: hour === null ? '--' : `${clock(hour.startWallMs)} ${level(hour.levelDb)}`,
    }),
  ];
  const below = [
    sureParts(period, assessment, clock).join('  '),
    ...verdictLines(assessment, clock),
    ...assessment.peaks.filter(({ lafmaxDb }) => lafmaxDb !== null).map(peakLine),
  ];
  return [`${head}  ${levels.join('  ')}`, ...below.map((line) => `          ${line}`)];
}

const PERIOD_CELLS = 7;

type Clock = (wallMs: number) => string;

/** How much of a period was measured, and how loud its minutes were. */
function sureParts(
  { loudestMinute: loudest, validMinutes, minutesAbove }: MeasuredPeriod,
  { validShare, worstCase: worst, limitDb }: Assessment,
  clock: Clock,
): string[] {
  return [
    tell('assess-valid', { share: percent(validShare) }),
    worst === null
      ? tell('assess-worst', { level: '--' })
      : tell('assess-worst-if', { level: level(worst.levelDb), assumedDb: worst.assumedDb.toFixed(0) }),
    ...(limitDb === null || validMinutes === 0
      ? []
      : [tell('assess-minutes', { limitDb, above: minutesAbove, valid: validMinutes })]),
    loudest === null
      ? tell('assess-no-minute')
      : tell('assess-loudest-minute', { at: clock(loudest.startWallMs), level: level(loudest.levelDb) }),
  ];
}

function verdictLines({ basis, limitDb, relative, level, isIndicative }: Assessment, clock: Clock): string[] {
  const where =
    basis === null || basis.of === 'period'
      ? ''
      : consoleText(`assess-where-${basis.of}`, { at: clock(basis.startWallMs) });
  const indicative = isIndicative ? consoleText('assess-indicative') : '';
  return [
    ...(limitDb === null && relative !== null
      ? []
      : [tell('assess-verdict', { ...findingParts(level), where, indicative })]),
    ...(relative === null ? [] : [relativeLine(relative, where)]),
  ];
}

/** What each line of a verdict says. */
function findingParts({ verdict, reason, clause }: Finding) {
  return { verdict: shouted(verdict), reason: reasonText(reason), clause: worded(clause) };
}

function relativeLine(finding: RelativeFinding, where: ConsoleText | ''): string {
  const { outcome } = finding;
  const impact = outcome === null ? '' : consoleText('assess-impact', { impact: impactName(outcome) });
  return tell('assess-relative', { ...findingParts(finding), impact, where });
}

/** As the standard calls it; a rule set of somebody else may have names of its own. */
function impactName(outcome: string): ConsoleText | string {
  const known = impacts.find((name) => name === outcome);
  return known === undefined ? outcome : consoleText(`impact-${known}`);
}

const impacts = ['low', 'below-adverse', 'adverse', 'significant-adverse'] as const;

function peakLine(finding: PeakFinding): string {
  const { cause, verdict, confidence, isBinding } = finding;
  return tell(confidence === 'unconfirmed' ? 'assess-peak-unconfirmed' : 'assess-peak', {
    ...findingParts(finding),
    kind: consoleText(`peak-${cause}`),
    verdict: isBinding
      ? shouted(verdict)
      : consoleText('assess-comparison', { verdict: consoleText(`outcome-${verdict}`) }),
  });
}

function shouted(verdict: Verdict | RoomFinding['verdict']): string {
  return tell(`outcome-${verdict}`).toUpperCase();
}

function reasonText(reason: Reason): string {
  return renderReason(reason, dictionaries[languageHere()].verdicts);
}

/** A text of the rule set in the language of this terminal. */
function worded(text: LocalizedText): string {
  return text[languageHere()] ?? text.en;
}

/** Nothing where the rows are too long to tell. */
function impulseSection({ measured: { impulses } }: AssessedFile): string[][] {
  const { taktDb, impulseDb } = impulses;
  const takt = taktDb === null ? [] : [`  ${tell('assess-takt', { db: taktDb.toFixed(1) })}`];
  const onset = impulseDb === null ? [] : [`  ${tell('assess-onset', { db: impulseDb.toFixed(1) })}`];
  return takt.length + onset.length === 0 ? [] : [[tell('assess-impulses'), ...takt, ...onset]];
}

function roomLines(room: RoomFinding): string[] {
  const why = 'why' in room ? [`  ${told(roomReason(room.why, worded))}`] : [];
  const levels = 'levels' in room ? room.levels : [];
  const head = `${filled(tell('assess-room'), HEAD_CELLS)}${shouted(room.verdict)}`;
  return [head, ...why, ...levels.map((one) => `  ${roomLevelText(one)}`)];
}

const HEAD_CELLS = 10;

function roomLevelText({ bandHz, levelDb, limitDb, of }: RoomLevel): string {
  return tell('assess-room-level', { what: roomWhat(bandHz, of), levelDb: levelDb.toFixed(1), limitDb });
}

function roomWhat(bandHz: RoomLevel['bandHz'], of: RoomLevel['of']): ConsoleText | string {
  if (bandHz !== null) return of === 'tone' ? consoleText('room-tone', { bandHz }) : `${bandHz} Hz`;
  if (of === 'audible-thirds') return consoleText('room-audible-thirds');
  return of === 'lafmax' ? 'LAFmax' : 'LAeq';
}

/** Reasons that need no further text; for the others the standard has a paragraph. */
const plainReasons: readonly ReasonKey[] = [
  'no-data',
  'too-little-data',
  'within-where-measured',
  'above-range',
  'peak-cause-unknown',
];

function closingLines({ periods, rules, layout }: AssessedFile): string[] {
  const limited = periods.filter(
    ({ assessment }) => assessment.limitDb !== null || assessment.relative !== null,
  );
  const lines = [...new Set(limited.map(({ period }) => period.kind))].map((kind) => {
    const ofKind = limited.filter(({ period }) => period.kind === kind);
    const count = (verdict: Verdict) =>
      ofKind.filter(({ assessment }) => assessment.verdict === verdict).length;
    return tell('assess-count', {
      period: filled(tell(`period-${kind}`), PERIOD_CELLS),
      count: ofKind.length,
      compliant: count('compliant'),
      exceeded: count('exceeded'),
      undetermined: count('undetermined'),
    });
  });
  const isDoubtful = ({ verdict, reason }: Finding) =>
    verdict === 'undetermined' && !plainReasons.includes(reason.key);
  if (limited.some(({ assessment }) => isDoubtful(assessment)))
    lines.push(tell('assess-undetermined', { what: worded(rules.undetermined) }));
  const binding = new Set(rules.peaks.filter((peak) => peak.binding).map(({ clause }) => worded(clause)));
  if (layout.peakColumn === null && binding.size > 0)
    lines.push(tell('assess-note-no-peaks', { clauses: [...binding].join('; ') }));
  return [...lines, ...rules.notes.map((note) => tell('assess-note', { what: worded(note) }))];
}

function level(levelDb: number | null): string {
  return levelDb === null ? '--' : levelDb.toFixed(1);
}
