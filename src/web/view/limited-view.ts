/** What is limited: which output, why, until when at least, and what it costs. */

import type { CabinetHeat } from '../../control/heat/cabinet-heat.ts';
import { secondsUntil, settledC } from '../../control/heat/heat-model.ts';
import { upHoldMs } from '../../control/outputs/relay-wear.ts';
import { pageText } from '../../language/page-text.ts';
import type { Decision } from '../../model/decision.ts';
import type { CabinetPlan } from '../../plan/control-plan.ts';
import { type CabinetView, fanShares, shallNotPassC } from './cabinet-view.ts';
import { clockAt, clockText, type Moment, tenths } from './moment.ts';

/** One cabinet that gives less power than it could. */
export interface LimitedView {
  readonly cabinet: string;
  readonly title: string;
  /** One sentence each, cause before effect. */
  readonly why: readonly string[];
  /** What it costs now, one sentence; null: not known. */
  readonly cost: string | null;
}

/** The cabinets that give less power than they could. */
export function limitedViews(moment: Moment, cabinets: readonly CabinetView[]): readonly LimitedView[] {
  const { plan, result } = moment;
  return plan.control.cabinets.flatMap((cabinet) => {
    const decision = result.decisions.find(({ output }) => output === cabinet.limit);
    const view = cabinets.find(({ id }) => id === cabinet.id);
    if (decision === undefined || view === undefined || decision.value >= view.fullPct) return [];
    return [limitedView(moment, cabinet, decision, view)];
  });
}

function limitedView(
  moment: Moment,
  cabinet: CabinetPlan,
  decision: Decision,
  view: CabinetView,
): LimitedView {
  const { words } = moment;
  const held = heldUntil(moment, cabinet);
  const values = { cabinet: cabinet.id.toUpperCase(), pct: decision.value };
  const title =
    held === null || held.untilMs <= moment.image.nowMs
      ? pageText('now-limited', values)
      : pageText('now-limited-until', { ...values, until: clockAt(moment, held.untilMs) });
  return {
    cabinet: cabinet.id,
    title: words.say(title),
    why: [
      ...causes(moment, cabinet, decision),
      ...(held === null ? [] : [words.say(pageText('now-relay-used', held.values))]),
    ],
    cost: costText(moment, view),
  };
}

/** For noise the chain of causes, for everything else the reason as it was decided. */
function causes(moment: Moment, cabinet: CabinetPlan, { reason }: Decision): readonly string[] {
  const { words, result } = moment;
  if (reason.key !== 'less-power') return [sentence(moment, words.tell(reason))];
  const heat = result.heat[cabinet.id];
  const { why, fanPct } = reason.values;
  const capped = words.say(pageText('now-fans-capped', { pct: fanPct, why: words.tell(why) }));
  const hot = heat === undefined ? null : atFullPower(moment, cabinet, heat, fanPct);
  return hot === null ? [capped] : [capped, hot];
}

/** Where the temperature would go at the power asked for and these fans. */
function atFullPower(moment: Moment, cabinet: CabinetPlan, heat: CabinetHeat, fanPct: number): string | null {
  const { words, image } = moment;
  const { model, tempC, outdoorC } = heat;
  if (tempC === null || heat.isBlind) return null;
  const speeds = fanShares(moment, cabinet).map(() => fanPct / 100);
  const limitC = shallNotPassC(moment);
  const input = { power: 1, speeds, outdoorC };
  const seconds = secondsUntil(model, tempC, limitC, input);
  if (seconds === null) return null;
  if (seconds > 0) {
    const at = clockText(moment, image.wallMs + 1000 * seconds);
    return words.say(pageText('now-would-pass', { limitC, at }));
  }
  const endC = tenths(settledC(model, 1, speeds, outdoorC));
  return words.say(pageText('now-would-reach', { endC }));
}

interface Held {
  readonly untilMs: number;
  readonly values: { readonly changes: number; readonly budget: number };
}

/** Until when the relays or an operator hold the limit at least. */
function heldUntil({ plan, result, image }: Moment, cabinet: CabinetPlan): Held | null {
  const wear = result.state.wear[cabinet.limit];
  const last = wear?.changesMs.at(-1);
  if (wear === undefined || last === undefined) return null;
  const params = plan.control.rules['relay-hold'];
  const asked = image.requests.filter(({ output }) => output === cabinet.limit);
  const untilMs = Math.max(last + upHoldMs(wear, params), ...asked.map((request) => request.untilMs));
  return { untilMs, values: { changes: wear.changesMs.length, budget: params.changesPerNight } };
}

function costText({ words }: Moment, { unservedKw, slowed }: CabinetView): string | null {
  if (unservedKw === null || slowed === null) return null;
  if (unservedKw === 0) return words.label('now-costs-nothing');
  return words.say(pageText('now-costs', { kw: unservedKw, cars: slowed }));
}

function sentence({ words }: Moment, text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${words.label('stop')}`;
}
