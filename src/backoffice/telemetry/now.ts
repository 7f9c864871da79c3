/**
 * The station at a glance, retained: every ten seconds in which something has moved, and at once when an output with steps or the
 * number of alarms changes or a fan moves far; every half minute anyway. On a metered line every minute, and fans are no news.
 */

import type { NowPayload } from '../../contract/now.ts';
import { messageOf } from '../../contract/topics.ts';
import { receptorStatus } from '../../control/receptor-status.ts';
import type { TickResult } from '../../control/tick.ts';
import type { ProcessImage } from '../../model/image.ts';
import { isMetered, type SitePlan } from '../../plan/site-plan.ts';
import type { Message } from '../../ports/publisher.ts';
import { trusted } from './live.ts';
import { rounded } from './number-text.ts';

/** `everyMs`: if something has moved; `longestMs`: anyway; `newsMs`: no two closer. */
const onAnyLine = { everyMs: 10_000, longestMs: 30_000, newsMs: 2000, validS: 45 };
const onMetered = { everyMs: 60_000, longestMs: 60_000, newsMs: 10_000, validS: 150 };
/** Less is no move. */
const LEVEL_DB = 1;
const TEMPERATURE_K = 0.5;
const POWER_SHARE = 0.05;
const FAN_PCT = 2;
/** A fan that follows the temperature moves by less between two messages. */
const FAR_PCT = 10;
/** A gun above this charges a car. */
const CHARGING_W = 1000;

/** One message or none, below the root. `alarms` is the number of active ones. */
export interface NowMessages {
  due(
    image: ProcessImage,
    result: TickResult,
    alarms: number,
    positions?: Readonly<Record<string, number | null>>,
  ): readonly Message[];
  /** As of the last cycle; after a connect. */
  all(): readonly Message[];
}

/** The first cycle is due at once. Before it `all` is empty. */
export function createNow(plan: SitePlan, session: string): NowMessages {
  const pace = isMetered(plan) ? onMetered : onAnyLine;
  const stepped = new Set(
    plan.control.outputs.filter(({ steps }) => steps !== undefined).map(({ id }) => id),
  );
  const isMeteredLine = isMetered(plan);
  let last: NowPayload | undefined;
  let sentMs = Number.NEGATIVE_INFINITY;
  let told = '';
  const messageNow = (): readonly Message[] =>
    last === undefined ? [] : [messageOf('now', undefined, JSON.stringify(last))];
  return {
    all: messageNow,
    due(image, result, alarms, positions = {}) {
      const { decisions } = result;
      const steps = decisions.filter(({ output }) => stepped.has(output));
      const change = JSON.stringify([steps.map(({ value, by }) => [value, by]), alarms]);
      const isPast = (ms: number): boolean => image.nowMs - sentMs >= ms - plan.control.periodMs / 2;
      const glance = { image, result, alarms, positions, stepped };
      const isDue =
        isPast(pace.longestMs) ||
        (isPast(pace.everyMs) && hasMoved(payloadOf(plan, session, glance, pace.validS), last));
      const hasNews = change !== told || (!isMeteredLine && hasMovedFar(decisions, last));
      if (!isDue && !(hasNews && isPast(pace.newsMs))) return [];
      [sentMs, told] = [image.nowMs, change];
      last = payloadOf(plan, session, glance, pace.validS);
      return messageNow();
    },
  };
}

function hasMovedFar(decisions: TickResult['decisions'], told: NowPayload | undefined): boolean {
  return decisions.some(
    ({ output, value }) => Math.abs(value - (told?.outputs[output]?.wanted ?? value)) >= FAR_PCT,
  );
}

/** Further than what nobody would look up for. */
function hasMoved(now: NowPayload, told: NowPayload | undefined): boolean {
  if (told === undefined) return true;
  const isOff = (
    value: number | null | undefined,
    before: number | null | undefined,
    band: number,
  ): boolean => (value == null || before == null ? value !== before : Math.abs(value - before) >= band);
  const receptors = Object.entries(now.receptors).some(([id, { laeq, equipment, limit }]) => {
    const before = told.receptors[id];
    const isLevel = isOff(laeq, before?.laeq, LEVEL_DB) || isOff(equipment, before?.equipment, LEVEL_DB);
    return isLevel || limit !== before?.limit;
  });
  const cabinets = Object.entries(now.cabinets).some(([id, { temp_c, power_w, cars }]) => {
    const before = told.cabinets[id];
    const band = Math.max(CHARGING_W, POWER_SHARE * (before?.power_w ?? 0));
    return (
      isOff(temp_c, before?.temp_c, TEMPERATURE_K) ||
      isOff(power_w, before?.power_w, band) ||
      cars !== before?.cars
    );
  });
  const outputs = Object.entries(now.outputs).some(([id, { wanted, by, stands }]) => {
    const before = told.outputs[id];
    return (
      by !== before?.by || isOff(wanted, before?.wanted, FAN_PCT) || isOff(stands, before?.stands, FAN_PCT)
    );
  });
  return receptors || cabinets || outputs;
}

interface Glance {
  readonly image: ProcessImage;
  readonly result: TickResult;
  readonly alarms: number;
  readonly positions: Readonly<Record<string, number | null>>;
  /** Outputs with steps. */
  readonly stepped: ReadonlySet<string>;
}

function payloadOf(
  { control }: SitePlan,
  session: string,
  { image, result, alarms, positions, stepped }: Glance,
  validS: number,
): NowPayload {
  const trustedOf = (id: string): number | null =>
    trusted(image.channels[id], image.nowMs, control.channels[id]?.validMs ?? 0);
  const statuses = new Map(receptorStatus(result, control).map((one) => [one.receptor, one]));
  return {
    ...{ v: 1, ts: Math.max(0, Math.round(image.wallMs)), session, valid_s: validS },
    receptors: Object.fromEntries(
      control.receptors.map(({ id, level }) => {
        const { equipmentDb = null, limitDb = null } = statuses.get(id) ?? {};
        return [id, { laeq: tenths(trustedOf(level)), equipment: tenths(equipmentDb), limit: limitDb }];
      }),
    ),
    cabinets: Object.fromEntries(
      control.cabinets.map(({ id, temperatures, powerIn, guns }) => [
        id,
        {
          temp_c: tenths(highest(temperatures.map(trustedOf))),
          power_w: whole(trustedOf(powerIn)),
          cars: carsOf(guns.map(trustedOf)),
        },
      ]),
    ),
    outputs: Object.fromEntries(
      result.decisions.map(({ output, value, by, reason }) => [
        output,
        {
          wanted: rounded(value, 10),
          ...(stepped.has(output) ? { by, why: reason.key } : {}),
          ...elsewhere(positions[output], value),
        },
      ]),
    ),
    alarms,
  };
}

/** Where the output stands, if not where it is wanted. */
function elsewhere(stands: number | null | undefined, wanted: number): { stands?: number | null } {
  return stands === undefined || (stands !== null && Math.abs(stands - wanted) <= 1) ? {} : { stands };
}

function highest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function whole(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

function tenths(value: number | null): number | null {
  return value === null ? null : rounded(value, 10);
}

/** Guns that give power; null where none is known, because silence is not an empty station. */
function carsOf(powersW: readonly (number | null)[]): number | null {
  const known = powersW.filter((powerW) => powerW !== null);
  return known.length === 0 ? null : known.filter((powerW) => powerW >= CHARGING_W).length;
}
