/** What the station did, minute by minute: fans, power, heat. Seconds are kept for two weeks, decisions for longer. */

import { MINUTE_MS } from '../../model/duration.ts';
import type { CabinetPlan, ControlPlan, FanPlan } from '../../plan/control-plan.ts';
import type { DecisionRecord, SecondsTable } from '../../ports/history.ts';
import type { EquipmentMinute, EquipmentNight } from './shape/equipment-data.ts';
import { type CabinetMinute, withheldOf } from './withheld.ts';

const MINUTES_PER_H = 60;

interface EquipmentQuestion {
  readonly plan: ControlPlan;
  readonly seconds: SecondsTable;
  readonly decisions: readonly DecisionRecord[];
  readonly startMs: number;
  /** End of the night, or of its recorded part. */
  readonly endMs: number;
  /** True for a minute in which the gateway recorded anything. */
  readonly isRecorded: (startMs: number) => boolean;
}

/** Means of each minute; null where nothing is recorded. */
export function equipmentNight(question: EquipmentQuestion): EquipmentNight {
  const { plan, startMs, endMs, decisions, isRecorded } = question;
  const fans = plan.cabinets.flatMap((cabinet) => cabinet.fans);
  const means = minuteMeans(question);
  const limits = plan.cabinets.map((cabinet) => ({ cabinet, limit: limitSteps(decisions, cabinet) }));
  const minutes: EquipmentMinute[] = [];
  let limitedMinutes = 0;
  for (let atMs = startMs, index = 0; atMs < endMs; atMs += MINUTE_MS, index += 1) {
    const speeds = fans.flatMap(({ speed, fullRpm }) => percent(means.get(speed)?.[index], fullRpm));
    const served = plan.cabinets.flatMap(({ guns }) => known(guns.map((gun) => means.get(gun)?.[index])));
    const allowed = isRecorded(atMs) ? allowedW(limits, atMs + MINUTE_MS / 2) : null;
    if (allowed !== null && allowed < ratedW(plan)) limitedMinutes += 1;
    minutes.push({
      startMs: atMs,
      fanMeanPct: speeds.length === 0 ? null : sum(speeds) / speeds.length,
      fanLowPct: speeds.length === 0 ? null : Math.min(...speeds),
      fanHighPct: speeds.length === 0 ? null : Math.max(...speeds),
      servedW: served.length === 0 ? null : sum(served),
      allowedW: allowed,
    });
  }
  const servedW = known(minutes.map((minute) => minute.servedW));
  const warmest = plan.cabinets.map(({ heat }) => heat.fullPowerC);
  return {
    minutes,
    ratedW: ratedW(plan),
    servedWh: servedW.length === 0 ? null : sum(servedW) / MINUTES_PER_H,
    hottestC: hottest(plan, question.seconds),
    limitedS: minutes.some((minute) => minute.allowedW !== null) ? 60 * limitedMinutes : null,
    withheld: withheldOf(cabinetMinutes(question, means, limits)),
    fanWh: fanEnergyWh(fans, means),
    fullPowerC: warmest.length === 0 ? null : Math.min(...warmest),
  };
}

type Means = ReadonlyMap<string, readonly (number | null)[]>;

function cabinetMinutes(
  { startMs, endMs, isRecorded }: EquipmentQuestion,
  means: Means,
  limits: readonly CabinetLimit[],
): CabinetMinute[] {
  const minutes: CabinetMinute[] = [];
  for (let atMs = startMs, index = 0; atMs < endMs; atMs += MINUTE_MS, index += 1) {
    if (!isRecorded(atMs)) continue;
    for (const one of limits) {
      const { cabinet } = one;
      const served = known(cabinet.guns.map((gun) => means.get(gun)?.[index]));
      const temperatures = known(cabinet.temperatures.map((channel) => means.get(channel)?.[index]));
      minutes.push({
        cabinet,
        servedW: served.length === 0 ? null : sum(served),
        limitW: allowedW([one], atMs + MINUTE_MS / 2),
        hottestC: temperatures.length === 0 ? null : Math.max(...temperatures),
      });
    }
  }
  return minutes;
}

/** Power of a fan goes with the cube of its speed. Null where a power is not in the site file, or no speed is recorded. */
function fanEnergyWh(fans: readonly FanPlan[], means: Means): number | null {
  let energyWh = 0;
  for (const { fullW, fullRpm, speed } of fans) {
    const speeds = known(means.get(speed) ?? []);
    if (fullW === undefined || speeds.length === 0) return null;
    energyWh += sum(speeds.map((rpm) => fullW * (rpm / fullRpm) ** 3)) / MINUTES_PER_H;
  }
  return fans.length === 0 ? null : energyWh;
}

/** Mean of each channel over each minute of the night, by channel. */
function minuteMeans({ seconds, startMs, endMs }: EquipmentQuestion): Map<string, (number | null)[]> {
  const length = Math.max(0, Math.ceil((endMs - startMs) / MINUTE_MS));
  const means = new Map<string, (number | null)[]>();
  for (const [channel, { values }] of Object.entries(seconds.columns)) {
    const sums = new Float64Array(length);
    const counts = new Uint32Array(length);
    seconds.wallMs.forEach((wallMs, row) => {
      const index = Math.floor((wallMs - startMs) / MINUTE_MS);
      const value = values[row] ?? null;
      if (value === null || index < 0 || index >= length) return;
      sums[index] = (sums[index] ?? 0) + value;
      counts[index] = (counts[index] ?? 0) + 1;
    });
    means.set(
      channel,
      Array.from(counts, (count, index) => (count === 0 ? null : (sums[index] ?? 0) / count)),
    );
  }
  return means;
}

interface CabinetLimit {
  readonly cabinet: CabinetPlan;
  readonly limit: readonly LimitStep[];
}

interface LimitStep {
  readonly fromMs: number;
  readonly limitPct: number;
}

function limitSteps(decisions: readonly DecisionRecord[], { limit }: CabinetPlan): LimitStep[] {
  return decisions
    .filter(({ output }) => output === limit)
    .map(({ wallMs, value }) => ({ fromMs: wallMs, limitPct: value }));
}

/** What all limits together allow, W; null where one of them is not known. */
function allowedW(limits: readonly CabinetLimit[], atMs: number): number | null {
  const each = limits.map(({ cabinet, limit }) => {
    const step = limit.findLast(({ fromMs }) => fromMs <= atMs);
    return step === undefined ? null : (step.limitPct / 100) * cabinet.ratedW;
  });
  return each.length === 0 || each.includes(null) ? null : sum(known(each));
}

function ratedW({ cabinets }: ControlPlan): number {
  return sum(cabinets.map((cabinet) => cabinet.ratedW));
}

function hottest({ cabinets }: ControlPlan, { columns }: SecondsTable): number | null {
  let hottestC: number | null = null;
  for (const channel of cabinets.flatMap(({ temperatures }) => temperatures)) {
    for (const valueC of columns[channel]?.values ?? []) {
      if (valueC !== null && (hottestC === null || valueC > hottestC)) hottestC = valueC;
    }
  }
  return hottestC;
}

function percent(speedRpm: number | null | undefined, fullRpm: number): number[] {
  return speedRpm === null || speedRpm === undefined ? [] : [(100 * speedRpm) / fullRpm];
}

function known(values: readonly (number | null | undefined)[]): number[] {
  return values.filter((value): value is number => value !== null && value !== undefined);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
