/**
 * The station at a glance, retained: every ten seconds, and at once when an output or the number of alarms changes. On a
 * metered line every minute, and when an output with steps or the number of alarms changes.
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

/** `newsMs`: no two closer. */
const onAnyLine = { everyMs: 10_000, newsMs: 2000, validS: 25 };
const onMetered = { everyMs: 60_000, newsMs: 10_000, validS: 150 };
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
  let last: NowPayload | undefined;
  let sentMs = Number.NEGATIVE_INFINITY;
  let told = '';
  const messageNow = (): readonly Message[] =>
    last === undefined ? [] : [messageOf('now', undefined, JSON.stringify(last))];
  return {
    all: messageNow,
    due(image, result, alarms, positions = {}) {
      const change = JSON.stringify([
        result.decisions
          .filter(({ output }) => stepped.has(output) || !isMetered(plan))
          .map(({ value, by }) => [Math.round(value), by]),
        alarms,
      ]);
      const isDue = image.nowMs - sentMs >= pace.everyMs - plan.control.periodMs / 2;
      // A fan that follows the temperature is no news each second.
      const isNews = change !== told && image.nowMs - sentMs >= pace.newsMs;
      if (!isDue && !isNews) return [];
      [sentMs, told] = [image.nowMs, change];
      last = payloadOf(plan, session, { image, result, alarms, positions }, pace.validS);
      return messageNow();
    },
  };
}

interface Glance {
  readonly image: ProcessImage;
  readonly result: TickResult;
  readonly alarms: number;
  readonly positions: Readonly<Record<string, number | null>>;
}

function payloadOf(
  { control }: SitePlan,
  session: string,
  { image, result, alarms, positions }: Glance,
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
          power_w: trustedOf(powerIn),
          cars: carsOf(guns.map(trustedOf)),
        },
      ]),
    ),
    outputs: Object.fromEntries(
      result.decisions.map(({ output, value, by, reason }) => [
        output,
        { wanted: rounded(value, 10), by, why: reason.key, ...elsewhere(positions[output], value) },
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

function tenths(value: number | null): number | null {
  return value === null ? null : rounded(value, 10);
}

/** Guns that give power; null where none is known, because silence is not an empty station. */
function carsOf(powersW: readonly (number | null)[]): number | null {
  const known = powersW.filter((powerW) => powerW !== null);
  return known.length === 0 ? null : known.filter((powerW) => powerW >= CHARGING_W).length;
}
