/** `quietpost assess`: assesses any file of sound levels by a noise limit standard, without a station. */

import { assessPeriod } from '../../acoustics/assessment/assessment.ts';
import { type SoundCharacter, unknownCharacter } from '../../acoustics/assessment/rating.ts';
import { compareRoom, type RoomFinding } from '../../acoustics/assessment/room-finding.ts';
import { ledgerLevel } from '../../acoustics/levels/leq.ts';
import type { MeasuredPeriod } from '../../acoustics/periods/measured-period.ts';
import type { PeriodName, RuleSet } from '../../acoustics/rule-set.ts';
import type { AssessedFile, AssessedPeriod } from '../../assess/assessed-file.ts';
import { type FileBands, readBands } from '../../assess/band-rows.ts';
import { periodKey, readMeasuredFile } from '../../assess/measured-file.ts';
import { placeZone } from '../../assess/place-zone.ts';
import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { tell } from '../terminal/tell.ts';
import { assessmentJson } from './assess-json.ts';
import {
  type AssessFault,
  type AssessOptions,
  type Question,
  questionOf,
  spanOf,
} from './assess-question.ts';
import { assessmentText } from './assess-text.ts';
import { openFile } from './open-file.ts';
import { readStationOff, type StationOff } from './station-off.ts';

/** Where the text goes. */
export interface Output {
  readonly write: (text: string) => void;
  readonly complain: (text: string) => void;
}

/** Reads, assesses and prints. Gives the exit code of sysexits.h: 64 usage, 65 data, 66 no input, 78 rule file. */
export async function assess(options: AssessOptions, output: Output): Promise<number> {
  const answer = await assessFile(options);
  if (!answer.ok) {
    output.complain(tell('quietpost-says', { why: answer.fault.text }));
    return answer.fault.exitCode;
  }
  output.write(options.json === true ? assessmentJson(answer.value) : assessmentText(answer.value));
  return EXIT.OK;
}

async function assessFile(options: AssessOptions): Promise<Result<AssessedFile, AssessFault>> {
  const { levels: path, class: className, background } = options;
  const question = questionOf(options);
  if (!question.ok) return question;
  const { rules, wishes, stepS, offFile } = question.value;
  const file = await openFile(path, options.sheet, wishes, stepS);
  if (!file.ok) return file;
  const { source, open, sheet } = file.value;
  const { layout } = open;
  const unfit = (why: ConsoleText) =>
    failed({ exitCode: EXIT.DATAERR, text: tell('levels-of-file', { path, why }) });
  const place = placeZone(layout, options.zone);
  if (!place.ok) return unfit(place.fault);
  const { offsetAt } = place.value;
  const span = spanOf(options, offsetAt);
  if (!span.ok) return span;
  const limitsDb = limitsOf(options, rules);
  const measured = readMeasuredFile({ source, open, rules, limitsDb, offsetAt, ...span.value });
  if (!measured.ok) return unfit(measured.fault);
  const { count } = measured.value;
  if (count.valid + count.over === 0) return unfit(consoleText('levels-no-level'));
  if (background.toLowerCase() === 'l90' && count.longestS > 1)
    return unfit(consoleText('assess-l90-long', { longestS: count.longestS }));
  const off = offFile === undefined ? null : await readStationOff(offFile, options.zone);
  if (off !== null && !off.ok) return off;
  const stationOff = off?.value ?? null;
  const bands = readBands(source, open, offsetAt, span.value);
  const character = {
    ...characterOf(bands),
    ...measured.value.impulses,
    path: question.value.path,
  };
  const periods = measured.value.periods.map((period) =>
    assessed(
      period,
      options,
      question.value,
      measured.value.overloadS.get(periodKey(period)) ?? 0,
      character,
      stationOff,
    ),
  );
  return ok({
    path,
    sheet,
    place: place.value,
    layout,
    note: open.reader?.note ?? null,
    rules,
    className,
    limitsDb,
    background,
    measured: measured.value,
    periods,
    bands,
    room: roomOf(options, rules, measured.value.periods, bands, stationOff),
  });
}

function assessed(
  period: MeasuredPeriod,
  options: AssessOptions,
  { rules, background, durationS }: Question,
  overloadS: number,
  character: SoundCharacter,
  off: StationOff | null,
): AssessedPeriod {
  const assessment = assessPeriod({
    rules,
    className: options.class,
    receptor: options.levels,
    period,
    background: off?.residual ?? background(period),
    residualL90Db: off?.l90Db ?? null,
    ...(durationS === undefined ? {} : { durationS }),
    isInRoom: options.room !== undefined,
    uncertaintyDb: METER_UNCERTAINTY_DB,
    peakOrigin: 'unknown',
    indoors: options.indoors === true,
    assumedDb: null,
    overloadS,
    character,
  });
  return { period, assessment };
}

/** A tone in one minute of ten or more is a tone of the sound; without bands nothing is known of any. */
function characterOf(bands: FileBands | null): SoundCharacter {
  if (bands === null || bands.refused !== null || bands.minutes === 0 || bands.bandsHz.length < LEAST_THIRDS)
    return unknownCharacter;
  const most = bands.tones[0]?.minutes ?? 0;
  return { ...unknownCharacter, hasTone: most >= TONAL_SHARE * bands.minutes };
}

const TONAL_SHARE = 0.1;
/** More bands than there are octaves: thirds, which the survey of tones needs. */
const LEAST_THIRDS = 10;

/** The room rule of the rule set, for a measurement in a room of which bands are known. */
function roomOf(
  { room, source, class: className }: AssessOptions,
  rules: RuleSet,
  periods: readonly MeasuredPeriod[],
  bands: FileBands | null,
  off: StationOff | null,
): RoomFinding | null {
  if (room === undefined || rules.room === undefined) return null;
  if (bands?.mean == null) return { verdict: 'undetermined', why: { key: 'no-bands' }, levels: [] };
  const [first] = periods.filter(({ ledger }) => ledger.validS > 0);
  return compareRoom({
    rule: rules.room,
    className,
    room,
    period: first?.kind === 'night' ? 'night' : 'day',
    isSourceInside: source === undefined ? null : source === 'inside',
    laeqDb: first === undefined ? null : ledgerLevel(first.ledger),
    lafmaxDb: first?.ledger.maxDb ?? null,
    bandsHz: bands.bandsHz,
    bandsDb: bands.mean.bandsDb,
    ...(off === null ? {} : { residualBandsHz: off.bandsHz, residualBandsDb: off.bandsDb }),
  });
}

/** Standard uncertainty of a class 1 meter, dB. */
const METER_UNCERTAINTY_DB = 1;

/** Of the class; lower where it was measured in the dwelling. */
function limitsOf(
  { class: className, indoors }: AssessOptions,
  { limits, indoors: rule }: RuleSet,
): AssessedFile['limitsDb'] {
  return lowered(limits.classes[className]?.limitsDb ?? {}, indoors === true ? (rule?.lowerByDb ?? 0) : 0);
}

function lowered(limitsDb: Readonly<Partial<Record<PeriodName, number>>>, byDb: number): typeof limitsDb {
  return Object.fromEntries(Object.entries(limitsDb).map(([kind, limitDb]) => [kind, limitDb - byDb]));
}
