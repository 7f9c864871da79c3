/** Why an output had its value: the decision, the bound of each rule, the inputs, what came before and after. */

import type { ReceptorAttribution } from '../../control/attribution/receptor-attribution.ts';
import type { ConsoleText } from '../../language/console/console-text.ts';
import { saysTheSame } from '../../language/say.ts';
import type { Bound } from '../../model/bound.ts';
import type { Decision } from '../../model/decision.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan, OutputSpec } from '../../plan/control-plan.ts';
import type { OpenRecording, RecordedCycle } from '../../recording/recorded-cycles.ts';
import { recordedState } from '../../recording/recorded-plan.ts';
import { extendHistory, type NextChange, type OutputHistory } from './output-history.ts';
import { recordedInputs } from './recorded-inputs.ts';
import { createReplayer } from './replayed-cycles.ts';

/** One output at one moment. */
export interface Explanation {
  readonly spec: OutputSpec;
  readonly wallMs: number;
  readonly utcOffsetMin: number;
  readonly outputHistory: OutputHistory;
  /** The bounds on this output in this cycle; null where they are not known. */
  readonly bounds: readonly Bound[] | null;
  /** Phrases about the inputs. */
  readonly inputs: readonly ConsoleText[];
  /** Null: no change until the end of the records. */
  readonly next: NextChange | null;
}

/** True for a cycle later than the moment in question. */
export type IsPast = (image: Pick<ProcessImage, 'wallMs' | 'utcOffsetMin'>) => boolean;

/** A cycle may be late; a moment further than this from the previous cycle was not recorded. */
export const NEAR_MS = 5000;

/**
 * Explains the last cycle that is not past the moment; undefined if that one is not near. Reads on to the next change
 * and no further; holds one cycle at a time.
 */
export async function explainRecording(
  { header, cycles }: OpenRecording,
  spec: OutputSpec,
  isPast: IsPast,
): Promise<Explanation | undefined> {
  const reader = cycles[Symbol.asyncIterator]();
  let { plan } = header;
  let replayer = createReplayer(plan, recordedState(header));
  let outputHistory: OutputHistory | undefined;
  let last: RecordedCycle | undefined;
  let step = await reader.next();
  for (; step.done !== true && !isPast(step.value.image); step = await reader.next()) {
    last = step.value;
    if (last.begin !== undefined) {
      const { header: next } = last.begin;
      ({ plan } = next);
      replayer = createReplayer(plan, recordedState(next));
    }
    replayer.replay(last);
    const decision = decisionOn(spec, last);
    if (decision !== undefined) outputHistory = extendHistory(outputHistory, last.image.wallMs, decision);
  }
  if (last === undefined || outputHistory === undefined) return undefined;
  const { wallMs } = last.image;
  if (step.done !== true && !isPast({ ...last.image, wallMs: wallMs + NEAR_MS })) return undefined;
  const reevaluation = replayer.reevaluate(outputHistory.now);
  // The recorded reason counts; bounds that lead to another one would not explain it.
  const isSame = reevaluation !== null && saysTheSame(reevaluation.decision.reason, outputHistory.now.reason);
  const bounds = isSame ? reevaluation.bounds : null;
  const attribution = replayer.attribution();
  const explanation = explained(plan, { spec, cycle: last, outputHistory, bounds, attribution });
  let next: NextChange | null = null;
  for (; step.done !== true && next === null; step = await reader.next()) {
    const decision = decisionOn(spec, step.value);
    if (decision !== undefined && decision.value !== outputHistory.now.value)
      next = { atMs: step.value.image.wallMs, decision };
  }
  await reader.return?.();
  return { ...explanation, next };
}

/** What the replay knows of one cycle. */
interface ReplayedCycle {
  readonly spec: OutputSpec;
  readonly cycle: RecordedCycle;
  readonly outputHistory: OutputHistory;
  readonly bounds: readonly Bound[] | null;
  readonly attribution: readonly ReceptorAttribution[] | null;
}

/** The explanation without what came after. */
export function explained(
  plan: ControlPlan,
  { spec, cycle, outputHistory, bounds, attribution }: ReplayedCycle,
): Omit<Explanation, 'next'> {
  const { now } = outputHistory;
  const reasons = [now.reason, ...now.overruled.map(({ reason }) => reason)];
  if (bounds !== null) reasons.push(...bounds.map(({ reason }) => reason));
  const inputs = recordedInputs(plan, cycle, { output: spec.id, reasons, attribution });
  const { wallMs, utcOffsetMin } = cycle.image;
  return { spec, wallMs, utcOffsetMin, outputHistory, bounds, inputs };
}

function decisionOn({ id }: OutputSpec, { decisions }: RecordedCycle): Decision | undefined {
  return decisions.find(({ output }) => output === id);
}
