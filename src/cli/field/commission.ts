/**
 * `quietpost commission sweep`: measures how loud each fan is at each receptor, and prints what to write in the site.
 */

import { runGateway } from '../../assembly/run-gateway.ts';
import { fanFailure } from '../../control/rules/fan-failure.ts';
import { lostInput } from '../../control/rules/lost-input.ts';
import { overTemperature } from '../../control/rules/over-temperature.ts';
import { type SealedRule, sealed } from '../../control/rules/rule.ts';
import {
  isSwept,
  SWEEP,
  type SweepState,
  sweepRule,
  sweepSteps,
} from '../../control/rules/sweep/fan-sweep.ts';
import { type StandbyFinding, standbyFindings } from '../../control/rules/sweep/standby-findings.ts';
import { type FanFinding, sweepFindings } from '../../control/rules/sweep/sweep-findings.ts';
import type { TickResult } from '../../control/tick.ts';
import { formatDuration, parseDuration } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import type { FinishedCycle } from '../../ports/observer.ts';
import { columns } from '../terminal/columns.ts';
import { type PlanOverrides, planFor } from '../terminal/site-argument.ts';

/** The options as typed. `hold`: a duration, at least 20s for each step; `anyway`: although cars charge. */
export interface SweepOptions extends PlanOverrides {
  readonly hold: string;
  readonly anyway?: boolean;
}

const HOLD_LEAST_MS = 20_000;
const CHARGING_W = 1000;

/** The sweep and the rules that always rank above it. */
export function sweepRules(holdMs: number): readonly SealedRule[] {
  return [sealed(overTemperature), sealed(fanFailure), sealed(lostInput), sweepRule(holdMs)];
}

/** Exit codes follow sysexits.h; 75 if it can be tried again later. */
export async function commissionSweep(site: string, options: SweepOptions): Promise<number> {
  const holdMs = parseDuration(options.hold);
  if (holdMs === undefined || holdMs < HOLD_LEAST_MS) {
    console.error(`quietpost commission: --hold takes a duration of at least 20s, not "${options.hold}"`);
    return EXIT.USAGE;
  }
  const plan = planFor(site, options);
  if (typeof plan === 'number') return plan;
  const { control } = plan;
  if (control.mode === 'advise') {
    console.error(
      'quietpost commission: mode advise moves nothing, and a sweep must move fans: write "mode: auto" in the site file for it',
    );
    return EXIT.CONFIG;
  }
  const steps = sweepSteps(control);
  console.log(
    `${steps.length} steps of ${formatDuration(holdMs)}, ${formatDuration(steps.length * holdMs)} in all. Keep people and cars away. Ctrl-C ends it: outputs to fail-safe.`,
  );
  let findings: string | undefined;
  let refusal: string | undefined;
  let shown = -1;
  let finish: () => void = () => {};
  const until = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const cycle = ({ image, result }: FinishedCycle<TickResult>): void => {
    const state = result.state.rules[SWEEP] as SweepState;
    const guns = control.cabinets.flatMap((cabinet) => cabinet.guns);
    const charging = guns.filter((gun) => (image.channels[gun]?.value ?? 0) > CHARGING_W).length;
    if (charging > 0 && options.anyway !== true) {
      refusal = `${charging} cars are charging: their fans and the heat would be measured with it. Come back when the station is empty, or add --anyway.`;
      finish();
    } else if (isSwept(state, control)) {
      findings = findingsText(sweepFindings(state, control), standbyFindings(state, control));
      finish();
    } else if (state.step !== shown) {
      shown = state.step;
      const step = steps[shown];
      console.log(
        `${shown + 1} of ${steps.length}: ${step?.fan ?? 'background'}${step?.fan === null ? '' : ` at ${step?.pct} %`}`,
      );
    }
  };
  const observers = [{ name: 'commissioning', cycle }];
  const code = await runGateway(plan, { history: 'off', rules: sweepRules(holdMs), observers, until });
  if (refusal !== undefined) {
    console.error(`quietpost commission: ${refusal}`);
    return EXIT.TEMPFAIL;
  }
  if (findings === undefined) return code === 0 ? EXIT.TEMPFAIL : code;
  console.log(findings);
  return EXIT.OK;
}

/** The table, and the lines for the site file. */
export function findingsText(findings: readonly FanFinding[], standby: readonly StandbyFinding[]): string {
  const shown = (db: number | null) => (db === null ? '--' : db.toFixed(1));
  const rows = findings.map(({ fan, receptor, fullDb, spreadDb, backgroundDb, problem }) => {
    const words = problem ?? (fullDb === null ? '' : `atDb: { ${receptor}: ${fullDb.toFixed(1)} }`);
    return [fan, receptor, shown(backgroundDb), shown(fullDb), shown(spreadDb), words];
  });
  const head = ['fan', 'receptor', 'background', 'full speed', 'spread', 'for the site file, at this fan'];
  return [
    ...columns([head, ...rows], [2, 3, 4]),
    '',
    ...standbyLines(standby, shown),
    'Levels in dB. humAtDb takes a full load: it is learned while the station runs.',
  ].join('\n');
}

/** The electronics at rest; where that is only bounded, it is said why, and nothing to copy is offered. */
function standbyLines(
  findings: readonly StandbyFinding[],
  shown: (db: number | null) => string,
): readonly string[] {
  const rows = findings.map(({ cabinet, receptor, standbyDb, atMostDb }) => [
    cabinet,
    receptor,
    shown(standbyDb),
    shown(atMostDb),
    standbyDb === null
      ? 'only bounded: no meter under the cover tells it from the background'
      : `standbyAtDb: { ${receptor}: ${standbyDb.toFixed(1)} }`,
  ]);
  const head = ['cabinet', 'receptor', 'at rest', 'at most', 'for the site file, at this cabinet'];
  return columns([head, ...rows], [2, 3]);
}
