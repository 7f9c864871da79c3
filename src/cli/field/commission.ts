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
import { tell } from '../terminal/tell.ts';

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
    complain(tell('commission-hold', { given: options.hold }));
    return EXIT.USAGE;
  }
  const plan = planFor(site, options);
  if (typeof plan === 'number') return plan;
  const { control } = plan;
  if (control.mode === 'advise') {
    complain(tell('commission-advise'));
    return EXIT.CONFIG;
  }
  const steps = sweepSteps(control);
  const [hold, all] = [formatDuration(holdMs), formatDuration(steps.length * holdMs)];
  console.log(tell('commission-head', { count: steps.length, hold, all }));
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
      refusal = tell('commission-charging', { count: charging });
      finish();
    } else if (isSwept(state, control)) {
      findings = findingsText(sweepFindings(state, control), standbyFindings(state, control));
      finish();
    } else if (state.step !== shown) {
      shown = state.step;
      console.log(stepText(shown, steps));
    }
  };
  const observers = [{ name: 'commissioning', cycle }];
  const code = await runGateway(plan, { history: 'off', rules: sweepRules(holdMs), observers, until });
  if (refusal !== undefined) {
    complain(refusal);
    return EXIT.TEMPFAIL;
  }
  if (findings === undefined) return code === 0 ? EXIT.TEMPFAIL : code;
  console.log(findings);
  return EXIT.OK;
}

function complain(why: string): void {
  console.error(tell('command-says', { command: 'commission', why }));
}

function stepText(index: number, steps: ReturnType<typeof sweepSteps>): string {
  const [step, count] = [index + 1, steps.length];
  const { fan, pct } = steps[index] ?? { fan: null, pct: 0 };
  return fan === null
    ? tell('commission-background', { step, count })
    : tell('commission-fan', { step, count, fan, pct });
}

/** The table, and the lines for the site file. */
export function findingsText(findings: readonly FanFinding[], standby: readonly StandbyFinding[]): string {
  const shown = (db: number | null) => (db === null ? '--' : db.toFixed(1));
  const rows = findings.map(({ fan, receptor, fullDb, spreadDb, backgroundDb, problem }) => {
    const words = problem ?? (fullDb === null ? '' : `atDb: { ${receptor}: ${fullDb.toFixed(1)} }`);
    return [fan, receptor, shown(backgroundDb), shown(fullDb), shown(spreadDb), words];
  });
  const head = [
    ...[tell('commission-head-fan'), tell('commission-head-receptor'), tell('commission-head-background')],
    ...[tell('commission-head-full'), tell('commission-head-spread'), tell('commission-head-write')],
  ];
  return [
    ...columns([head, ...rows], [2, 3, 4]),
    '',
    ...standbyLines(standby, shown),
    tell('commission-note'),
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
    standbyDb === null ? tell('commission-bounded') : `standbyAtDb: { ${receptor}: ${standbyDb.toFixed(1)} }`,
  ]);
  const head = [
    ...[tell('commission-head-cabinet'), tell('commission-head-receptor'), tell('commission-head-rest')],
    ...[tell('commission-head-most'), tell('commission-head-write-cabinet')],
  ];
  return columns([head, ...rows], [2, 3]);
}
