/** The nights of a history as a forecast needs them, hour by hour. */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { HOUR_MS, MINUTE_MS } from '../../model/duration.ts';
import { ok, type Result } from '../../model/result.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type {
  DecisionRecord,
  HistoryReader,
  MinuteRecord,
  SecondsTable,
  TimeSpan,
} from '../../ports/history.ts';
import { type PastHour, type PastNight, RISK_DB } from './night-forecast.ts';

/** The share of an hour that must be recorded. */
const LEAST_SHARE = 0.75;
const MINUTES_PER_H = 60;
const SECONDS_PER_H = 3600;

/** One night of the history; null where nothing of it is recorded. */
export async function readPastNight(
  history: Pick<HistoryReader, 'minutes' | 'seconds' | 'decisions'>,
  id: string,
  span: TimeSpan,
  plan: ControlPlan,
): Promise<Result<PastNight | null, string>> {
  const meters = plan.cabinets.map(({ powerIn }) => powerIn);
  const limits = plan.cabinets.map(({ limit }) => limit);
  const minutes = await history.minutes(
    span,
    plan.receptors.map(({ id: receptor }) => receptor),
  );
  if (!minutes.ok) return minutes;
  if (minutes.value.length === 0) return ok(null);
  const seconds = await history.seconds(span, meters);
  if (!seconds.ok) return seconds;
  const decisions = await history.decisions(span, limits);
  if (!decisions.ok) return decisions;
  const hours: PastHour[] = [];
  for (let fromMs = span.fromMs; fromMs + HOUR_MS <= span.toMs; fromMs += HOUR_MS) {
    const hour = { fromMs, toMs: fromMs + HOUR_MS };
    hours.push({
      servedKwh: energyIn(seconds.value, hour, meters),
      ...soundIn(minutes.value, hour, plan),
      limitedMinutes: limitedIn(decisions.value, hour, plan),
    });
  }
  return ok({ id, hours });
}

/** What the cabinets drew, kWh. */
function energyIn(
  { wallMs, columns }: SecondsTable,
  hour: TimeSpan,
  meters: readonly string[],
): number | null {
  let kwh = 0;
  for (const meter of meters) {
    let sumW = 0;
    let count = 0;
    wallMs.forEach((atMs, row) => {
      const powerW = columns[meter]?.values[row] ?? null;
      if (powerW === null || atMs < hour.fromMs || atMs >= hour.toMs) return;
      sumW += powerW;
      count += 1;
    });
    if (count < LEAST_SHARE * SECONDS_PER_H) return null;
    kwh += sumW / count / 1000;
  }
  return kwh;
}

function soundIn(
  minutes: readonly MinuteRecord[],
  { fromMs, toMs }: TimeSpan,
  plan: ControlPlan,
): Pick<PastHour, 'overDb' | 'riskMinutes'> {
  let overDb: number | null = null;
  const risky = new Set<number>();
  for (const { id, nightDb } of plan.receptors) {
    const known = minutes.flatMap(({ level, startWallMs, equipmentDb }) => {
      const isHere = level === id && startWallMs >= fromMs && startWallMs < toMs;
      return isHere && equipmentDb !== null ? [{ startWallMs, equipmentDb }] : [];
    });
    if (known.length < LEAST_SHARE * MINUTES_PER_H) continue;
    const energy = known.reduce((sum, { equipmentDb }) => sum + energyOf(equipmentDb), 0) / known.length;
    overDb = Math.max(overDb ?? Number.NEGATIVE_INFINITY, (levelOf(energy) ?? 0) - nightDb);
    for (const { startWallMs, equipmentDb } of known)
      if (equipmentDb > nightDb - RISK_DB) risky.add(startWallMs);
  }
  return { overDb, riskMinutes: overDb === null ? null : risky.size };
}

/** Null where a limit is not known at the begin of the hour. */
function limitedIn(
  decisions: readonly DecisionRecord[],
  { fromMs, toMs }: TimeSpan,
  plan: ControlPlan,
): number | null {
  let limited = 0;
  for (let atMs = fromMs; atMs < toMs; atMs += MINUTE_MS) {
    const values = plan.cabinets.map(
      ({ limit }) => decisions.findLast(({ output, wallMs }) => output === limit && wallMs <= atMs)?.value,
    );
    if (values.includes(undefined)) return null;
    if (values.some((value) => (value ?? 100) < 100)) limited += 1;
  }
  return limited;
}
