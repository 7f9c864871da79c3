/** The recorded inputs of a night, from a recording or from the history. */

import { existsSync } from 'node:fs';
import { historyCycles } from '../../../analysis/explain/history-cycles.ts';
import { WARM_UP_MS } from '../../../analysis/explain/replay-start.ts';
import { type ControlState, initialState } from '../../../control/tick.ts';
import { EXIT } from '../../../model/exit-code.ts';
import { failed, ok, type Result } from '../../../model/result.ts';
import type { ControlPlan } from '../../../plan/control-plan.ts';
import type { SitePlan } from '../../../plan/site-plan.ts';
import type { HistoryReader, TimeSpan } from '../../../ports/history.ts';
import { openRecording, type RecordedCycle } from '../../../recording/recorded-cycles.ts';
import { recordedState } from '../../../recording/recorded-plan.ts';
import { nightSpan } from '../../../report/data/night-span.ts';
import { offsetsOf } from '../../../time/zoned-stamps.ts';
import { tell } from '../../terminal/tell.ts';
import type { CliFault } from './history-path.ts';
import { planInForce } from './recorded-plan.ts';
import { linesOf } from './recording-file.ts';

/** Inputs of a night, and the site under which they were recorded. */
export interface NightSource {
  readonly path: string;
  /** Its accuracy. */
  readonly kind: string;
  readonly old: ControlPlan;
  readonly state: ControlState;
  readonly span: TimeSpan;
  readonly cycles: AsyncIterable<RecordedCycle>;
  /** Why it ended early, if it did. */
  readonly broken: () => string | undefined;
  readonly notes: readonly string[];
}

/** From a recording: exact. */
export async function sourceFromRecording(
  path: string,
  changed: SitePlan,
  night: string,
): Promise<Result<NightSource, CliFault>> {
  if (!existsSync(path)) {
    return failed({ code: EXIT.NOINPUT, text: tell('recording-missing', { path }) });
  }
  const opened = await openRecording(linesOf(path));
  if (!opened.ok)
    return failed({ code: EXIT.DATAERR, text: `${path}:${opened.fault.line}: ${opened.fault.message}` });
  const { header, cycles, broken } = opened.value;
  const span = spanOf(night, [header.plan, changed.control], changed.zone);
  if (!span.ok) return span;
  return ok({
    path,
    kind: tell('source-recording'),
    old: header.plan,
    state: recordedState(header),
    span: span.value,
    cycles,
    broken: () => {
      const line = broken();
      return line === undefined ? undefined : `line ${line.line}: ${line.message}`;
    },
    notes: [],
  });
}

/** From the history at `path`: coarser. */
export async function sourceFromHistory(
  history: HistoryReader,
  path: string,
  changed: SitePlan,
  night: string,
): Promise<Result<NightSource, CliFault>> {
  const ofChanged = spanOf(night, [changed.control], changed.zone);
  if (!ofChanged.ok) return ofChanged;
  const then = await planInForce(history, ofChanged.value);
  if (!then.ok) return then;
  const { plan, versions } = then.value;
  const span = spanOf(night, [plan.control, changed.control], changed.zone);
  if (!span.ok) return span;
  const { fromMs, toMs } = span.value;
  const warm = { fromMs: fromMs - WARM_UP_MS, toMs };
  const read = await historyCycles(history, plan.control, warm, offsetsOf(changed.zone));
  if (!read.ok) return failed({ code: EXIT.DATAERR, text: `${path}: ${read.fault}` });
  const notes = [tell('source-coarser'), ...(versions > 1 ? [tell('source-versions', { versions })] : [])];
  return ok({
    path,
    kind: tell('source-history'),
    old: plan.control,
    state: initialState(plan.control),
    span: span.value,
    cycles: read.value.cycles,
    broken: read.value.broken,
    notes,
  });
}

/** The union of the nights of both plans, because the hours of the night may have changed. */
function spanOf(night: string, plans: readonly ControlPlan[], zone: string): Result<TimeSpan, CliFault> {
  const spans = plans.flatMap((plan) => nightSpan(night, plan.night, offsetsOf(zone)) ?? []);
  if (spans.length === 0) return failed({ code: EXIT.CONFIG, text: tell('no-night') });
  const fromMs = Math.min(...spans.map(({ startMs }) => startMs));
  return ok({ fromMs, toMs: Math.max(...spans.map(({ endMs }) => endMs)) });
}
