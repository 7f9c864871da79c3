/**
 * A permit that asks for the use to cease while a limit relative to the background is exceeded: after some minutes above it
 * power goes down, step by step, and comes back at a stated end. A second below takes back a second above, so that what
 * hovers at the limit is caught, too. Only receptors with `cease` are concerned.
 */

import type { Bound } from '../../model/bound.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import type { RuleEvent } from '../../model/event.ts';
import { message, rounded } from '../../model/message.ts';
import type { OutputSpec, ReceptorPlan } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { isNumber, objectOf } from '../saved/check.ts';
import { isLong, partById } from '../saved/part.ts';
import type { Rule, RuleInput } from './rule.ts';

type Params = RuleParams['cease-use'];

/** By receptor; monotonic times. */
interface Excess {
  /** Above the limit since, less what was below in between; null: it is not. */
  readonly overMs: number | null;
  /** The use ceases from and until; null: it goes on. */
  readonly fromMs: number | null;
  readonly untilMs: number | null;
}

type State = Readonly<Record<string, Excess>>;

const NAME = 'cease-use';
const quiet: Excess = { overMs: null, fromMs: null, untilMs: null };

export const ceaseUse: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => ({}),
  part: partById<Excess>({
    isEntry: objectOf<Excess>({ overMs: isTime, fromMs: isTime, untilMs: isTime }),
    basis: (plan, id) => plan.receptors.find((one) => one.id === id)?.relative,
    age: (excess, away) => (isLong(away) ? undefined : excess),
  }),
  evaluate(input, params, state) {
    const next: Record<string, Excess> = {};
    const bounds: Bound[] = [];
    const events: RuleEvent[] = [];
    for (const receptor of input.plan.receptors) {
      const { relative, id } = receptor;
      if (relative?.cease === undefined) continue;
      const before = state[id] ?? quiet;
      const excessDb = excessOf(input, receptor);
      const own = stepped(before, excessDb, input, relative.cease);
      next[id] = own;
      if ((before.fromMs === null) !== (own.fromMs === null)) events.push(eventOf(receptor, own, excessDb));
      if (own.fromMs !== null && own.untilMs !== null)
        bounds.push(...boundsOf(input, id, own.fromMs, own.untilMs, params));
    }
    return { state: next, bounds, events };
  },
};

function isTime(value: unknown): value is number | null {
  return value === null || isNumber(value);
}

/** How far the equipment is above the relative limit, dB; null where it is not known. */
function excessOf({ attribution, receptorTerms }: RuleInput, { id }: ReceptorPlan): number | null {
  const equipmentDb = attribution.find(({ receptor }) => receptor === id)?.equipmentDb ?? null;
  const terms = receptorTerms[id];
  if (equipmentDb === null || terms === undefined || terms.relativeDb === null) return null;
  return equipmentDb - (terms.relativeDb - terms.penaltyDb);
}

function stepped(
  before: Excess,
  excessDb: number | null,
  { image, plan }: RuleInput,
  cease: NonNullable<NonNullable<ReceptorPlan['relative']>['cease']>,
): Excess {
  const { nowMs } = image;
  if (before.untilMs !== null && nowMs < before.untilMs) return before;
  const isOver = excessDb !== null && excessDb > 0;
  if (before.untilMs !== null) return { ...quiet, overMs: isOver ? nowMs : null };
  if (!isOver) {
    const sinceMs = (before.overMs ?? nowMs) + 2 * plan.periodMs;
    return { ...quiet, overMs: sinceMs < nowMs ? sinceMs : null };
  }
  const overMs = before.overMs ?? nowMs;
  return nowMs - overMs < cease.afterMs
    ? { ...quiet, overMs }
    : { overMs, fromMs: nowMs, untilMs: nowMs + cease.forMs };
}

/** One step down at once, another with every `stepEvery`, to the lowest. */
function boundsOf(
  { image, plan, decided }: RuleInput,
  receptor: string,
  fromMs: number,
  untilMs: number,
  { stepEvery }: Params,
): readonly Bound[] {
  const taken = 1 + Math.floor((image.nowMs - fromMs) / stepEvery);
  const minutes = Math.ceil((untilMs - image.nowMs) / MINUTE_MS);
  const reason = message('use-ceases', { receptor, minutes });
  return plan.cabinets.flatMap(({ limit }): readonly Bound[] => {
    const output = plan.outputs.find(({ id }) => id === limit);
    if (output === undefined) return [];
    const max = stepsDown(output, taken);
    return decided[limit] === undefined
      ? []
      : [{ output: limit, max, priority: 'noise', rule: NAME, reason }];
  });
}

function stepsDown({ steps, min, max }: OutputSpec, taken: number): number {
  if (steps === undefined) return Math.max(min, max - 25 * taken);
  return steps[Math.max(0, steps.length - 1 - taken)] ?? min;
}

function eventOf({ id, relative }: ReceptorPlan, { fromMs }: Excess, excessDb: number | null): RuleEvent {
  const minutes = Math.round((relative?.cease?.forMs ?? 0) / MINUTE_MS);
  const common = { class: 'exceedance', subject: id } as const;
  return fromMs === null
    ? { ...common, severity: 'info', state: 'cleared', message: message('use-resumes', { receptor: id }) }
    : {
        ...common,
        severity: 'warning',
        state: 'raised',
        message: message('use-ceases-now', { receptor: id, excessDb: rounded(excessDb ?? 0, 1), minutes }),
      };
}
