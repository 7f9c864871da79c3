/** What is held for an issuer, and what becomes of it at the far end: reached, or not yet and why. */

import { heldUntilMs } from '../../control/outputs/relay-wear.ts';
import type { TickResult } from '../../control/tick.ts';
import type { Acknowledgement } from '../../model/command.ts';
import type { Decision } from '../../model/decision.ts';
import type { OperatorRequest, ProcessImage } from '../../model/image.ts';
import { type Message, message } from '../../model/message.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

/** What an answer says besides who gets it. */
export type Outcome = Omit<Acknowledgement, 'id' | 'wallMs'>;

/** A request that holds an output, and who is told of it. */
export interface HeldRequest {
  readonly request: OperatorRequest;
  readonly answer: (ack: Acknowledgement) => void;
  readonly sinceMs: number;
  /** What its issuer was told last. */
  told: 'accepted' | 'waiting' | 'reached';
}

/** A cycle as far as requests go. */
export interface DecidedCycle {
  readonly image: Pick<ProcessImage, 'nowMs' | 'wallMs' | 'requests'>;
  readonly result: {
    readonly decisions: readonly Decision[];
    readonly state: Pick<TickResult['state'], 'wear'>;
  };
  /** By output, percent: what its far end reads back; null where that is not known. */
  readonly positions: Readonly<Record<string, number | null>>;
}

/** After this time an issuer is told that it is not reached yet. */
const PATIENCE_MS = 20_000;
const TOLERANCE_PCT = 1;

/** By mode, output and, for limits, issuer: the tightest of all issuers holds, and manual mode is one. */
export function keyOf({ mode, output, issuer }: OperatorRequest): string {
  return mode === 'manual' ? `manual/${output}` : `limit/${output}/${issuer}`;
}

/** The news for the issuer after a cycle; undefined for none. */
export function progressOf(
  { request, told, sinceMs }: HeldRequest,
  cycle: DecidedCycle,
  plan: ControlPlan,
): Outcome | undefined {
  if (told === 'reached' || !cycle.image.requests.some(({ id }) => id === request.id)) return undefined;
  const { output } = request;
  const decision = cycle.result.decisions.find((one) => one.output === output);
  const stands = cycle.positions[output] ?? null;
  if (decision === undefined) return undefined;
  if (stands !== null && isReached(request, decision, stands)) {
    const said = message('output-reached', { output, pct: stands });
    return { stage: 'reached', code: 'OK', message: said, stands, heldBy: decision.by };
  }
  if (told === 'waiting' || cycle.image.nowMs - sinceMs < PATIENCE_MS) return undefined;
  const found = stands === null ? message('found-nothing') : message('found-percent', { pct: stands });
  const said = message('output-waits', { output, found, why: whyNot(request, decision) });
  return {
    stage: 'waiting',
    code: 'OK',
    message: said,
    heldBy: decision.by,
    ...standingOf(output, cycle, plan),
  };
}

/** Where an output stands, and until when its relays stay there. */
export function standingOf(
  output: string,
  { positions, result, image }: DecidedCycle,
  plan: ControlPlan,
): Pick<Outcome, 'stands' | 'notBeforeWallMs'> {
  const wear = result.state.wear[output];
  const untilMs = wear === undefined ? null : heldUntilMs(wear, plan.rules['relay-hold'], image.nowMs);
  return {
    stands: positions[output] ?? null,
    ...(untilMs === null ? {} : { notBeforeWallMs: image.wallMs + untilMs - image.nowMs }),
  };
}

function isReached({ mode, value }: OperatorRequest, decision: Decision, stands: number): boolean {
  if (mode === 'limit') return Math.max(stands, decision.value) <= value + TOLERANCE_PCT;
  return decision.by === 'operator-request' && Math.abs(stands - decision.value) <= TOLERANCE_PCT;
}

function whyNot({ mode, value }: OperatorRequest, { by, value: decided, reason }: Decision): Message {
  const isDecided = mode === 'limit' ? decided <= value : by === 'operator-request';
  return isDecided ? message('far-end-differs') : reason;
}
