/**
 * What a technician should look at: a dead tacho, a temperature that does not follow its power, air or sound of the
 * fans that have changed at the same speed. It tells; it bounds nothing.
 */

import { energyOf, levelOf } from '../../acoustics/level.ts';
import { STRANGE_K } from '../heat/cabinet-heat.ts';
import { fullAir } from '../heat/heat-model.ts';
import type { CabinetPlan } from '../plan.ts';
import type { Rule, RuleEvent, RuleInput } from '../rule.ts';
import type { RuleParams } from '../rule-params.ts';

type Params = RuleParams['plant-health'];
type Input = RuleInput<Params, State>;

interface State {
  /** Troubles that are told, as "kind subject". */
  readonly told: readonly string[];
  /** Since when a trouble has been seen, monotonic. */
  readonly sinceMs: Readonly<Record<string, number>>;
  /** By cabinet: air and voice of its fans as they usually are; running means over days. */
  readonly usual: Readonly<Record<string, Usual>>;
}

interface Usual {
  readonly air: number;
  readonly seconds: number;
}

interface Trouble {
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
}

const NAME = 'plant-health';
/** A trouble is told when it has lasted so long, and cleared when it has been gone for a moment. */
const AFTER_MS = 600_000;
const USUAL_TAU_S = 5 * 86_400;
const USUAL_AFTER_S = 6 * 3600;
const LEARNT_S = 1800;
const DRAWING = 0.3;

export const plantHealth: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => ({ told: [], sinceMs: {}, usual: {} }),
  evaluate(input) {
    const { image, plan, state } = input;
    const usual = Object.fromEntries(plan.cabinets.map((cabinet) => [cabinet.id, grown(cabinet, input)]));
    const troubles = [
      ...tachos(input),
      ...plan.cabinets.flatMap((cabinet) => troublesOf(cabinet, usual[cabinet.id], input)),
    ];
    const sinceMs: Record<string, number> = {};
    const told: string[] = [];
    const events: RuleEvent[] = [];
    for (const trouble of troubles) {
      const key = `${trouble.kind} ${trouble.subject}`;
      sinceMs[key] = state.sinceMs[key] ?? image.nowMs;
      const isOld = image.nowMs - (sinceMs[key] ?? image.nowMs) >= (trouble.kind === 'tacho' ? 0 : AFTER_MS);
      if (!isOld && !state.told.includes(key)) continue;
      told.push(key);
      if (!state.told.includes(key)) events.push(eventOf(trouble, 'raised'));
    }
    for (const key of state.told) {
      if (told.includes(key)) continue;
      const [kind = '', subject = ''] = key.split(' ');
      events.push(eventOf({ kind, subject, text: `${subject}: ${kind} is as usual again.` }, 'cleared'));
    }
    return { state: { told, sinceMs, usual }, bounds: [], events };
  },
};

function tachos({ deadTachos }: Input): readonly Trouble[] {
  return deadTachos.map((subject) => ({
    kind: 'tacho',
    subject,
    text: `${subject} shows standstill while it reports no fault itself: its tacho is taken for dead, and the fan for turning as commanded. Check the tacho.`,
  }));
}

function troublesOf(cabinet: CabinetPlan, usual: Usual | undefined, input: Input): readonly Trouble[] {
  const { heat, voices, params } = input;
  const own = heat[cabinet.id];
  if (own === undefined) return [];
  const troubles: Trouble[] = [];
  const add = (kind: string, text: string) => troubles.push({ kind, subject: `cabinet-${cabinet.id}`, text });
  const offK = own.tempC === null || own.expectedC === null ? 0 : own.tempC - own.expectedC;
  if (own.learntS >= LEARNT_S && !own.isBlind && Math.abs(offK) > STRANGE_K) {
    const at = `cabinet ${cabinet.id} draws ${Math.round(100 * own.meanPower)} % and is ${Math.abs(offK).toFixed(0)} K`;
    if (offK < 0 && own.meanPower > DRAWING) {
      add('temperature', `${at} colder than that explains. Check that the sensors sit where they belong.`);
    } else if (offK > 0) {
      add('temperature', `${at} warmer than that explains. Check fans, filter and cover.`);
    }
  }
  if (usual !== undefined && usual.seconds >= USUAL_AFTER_S) {
    const lost = 1 - fullAir(own.model) / usual.air;
    if (lost > params.airLostPct / 100) {
      add(
        'air',
        `the fans of cabinet ${cabinet.id} move ${Math.round(100 * lost)} % less air than usual at the same speed. Check the filter.`,
      );
    }
  }
  const louderDb = levelOf(voices[cabinet.id] ?? 1) ?? 0;
  if ((voices[cabinet.id] ?? 1) > energyOf(params.louderDb)) {
    add(
      'voice',
      `the fans of cabinet ${cabinet.id} are ${louderDb.toFixed(1)} dB louder than usual at the same speed. Check filter and bearings.`,
    );
  }
  return troubles;
}

function grown({ id }: CabinetPlan, { heat, state, plan }: Input): Usual {
  const own = heat[id];
  const before = state.usual[id];
  if (own === undefined || own.learntS < LEARNT_S) return before ?? { air: 0, seconds: 0 };
  const air = fullAir(own.model);
  if (before === undefined || before.seconds === 0) return { air, seconds: plan.periodMs / 1000 };
  const elapsedS = plan.periodMs / 1000;
  const share = elapsedS / Math.min(USUAL_TAU_S, before.seconds + elapsedS);
  return { air: before.air + share * (air - before.air), seconds: before.seconds + elapsedS };
}

function eventOf({ subject, text }: Trouble, state: 'raised' | 'cleared'): RuleEvent {
  return { class: 'fault', severity: state === 'raised' ? 'warning' : 'info', subject, text, state };
}
