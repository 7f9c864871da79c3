/** A stretch of the records on one time axis: levels, limits, equipment, fans, power, and what does not count. */

import { isNight } from '../../acoustics/periods/periods.ts';
import type { Language } from '../../language/languages.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../model/duration.ts';
import { ok, type Result } from '../../model/result.ts';
import { levelsOf } from '../../plan/control-plan.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { HistoryReader, Marking, ThinnedChannel, ThinnedColumn, TimeSpan } from '../../ports/history.ts';
import { offsetsOf } from '../../time/zoned-stamps.ts';
import { localizerAt } from '../view/moment.ts';

/** All curves have one value for each step of `stepMs` between the two ends. */
export interface NightTable {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  /** Local time minus UTC at the beginning, minutes. */
  readonly utcOffsetMin: number;
  readonly curves: readonly Curve[];
  /** By receptor and step: the limit of that time, dB. */
  readonly limits: Readonly<Record<string, readonly number[]>>;
  /** Stretches without a record, or marked as not counting. */
  readonly holes: readonly { readonly fromMs: number; readonly toMs: number; readonly why: string }[];
}

/** One line of the chart: levels and equipment in dB, fans in percent of full speed, power in kW. */
export interface Curve extends ThinnedColumn {
  readonly id: string;
  readonly kind: 'level' | 'equipment' | 'fan' | 'power' | 'other-level';
}

/** Beyond this the minutes are read in the place of the seconds: fans and power are then not shown. */
const SECONDS_SPAN_MS = 36 * HOUR_MS;

/** Reads `span` in at most `steps` steps. What the history cannot give is a fault in words. */
export async function nightTable(
  history: HistoryReader,
  plan: SitePlan,
  span: TimeSpan,
  steps: number,
  language: Language,
): Promise<Result<NightTable, string>> {
  const levels = levelsOf(plan.control).filter(({ place }) => place !== 'cover');
  const minutesSteps = Math.max(1, Math.min(steps, Math.ceil((span.toMs - span.fromMs) / MINUTE_MS)));
  const isShort = span.toMs - span.fromMs <= SECONDS_SPAN_MS;
  const [seconds, minutes, gaps, markings] = await Promise.all([
    isShort ? history.thinned(span, channelsOf(plan), steps) : undefined,
    history.thinnedMinutes(
      span,
      levels.map(({ id }) => id),
      isShort ? minutesSteps : steps,
    ),
    history.gaps(span),
    history.markings(span),
  ]);
  if (!minutes.ok) return minutes;
  if (seconds !== undefined && !seconds.ok) return seconds;
  const grid = seconds?.value ?? minutes.value;
  const offsetAt = offsetsOf(plan.zone);
  const words = localizerAt(language, offsetAt(span.fromMs));
  return ok({
    ...span,
    stepMs: grid.stepMs,
    utcOffsetMin: offsetAt(span.fromMs),
    curves: curvesOf(plan, seconds?.value.columns, minutes.value.columns, steps),
    limits: limitsOf(plan, grid.fromMs, grid.stepMs, steps, offsetAt),
    holes: [
      ...(gaps.ok ? gaps.value : []).map(({ fromMs, toMs, reason }) => ({
        fromMs,
        toMs,
        why: words.tell(reason),
      })),
      ...(markings.ok ? markings.value : []).filter(isInForce).map(({ fromMs, toMs, reason }) => ({
        ...{ fromMs, toMs, why: words.tell(reason) },
      })),
    ],
  });
}

/** What was left out and taken back counts again. */
function isInForce({ quality }: Marking): boolean {
  return quality !== 'good';
}

function channelsOf({ control }: SitePlan): readonly ThinnedChannel[] {
  const levels = levelsOf(control).filter(({ place }) => place !== 'cover');
  return [
    ...levels.map(({ level }) => ({ id: level, mean: 'energy' as const })),
    ...control.cabinets.flatMap(({ fans, powerIn }) =>
      [...fans.map(({ speed }) => speed), powerIn].map((id) => ({ id, mean: 'arithmetic' as const })),
    ),
  ];
}

type Columns = Readonly<Record<string, ThinnedColumn>>;

function curvesOf(
  { control }: SitePlan,
  seconds: Columns | undefined,
  minutes: Columns,
  steps: number,
): readonly Curve[] {
  const curve = (id: string, kind: Curve['kind'], column: ThinnedColumn | undefined, scale = 1): Curve[] =>
    column === undefined ? [] : [{ id, kind, ...scaled(stretched(column, steps), scale) }];
  return [
    ...control.receptors.flatMap(({ id, level }) => [
      ...curve(id, 'level', seconds?.[level] ?? minutes[id]),
      ...curve(id, 'equipment', minutes[`${id}.equipment`]),
    ]),
    ...control.otherLevels
      .filter(({ place }) => place === 'rest-area')
      .flatMap(({ id, level }) => curve(id, 'other-level', seconds?.[level] ?? minutes[id])),
    ...control.cabinets.flatMap(({ fans }) =>
      fans.flatMap(({ output, speed, fullRpm }) => curve(output, 'fan', seconds?.[speed], 100 / fullRpm)),
    ),
    ...control.cabinets.flatMap(({ id, powerIn }) => curve(id, 'power', seconds?.[powerIn], 0.001)),
  ];
}

/** Minutes on the steps of the seconds: each step shows the minute it lies in. */
function stretched({ lowest, highest, mean }: ThinnedColumn, steps: number): ThinnedColumn {
  const stretch = (values: readonly (number | null)[]): readonly (number | null)[] =>
    values.length === steps
      ? values
      : Array.from(
          { length: steps },
          (_, index) => values[Math.floor((index * values.length) / steps)] ?? null,
        );
  return { lowest: stretch(lowest), highest: stretch(highest), mean: stretch(mean) };
}

function scaled({ lowest, highest, mean }: ThinnedColumn, scale: number): ThinnedColumn {
  const scaling = (values: readonly (number | null)[]): readonly (number | null)[] =>
    scale === 1
      ? values
      : values.map((value) => (value === null ? null : Math.round(10 * scale * value) / 10));
  return { lowest: scaling(lowest), highest: scaling(highest), mean: scaling(mean) };
}

/** In spans of days the night's limit alone: steps by the hour would fill the chart. */
function limitsOf(
  { control }: SitePlan,
  fromMs: number,
  stepMs: number,
  steps: number,
  offsetAt: (wallMs: number) => number,
): NightTable['limits'] {
  const isLong = steps * stepMs > 4 * DAY_MS;
  return Object.fromEntries(
    control.receptors.map(({ id, nightDb, dayDb }) => [
      id,
      Array.from({ length: steps }, (_, index) => {
        const wallMs = fromMs + (index + 0.5) * stepMs;
        return isLong || isNight(wallMs, offsetAt(wallMs), control.night) ? nightDb : dayDb;
      }),
    ]),
  );
}
