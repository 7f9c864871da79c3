/** Each cabinet: how warm, how much power, what its limit costs, and when it would pass its temperature. */

import type { CabinetHeat } from '../../control/heat/cabinet-heat.ts';
import { secondsUntil, settledC } from '../../control/heat/heat-model.ts';
import type { ControlledState } from '../../control/noise/cabinet-demand.ts';
import { pageText } from '../../language/page-text.ts';
import type { CabinetPlan } from '../../plan/control-plan.ts';
import { CHARGING_W, clockText, decidedValue, freshValue, type Moment, tenths } from './moment.ts';

/** One cabinet. Null is unknown; `charging` counts guns. */
export interface CabinetView {
  readonly id: string;
  readonly tempC: number | null;
  /** No sensor is good: `tempC` is the worst it can have become. */
  readonly isBlind: boolean;
  /** The temperature that it shall not pass now. */
  readonly limitC: number;
  readonly powerKw: number | null;
  readonly limitPct: number | null;
  /** Percent of its power limit when nothing holds it. */
  readonly fullPct: number;
  readonly charging: number;
  readonly guns: readonly GunState[];
  readonly fans: readonly FanView[];
  /** Power asked for and not served, kW; null: not known. */
  readonly unservedKw: number | null;
  /** Cars that get clearly less than they ask for. */
  readonly slowed: number | null;
  /** Where the temperature goes as things are. */
  readonly outlook: string | null;
}

/** What a gun's meter says; `silent`: nothing. */
export type GunState = 'charging' | 'free' | 'silent';

interface FanView {
  readonly output: string;
  readonly pct: number | null;
  /** Percent of full speed, measured. */
  readonly speedPct: number | null;
}

/** Less than this share of what it asks for is clearly less. */
const SLOWED_SHARE = 0.95;

/** What the cycle says of this cabinet, rounded as it is shown. */
export function cabinetView(moment: Moment, cabinet: CabinetPlan): CabinetView {
  const { result } = moment;
  const heat = result.heat[cabinet.id];
  const guns = cabinet.guns.map((gun) => freshValue(moment, gun));
  const inputW = freshValue(moment, cabinet.powerIn);
  const limit = moment.plan.control.outputs.find(({ id }) => id === cabinet.limit);
  return {
    id: cabinet.id,
    tempC: tenths(heat?.tempC ?? null),
    isBlind: heat?.isBlind ?? true,
    limitC: shallNotPassC(moment),
    powerKw: inputW === null ? null : Math.round(inputW / 1000),
    limitPct: decidedValue(moment, cabinet.limit),
    fullPct: limit?.rest ?? 100,
    charging: guns.filter((powerW) => powerW !== null && powerW > CHARGING_W).length,
    guns: guns.map(gunState),
    fans: cabinet.fans.map((fan) => fanView(moment, fan)),
    ...unserved(moment, cabinet, guns),
    outlook: heat === undefined ? null : outlook(moment, cabinet, heat),
  };
}

/** At night noise holds the fans, so power goes down before this; by day the fans rise from here on. */
export function shallNotPassC({ plan, result }: Moment): number {
  const { rules } = plan.control;
  return result.isNight ? rules['night-noise'].limitC : rules['over-temperature'].warnC;
}

/** How fast the fans turn: by their tacho, else as they were told. */
export function fanShares(moment: Moment, cabinet: CabinetPlan): readonly number[] {
  return cabinet.fans.map((fan) => {
    const { pct, speedPct } = fanView(moment, fan);
    return (speedPct ?? pct ?? 0) / 100;
  });
}

function gunState(powerW: number | null): GunState {
  if (powerW === null) return 'silent';
  return powerW > CHARGING_W ? 'charging' : 'free';
}

function fanView(moment: Moment, { output, speed, fullRpm }: CabinetPlan['fans'][number]): FanView {
  const rpm = freshValue(moment, speed);
  const pct = decidedValue(moment, output);
  return {
    output,
    pct: pct === null ? null : Math.round(pct),
    speedPct: rpm === null ? null : Math.round((100 * rpm) / fullRpm),
  };
}

/** From what the noise rule saw of each car while its limit was open; cars never seen without a limit are unknown. */
function unserved(
  moment: Moment,
  cabinet: CabinetPlan,
  guns: readonly (number | null)[],
): Pick<CabinetView, 'unservedKw' | 'slowed'> {
  const limit = moment.plan.control.outputs.find(({ id }) => id === cabinet.limit);
  const isFree = decidedValue(moment, cabinet.limit) === limit?.max;
  if (isFree) return { unservedKw: 0, slowed: 0 };
  const state = moment.result.state.rules['night-noise'] as
    | { readonly cabinets: Readonly<Record<string, ControlledState>> }
    | undefined;
  const asked = state?.cabinets[cabinet.id]?.guns;
  if (asked === undefined || guns.includes(null)) return { unservedKw: null, slowed: null };
  let unservedW = 0;
  let slowed = 0;
  cabinet.guns.forEach((gun, index) => {
    const [wantedW, givenW] = [asked[gun] ?? 0, guns[index] ?? 0];
    unservedW += Math.max(0, wantedW - givenW);
    if (wantedW > CHARGING_W && givenW < SLOWED_SHARE * wantedW) slowed += 1;
  });
  return { unservedKw: Math.round(unservedW / 1000), slowed };
}

function outlook(moment: Moment, cabinet: CabinetPlan, heat: CabinetHeat): string | null {
  const { image, words } = moment;
  const { model, tempC, outdoorC, meanPower: power } = heat;
  if (tempC === null || heat.isBlind) return null;
  const limitC = shallNotPassC(moment);
  const input = { power, speeds: fanShares(moment, cabinet), outdoorC };
  const seconds = secondsUntil(model, tempC, limitC, input);
  if (seconds !== null && seconds > 0) {
    const at = clockText(moment, image.wallMs + 1000 * seconds);
    return words.say(pageText('now-passes', { limitC, at }));
  }
  const endC = tenths(settledC(model, power, input.speeds, outdoorC));
  return seconds === null ? words.say(pageText('now-holds', { endC })) : null;
}
