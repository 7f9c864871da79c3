/** `quietpost scan BUS|ADDRESS`: which units are on a wire, at which setting, and which model each one is. */

import { createSystemClock } from '../../adapters/system-clock.ts';
import { realField } from '../../assembly/real-field.ts';
import { isGarbled, isLinkDown } from '../../commissioning/diagnosis/diagnosis-case.ts';
import { planScan, presenceQuestion, type Sweep } from '../../commissioning/diagnosis/scan-plan.ts';
import { isAnswered, type Trial } from '../../commissioning/diagnosis/trial.ts';
import { createFieldSession, type FieldSession } from '../../commissioning/field-session.ts';
import { type FoundUnit, inspectMaxMs, inspectUnit } from '../../commissioning/identify-unit.ts';
import { sunSpecLines } from '../../commissioning/sunspec.ts';
import { loadInstruments, loadSite } from '../../config/load/load-site.ts';
import type { Field } from '../../fieldbus/field.ts';
import { describeLine, type LineSetting, sameLine } from '../../fieldbus/modbus/line-setting.ts';
import { atMost } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import type { Person } from '../../ports/person.ts';
import { languageHere } from '../terminal/language.ts';
import { tell, tellFault, told } from '../terminal/tell.ts';
import { atTerminal } from '../terminal/terminal.ts';
import { isAddress } from './place/device-at.ts';
import { sharedHint } from './place/field-plan.ts';
import { scanHere } from './scan-here.ts';
import { scanInstruments } from './scan-instruments.ts';
import { jobOf, portOf, type ScanJob, type ScanOptions } from './scan-job.ts';
import { foundLine, summary } from './scan-summary.ts';

/** Runs the command. */
export async function scanCommand(target: string, options: ScanOptions): Promise<number> {
  const person = atTerminal();
  const field = realField(createSystemClock({ wallSync: 'assumed' }));
  const site = isAddress(target) ? undefined : loadSite(options.site, [], languageHere());
  const here = site?.ok === true ? scanHere(site.plan, target, field.clock, person) : undefined;
  if (here !== undefined) return here;
  const port = portOf(target, options);
  if (typeof port === 'number') return port;
  if (port !== undefined) return scanInstruments(port, loadInstruments(options.site), field, person);
  const job = jobOf(target, options);
  if (typeof job === 'number') return job;
  if (typeof job === 'string') {
    person.complain(tell('command-says', { command: 'scan', why: job }));
    return EXIT.USAGE;
  }
  return scan(job, field, person);
}

/** Scans, prints each unit when it is found, and sums up. Gives the exit code. */
export async function scan(job: ScanJob, field: Field, person: Person): Promise<number> {
  const { wish, models } = job;
  const plan = planScan(wish);
  const [first] = plan.quick;
  const eachMs = first === undefined ? 0 : inspectMaxMs(first.line, models);
  const settings = plan.quick.length;
  const [count, most, each] = [wish.unitIds.length, atMost(plan.maxMs), atMost(eachMs)];
  person.write(tell('scan-head', { count, settings, most, each }));
  const search: Search = {
    job,
    person,
    session: createFieldSession(field, job.end),
    found: [],
    trials: [],
    startMs: field.clock.nowMs(),
    nowMs: () => field.clock.nowMs(),
    maxMs: plan.maxMs,
  };
  const problem = (await sweepAll(search, plan.quick)) ?? (await sweepAll(search, fullSweeps(search, plan)));
  await search.session.close();
  person.status?.('');
  const isConcluded = problem === undefined || search.found.length > 0;
  for (const line of isConcluded ? summary(job, search.found, search.trials) : []) person.write(line);
  const isSpoilt = search.found.length === 0 || search.trials.some(isGarbled);
  if (isSpoilt) for (const line of await sharedHint(field, job.end)) person.write(line);
  if (problem !== undefined) person.complain(tell('command-says', { command: 'scan', why: problem }));
  if (person.signal.aborted) return EXIT.INTERRUPTED;
  return problem === undefined && search.found.length > 0 ? EXIT.OK : EXIT.UNAVAILABLE;
}

interface Search {
  readonly job: ScanJob;
  readonly person: Person;
  readonly session: FieldSession;
  readonly found: FoundUnit[];
  /** The latest answers of each kind, for conclusions about the framing. */
  readonly trials: Trial[];
  readonly startMs: number;
  readonly maxMs: number;
  nowMs(): number;
}

function fullSweeps(search: Search, plan: ReturnType<typeof planScan>): readonly Sweep[] {
  return plan.full(search.found.map(({ line }) => line));
}

/** Undefined, or why it could not continue. */
async function sweepAll(search: Search, sweeps: readonly Sweep[]): Promise<string | undefined> {
  for (const sweep of sweeps) {
    // A socket uses one of the two framings.
    if (search.job.wish.isSocket && search.found.some(({ line }) => !sameLine(line, sweep.line))) continue;
    const problem = await sweepOne(search, sweep);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** More answers in a row than an RS-485 segment has devices: the unit id is ignored. */
const SEGMENT_MAX = 32;

async function sweepOne(search: Search, { line, unitIds }: Sweep): Promise<string | undefined> {
  const { person, session, job } = search;
  let inRow = 0;
  for (const unitId of unitIds) {
    if (person.signal.aborted) return undefined;
    person.status?.(progress(search, line, unitId));
    const trial = await session.ask(presenceQuestion(line, unitId, job.wish.timeoutMs));
    if (search.trials.length < 1000) search.trials.push(trial);
    if (isLinkDown(trial) && trial.sent.length === 0)
      return trial.outcome.ok ? undefined : tellFault(trial.outcome.fault);
    if (!isAnswered(trial) && !isGarbled(trial)) {
      inRow = 0;
      continue;
    }
    if (++inRow > SEGMENT_MAX) {
      person.write(tell('scan-ignores-unit', { count: inRow }));
      return undefined;
    }
    await record(search, trial);
  }
  return undefined;
}

async function record(search: Search, trial: Trial): Promise<void> {
  const { job, session, person, found } = search;
  const expected = job.expected.find(({ unitId }) => unitId === trial.unitId);
  const unit = await inspectUnit(trial, job.models, expected?.definition, session);
  found.push(unit);
  person.write(foundLine(unit, expected));
  if (unit.sunSpec !== undefined)
    for (const line of sunSpecLines(unit.sunSpec, sunSpecModels(job.models))) person.write(`  ${told(line)}`);
}

/** Definitions of SunSpec models, by the number that each names. */
function sunSpecModels(models: ScanJob['models']): ReadonlyMap<number, string> {
  const known = new Map<number, string>();
  for (const { base, probe, model } of models)
    if (base !== undefined && typeof probe?.expect === 'number') known.set(probe.expect, model);
  return known;
}

function progress({ found, startMs, nowMs, maxMs }: Search, line: LineSetting, unitId: number): string {
  const leftMs = Math.max(0, maxMs - (nowMs() - startMs));
  const left = atMost(leftMs);
  return tell('scan-progress', { unitId, line: describeLine(line), found: found.length, left });
}
