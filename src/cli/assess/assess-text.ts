/** The answer of `quietpost assess` for people. */

import type { Finding, Verdict } from '../../acoustics/assessment/finding.ts';
import type { PeakFinding } from '../../acoustics/assessment/peak-finding.ts';
import { type ReasonKey, renderReason } from '../../acoustics/assessment/reason.ts';
import type { RelativeFinding } from '../../acoustics/assessment/relative-finding.ts';
import type { RoomFinding, RoomLevel } from '../../acoustics/assessment/room-finding.ts';
import { ledgerLevel } from '../../acoustics/levels/leq.ts';
import type { PeriodName } from '../../acoustics/rule-set.ts';
import { LOW_FREQUENCY_DB } from '../../acoustics/spectra/low-frequency.ts';
import type { AssessedFile, AssessedPeriod } from '../../assess/assessed-file.ts';
import type { FileBands } from '../../assess/band-rows.ts';
import { localText } from '../../time/local-time.ts';
import { fileLines } from './file-lines.ts';

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
  const area = rules.limits.classes[className]?.area.en ?? '';
  const shown = rules.periods.map(({ kind }) => {
    return limitsDb[kind] === undefined ? `${kind} no limit` : `${kind} ${limitsDb[kind]} dB`;
  });
  return [
    `${rules.title.en}`,
    `  class      ${className}, ${area}: ${shown.join(', ')}  (${rules.limits.clause.en}, ${rules.limits.confidence})`,
    `  background ${backgroundText(background)}`,
  ];
}

function backgroundText(background: string): string {
  if (Number.isNaN(Number(background)) && !['none', 'l90'].includes(background.toLowerCase()))
    return `of ${background}, measured with the station off`;
  if (background.toLowerCase() === 'none') return 'none known';
  if (background.toLowerCase() === 'l90')
    return 'L90 of each period: an estimate, so verdicts that rest on it are indicative';
  return `${background} dB, measured with the station off`;
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
    ...(limitDb === null || validMinutes === 0
      ? []
      : [`minutes above ${limitDb} dB: ${minutesAbove} of ${validMinutes}`]),
    loudestMinute === null
      ? 'no single minute known'
      : `loudest minute ${clock(loudestMinute.startWallMs)} ${level(loudestMinute.levelDb)}`,
  ];
  const where =
    basis === null || basis.of === 'period' ? '' : ` ${basis.of} from ${clock(basis.startWallMs)},`;
  const indicative = assessment.isIndicative ? ' Indicative: the background is an estimate.' : '';
  const { verdict, reason, clause } = assessment.level;
  return [
    `${head}  ${levels.join('  ')}`,
    `          ${sure.join('  ')}`,
    ...(limitDb === null && assessment.relative !== null
      ? []
      : [`          ${verdict.toUpperCase()}:${where} ${renderReason(reason)}. [${clause.en}]${indicative}`]),
    ...(assessment.relative === null ? [] : [relativeLine(assessment.relative, where)]),
    ...assessment.peaks.filter(({ lafmaxDb }) => lafmaxDb !== null).map(peakLine),
  ];
}

function relativeLine({ verdict, reason, clause, outcome }: RelativeFinding, where: string): string {
  const name = outcome === null ? '' : ` (${outcome} impact)`;
  return `          against the background: ${verdict.toUpperCase()}${name}:${where} ${renderReason(reason)}. [${clause.en}]`;
}

function peakLine({ cause, verdict, reason, clause, confidence, isBinding }: PeakFinding): string {
  const kind = cause === 'any' ? 'peak' : `peak, if ${cause}`;
  const word = isBinding ? verdict.toUpperCase() : `for comparison, ${verdict}`;
  const sure = confidence === 'unconfirmed' ? ', unconfirmed' : '';
  return `          ${kind}: ${word}: ${renderReason(reason)}. [${clause.en}${sure}]`;
}

/** Tones, C against A, and the loudest bands. */
function bandLines({ bandsHz, mean, lowFrequencyDb, minutes, tones, refused }: FileBands): string[] {
  const head = `bands     ${bandsHz[0]} to ${bandsHz.at(-1)} Hz, ${bandsHz.length} of them`;
  if (refused !== null) return [`${head}; not used: ${refused}`];
  if (mean === null) return [`${head}; no row has all of them`];
  const loudest = bandsHz
    .map((hz, band) => ({ hz, levelDb: mean.bandsDb[band] ?? 0 }))
    .sort((a, b) => b.levelDb - a.levelDb)
    .slice(0, 3)
    .map(({ hz, levelDb }) => `${hz} Hz ${levelDb.toFixed(1)}`);
  const low =
    lowFrequencyDb === null
      ? []
      : [
          `  LCeq - LAeq ${lowFrequencyDb.toFixed(1)} dB${lowFrequencyDb > LOW_FREQUENCY_DB ? ': low frequencies, look at thirds in the room (DIN 45680)' : ''}`,
        ];
  const tonal =
    tones.length === 0
      ? [
          `  no tone in ${minutes} minutes (ISO 1996-2:2017, annex K${bandsHz.length < 10 ? ', needs thirds' : ''})`,
        ]
      : tones
          .slice(0, 5)
          .map(
            ({ bandHz, minutes: with_, mostDb }) =>
              `  tone at ${bandHz} Hz in ${with_} of ${minutes} minutes, up to ${mostDb.toFixed(1)} dB above its neighbours`,
          );
  return [head, `  loudest ${loudest.join(', ')} dB without weighting`, ...low, ...tonal];
}

/** Nothing where the rows are too long to tell. */
function impulseSection({ measured: { impulses } }: AssessedFile): string[][] {
  const { taktDb, impulseDb } = impulses;
  const takt =
    taktDb === null ? [] : [`  LAFTeq - LAeq ${taktDb.toFixed(1)} dB, of maxima of 5 s (TA Laerm A.3.3.6)`];
  const onset =
    impulseDb === null ? [] : [`  KI ${impulseDb.toFixed(1)} dB, of the most prominent onset (NT ACOU 112)`];
  return takt.length + onset.length === 0 ? [] : [['impulses', ...takt, ...onset]];
}

function roomLines(room: RoomFinding): string[] {
  const head = `room      ${room.verdict.toUpperCase()}`;
  const why = 'why' in room ? [`  ${room.why}`] : [];
  const levels = 'levels' in room ? room.levels : [];
  return [
    head,
    ...why,
    ...levels.map(
      ({ bandHz, levelDb, limitDb, of }) =>
        `  ${bandHz === null ? (of === undefined ? 'LAeq' : roomWords[of]) : `${bandHz} Hz`}${of === 'tone' ? ' tone above the threshold of hearing by' : ''} ${levelDb.toFixed(1)} dB, limit ${limitDb} dB`,
    ),
  ];
}

const roomWords: Readonly<Record<NonNullable<RoomLevel['of']>, string>> = {
  tone: 'tone',
  'audible-thirds': 'A-weighted sum of the audible thirds up to 80 Hz',
  lafmax: 'LAFmax',
};

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
    const counts = (['compliant', 'exceeded', 'undetermined'] as const).map(
      (word) => `${count(word)} ${word}`,
    );
    return `${kind.padEnd(7)} ${ofKind.length}: ${counts.join(', ')}`;
  });
  const isDoubtful = ({ verdict, reason }: Finding) =>
    verdict === 'undetermined' && !plainReasons.includes(reason.key);
  if (limited.some(({ assessment }) => isDoubtful(assessment)))
    lines.push(`Undetermined: ${rules.undetermined.en}`);
  const binding = new Set(rules.peaks.filter((peak) => peak.binding).map(({ clause }) => clause.en));
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
