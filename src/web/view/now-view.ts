/** Everything that the first view shows, in words and numbers, in sections that change by themselves. */

import type { NoiseEvent } from '../../control/attribution/noise-events.ts';
import type { Language } from '../../language/languages.ts';
import type { Event } from '../../model/event.ts';
import { localText } from '../../time/local-time.ts';
import { type BoxView, boxView, type StationState } from './box-view.ts';
import { type CabinetView, cabinetView } from './cabinet-view.ts';
import { type ForecastView, forecastView } from './forecast-view.ts';
import { type LimitedView, limitedViews } from './limited-view.ts';
import { type LookView, lookViews } from './look-view.ts';
import {
  clockAt,
  clockText,
  decidedValue,
  freshValue,
  type Moment,
  momentOf,
  type Seen,
  tenths,
} from './moment.ts';
import { type SoundView, soundViews } from './sound-view.ts';
import { type VerdictView, verdictView } from './verdict-view.ts';

/** The sections of the view; each is sent again when it has changed. */
export interface NowView {
  readonly head: HeadView;
  readonly verdict: VerdictView;
  readonly sounds: readonly SoundView[];
  readonly limited: readonly LimitedView[];
  readonly cabinets: readonly CabinetView[];
  readonly yard: YardView;
  readonly looks: readonly LookView[];
  readonly forecast: ForecastView;
  readonly log: readonly LogLine[];
  readonly held: readonly HeldView[];
  readonly outputs: readonly OutputView[];
  readonly box: BoxView;
}

/** The head of the page: where, when, day or night. */
export interface HeadView {
  readonly site: string;
  readonly station: string;
  readonly zone: string;
  /** Local time of the cycle. */
  readonly clock: string;
  readonly date: string;
  /** Local time minus UTC, minutes. */
  readonly utcOffsetMin: number;
  /** The time shown is not that of the world (`start --night`). */
  readonly isShifted: boolean;
  readonly isNight: boolean;
  /** When the night ends or begins. */
  readonly turns: string;
  readonly mode: 'auto' | 'advise';
  readonly cycle: number;
}

/** What stands around the cabinets. */
export interface YardView {
  readonly totalKw: number | null;
  readonly cars: number;
  readonly outdoorC: number | null;
  readonly lamp: 'lit' | 'dark' | null;
  readonly restDb: number | null;
  readonly restNoise: string | null;
}

/** One line of what happened lately, its time local. */
export interface LogLine {
  readonly at: string;
  readonly text: string;
  readonly severity: Event['severity'];
}

/** An output that somebody holds. */
export interface HeldView {
  readonly id: string;
  readonly output: string;
  readonly mode: 'limit' | 'manual';
  readonly value: number;
  readonly until: string;
  readonly issuer: string;
  readonly reason: string;
}

/** An output as it can be taken by hand. */
export interface OutputView {
  readonly id: string;
  readonly kind: string;
  readonly value: number | null;
  readonly min: number;
  readonly max: number;
  readonly steps: readonly number[] | null;
  readonly by: string;
  readonly reason: string;
}

/** What happened before this cycle and still matters. */
export interface Past {
  /** Oldest first. */
  readonly events: readonly Event[];
  readonly noises: readonly NoiseEvent[];
  /** Alarms that stand, oldest first. */
  readonly standing: readonly Event[];
}

const LOG_LINES = 6;

/** The whole view of one cycle; `past` is what happened before it. */
export function nowView(seen: Seen, past: Past, station: StationState, language: Language): NowView {
  const moment = momentOf(seen, language);
  const cabinets = moment.plan.control.cabinets.map((cabinet) => cabinetView(moment, cabinet));
  const sounds = soundViews(moment, past.noises);
  const limited = limitedViews(moment, cabinets);
  const looks = lookViews(moment, past.standing);
  return {
    head: headView(moment, station),
    verdict: verdictView(moment, sounds, limited, looks),
    sounds,
    limited,
    cabinets,
    yard: yardView(moment, cabinets, past.noises),
    looks,
    forecast: forecastView(moment, station.outlook),
    log: logLines(moment, past.events),
    held: moment.image.requests.map((request) => ({
      id: request.id,
      output: request.output,
      mode: request.mode,
      value: request.value,
      until: clockAt(moment, request.untilMs),
      issuer: request.issuer,
      reason: request.reason,
    })),
    outputs: outputViews(moment),
    box: boxView(moment, station),
  };
}

function headView(moment: Moment, { isShifted }: StationState): HeadView {
  const { plan, image, result } = moment;
  const { startMin, endMin } = plan.control.night;
  const local = localText(image.wallMs, image.utcOffsetMin);
  return {
    site: plan.site,
    station: plan.station,
    zone: plan.zone,
    clock: local.slice(11, 19),
    date: local.slice(0, 10),
    utcOffsetMin: image.utcOffsetMin,
    isShifted,
    isNight: result.isNight,
    turns: minuteText(result.isNight ? endMin : startMin),
    mode: plan.control.mode,
    cycle: image.cycle,
  };
}

function yardView(moment: Moment, cabinets: readonly CabinetView[], noises: readonly NoiseEvent[]): YardView {
  const { plan, result, image } = moment;
  const { temperature } = plan.control.weather;
  const lamp = plan.control.outputs.find(({ kind }) => kind === 'lamp');
  const lit = lamp === undefined ? null : decidedValue(moment, lamp.id);
  const rest = plan.control.otherLevels.find(({ place }) => place === 'rest-area');
  const powers = cabinets.map(({ powerKw }) => powerKw);
  const voices = noises.some(
    ({ level, kind, startWallMs, seconds }) =>
      level === rest?.id && kind === 'people' && image.wallMs - startWallMs - 1000 * seconds < 120_000,
  );
  return {
    totalKw: powers.some((powerKw) => powerKw === null)
      ? null
      : powers.reduce<number>((sum, powerKw) => sum + (powerKw ?? 0), 0),
    cars: cabinets.reduce((sum, { charging }) => sum + charging, 0),
    outdoorC: temperature === undefined ? null : tenths(freshValue(moment, temperature)),
    lamp: lit === null ? null : lit > 0 ? 'lit' : 'dark',
    restDb: rest === undefined ? null : tenths(freshValue(moment, rest.level)),
    restNoise: voices && result !== undefined ? moment.words.label('now-noise-people') : null,
  };
}

/** Outputs that were moved alike at the same moment for the same reason are one line. */
function logLines(moment: Moment, events: readonly Event[]): readonly LogLine[] {
  const lines: (LogLine & { readonly outputs: readonly string[]; readonly key: string })[] = [];
  for (const { class: kind, wallMs, message, severity, subject } of events) {
    if (kind !== 'actuation' && kind !== 'interlock' && kind !== 'audit') continue;
    const at = clockText(moment, wallMs);
    const said = moment.words.tell(message);
    const key = `${wallMs} ${said.replace(subject, '')}`;
    const last = lines.at(-1);
    const outputs = last?.key === key ? [...last.outputs, subject] : [subject];
    if (outputs.length > 1) lines.pop();
    lines.push({
      at,
      severity,
      key,
      outputs,
      text: said.replace(subject, outputs.join(moment.words.label('comma'))),
    });
  }
  return lines
    .slice(-LOG_LINES)
    .toReversed()
    .map(({ at, text, severity }) => ({ at, text, severity }));
}

function outputViews({ plan, result, words }: Moment): readonly OutputView[] {
  return plan.control.outputs.map(({ id, kind, min, max, steps }) => {
    const decision = result.decisions.find(({ output }) => output === id);
    const value = decision === undefined ? null : tenths(decision.value);
    const reason = decision === undefined ? '' : words.tell(decision.reason);
    return { id, kind, value, min, max, steps: steps ?? null, by: decision?.by ?? '', reason };
  });
}

function minuteText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
