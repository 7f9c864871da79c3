/** Who holds each output, retained, so that whoever comes later sees it without having heard the answers. */

import type { HoldStatePayload } from '../../contract/standing/hold.ts';
import { messageOf } from '../../contract/topics.ts';
import { heldUntilMs } from '../../control/outputs/relay-wear.ts';
import type { TickResult } from '../../control/tick.ts';
import type { OperatorRequest, ProcessImage } from '../../model/image.ts';
import type { OutputSpec } from '../../plan/control-plan.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { FinishedCycle } from '../../ports/observer.ts';
import type { Message } from '../../ports/publisher.ts';
import { rounded } from './number-text.ts';

/** What is told of the holders of outputs. */
export interface Holds {
  /** Those that have changed. */
  due(finished: FinishedCycle<TickResult>): readonly Message[];
  /** As of the last cycle; after a connect. */
  all(): readonly Message[];
}

/** Nothing is told yet. */
export function createHolds({ control }: SitePlan, session: string): Holds {
  const told = new Map<string, { readonly change: string; readonly message: Message }>();
  return {
    all: () => [...told.values()].map(({ message }) => message),
    due: (finished) =>
      control.outputs.flatMap((output) => {
        const payload = payloadOf(output, finished, session, control.rules['relay-hold']);
        if (payload === undefined) return [];
        const change = changeOf(output, payload);
        if (told.get(output.id)?.change === change) return [];
        const message = messageOf('hold', output.id, JSON.stringify(payload));
        told.set(output.id, { change, message });
        return [message];
      }),
  };
}

/** A fan follows the temperature each second: only who holds it is news, not where it stands. */
function changeOf({ steps }: OutputSpec, payload: HoldStatePayload): string {
  const { held, wanted, by, stands, not_before: notBefore } = payload;
  const holders = held.map(({ id }) => id);
  return JSON.stringify(
    steps === undefined ? holders : [holders, wanted, by, stands, notBefore !== undefined],
  );
}

function payloadOf(
  { id }: OutputSpec,
  { image, result, positions = {} }: FinishedCycle<TickResult>,
  session: string,
  hold: SitePlan['control']['rules']['relay-hold'],
): HoldStatePayload | undefined {
  const decision = result.decisions.find(({ output }) => output === id);
  if (decision === undefined) return undefined;
  const wear = result.state.wear[id];
  const untilMs = wear === undefined ? null : heldUntilMs(wear, hold, image.nowMs);
  return {
    ...{ v: 1, ts: wholeMs(image.wallMs), session, output: id },
    held: image.requests.filter(({ output }) => output === id).map((request) => holderOf(request, image)),
    ...{ wanted: rounded(decision.value, 10), by: decision.by, why: decision.reason.key },
    stands: positions[id] ?? null,
    ...(untilMs === null ? {} : { not_before: wholeMs(image.wallMs + untilMs - image.nowMs) }),
  };
}

function holderOf(
  { id, issuer, mode, value, untilMs, reason }: OperatorRequest,
  { wallMs, nowMs }: Pick<ProcessImage, 'wallMs' | 'nowMs'>,
): HoldStatePayload['held'][number] {
  return { id, issuer, mode, value, until: wholeMs(wallMs + untilMs - nowMs), reason };
}

function wholeMs(wallMs: number): number {
  return Math.max(0, Math.round(wallMs));
}
