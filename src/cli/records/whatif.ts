/** `quietpost whatif`: a night's recorded inputs under a changed site file, and what would have differed. */

import { existsSync } from 'node:fs';
import { historyCycles } from '../../analysis/explain/history-cycles.ts';
import { WARM_UP_MS } from '../../analysis/explain/replay-start.ts';
import { type SiteFit, siteFit } from '../../analysis/what-if/site-fit.ts';
import { canModel, createComparison, type WhatIf } from '../../analysis/what-if/what-if.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { type ControlState, initialState } from '../../control/tick.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { TimeSpan } from '../../ports/history.ts';
import { openRecording, type RecordedCycle } from '../../recording/recorded-cycles.ts';
import { recordedState, rulesProblem } from '../../recording/recorded-plan.ts';
import { nightSpan } from '../../report/data/night-span.ts';
import { readerOf } from '../../store/file/reader.ts';
import { localText } from '../../time/local-time.ts';
import { offsetsOf } from '../../time/zoned-stamps.ts';
import { languageHere } from '../terminal/language.ts';
import { createProgress } from '../terminal/progress.ts';
import { type CliFault, openHistoryFile } from './source/history-path.ts';
import { planInForce } from './source/recorded-plan.ts';
import { linesOf } from './source/recording-file.ts';
import { whatIfText } from './whatif-text.ts';

/** The options as typed. */
export interface WhatIfOptions {
  /** Date of the evening. */
  readonly night: string;
  readonly recording?: string;
  readonly history?: string;
  readonly json?: boolean;
}

interface WhatIfIo {
  write(line: string): void;
  complain(line: string): void;
}

const DIFFERENCES_MAX = 10;

/** Gives the exit code of sysexits.h. */
export async function whatif(site: string, options: WhatIfOptions, io: WhatIfIo): Promise<number> {
  const found = await find(site, options);
  if (!found.ok) {
    io.complain(`quietpost whatif: ${found.fault.text}`);
    return found.fault.code;
  }
  for (const line of found.value) io.write(line);
  return EXIT.OK;
}

async function find(site: string, options: WhatIfOptions): Promise<Result<readonly string[], CliFault>> {
  const { night, recording, history } = options;
  if (!isDate(night))
    return failed({
      code: EXIT.USAGE,
      text: `--night takes the date of the evening, like 2026-07-15, not "${night}"`,
    });
  if (recording !== undefined && history !== undefined)
    return failed({ code: EXIT.USAGE, text: 'name either --recording or --history' });
  const loaded = loadSite(site, [], languageHere());
  if (!loaded.ok) return failed({ code: EXIT.CONFIG, text: loaded.report });
  const { plan } = loaded;
  if (recording !== undefined) return fromRecording(recording, plan, options);
  const opened = openHistoryFile({ history, site });
  if (!opened.ok) return opened;
  const { db, path } = opened.value;
  const found = await fromHistory(db, path, plan, options);
  db.close();
  return found;
}

/** Inputs of a night from a recording or the history. */
interface Source {
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

async function fromRecording(
  path: string,
  changed: SitePlan,
  options: WhatIfOptions,
): Promise<Result<readonly string[], CliFault>> {
  if (!existsSync(path)) {
    const text = `there is no file ${path}. Make a recording with: quietpost run --record ${path}`;
    return failed({ code: EXIT.NOINPUT, text });
  }
  const opened = await openRecording(linesOf(path));
  if (!opened.ok)
    return failed({ code: EXIT.DATAERR, text: `${path}:${opened.fault.line}: ${opened.fault.message}` });
  const { header, cycles, broken } = opened.value;
  const span = spanOf(options.night, [header.plan, changed.control], changed.zone);
  if (!span.ok) return span;
  const source = {
    path,
    kind: 'recording, exact',
    old: header.plan,
    state: recordedState(header),
    span: span.value,
    cycles,
    broken: () => {
      const line = broken();
      return line === undefined ? undefined : `line ${line.line}: ${line.message}`;
    },
    notes: [],
  };
  return compared(source, changed, options);
}

async function fromHistory(
  db: Parameters<typeof readerOf>[0],
  path: string,
  changed: SitePlan,
  options: WhatIfOptions,
): Promise<Result<readonly string[], CliFault>> {
  const history = readerOf(db);
  const ofChanged = spanOf(options.night, [changed.control], changed.zone);
  if (!ofChanged.ok) return ofChanged;
  const then = await planInForce(history, ofChanged.value);
  if (!then.ok) return then;
  const { plan, versions } = then.value;
  const span = spanOf(options.night, [plan.control, changed.control], changed.zone);
  if (!span.ok) return span;
  const { fromMs, toMs } = span.value;
  const warm = { fromMs: fromMs - WARM_UP_MS, toMs };
  const read = await historyCycles(history, plan.control, warm, offsetsOf(changed.zone));
  if (!read.ok) return failed({ code: EXIT.DATAERR, text: `${path}: ${read.fault}` });
  const notes = [
    'the history is the coarser source: 1-s values, rounded, and no requests of operators; a recording is exact',
    ...(versions > 1
      ? [`${versions} configurations were in force that night; "then" is the last of them`]
      : []),
  ];
  const source = {
    path,
    kind: 'history, 1-s values',
    old: plan.control,
    state: initialState(plan.control),
    span: span.value,
    cycles: read.value.cycles,
    broken: read.value.broken,
    notes,
  };
  return compared(source, changed, options);
}

async function compared(
  source: Source,
  { control: changed, zone }: SitePlan,
  { night, json }: WhatIfOptions,
): Promise<Result<readonly string[], CliFault>> {
  const { path, old, state, span } = source;
  const fit = siteFit(old, changed);
  const unfit = unfitText(fit, old);
  if (unfit !== undefined) return failed({ code: EXIT.DATAERR, text: `${path}: ${unfit}` });
  const comparison = createComparison({ old, state, changed, span, differencesMax: DIFFERENCES_MAX });
  let firstMs: number | undefined;
  let lastMs = 0;
  let otherSiteMs: number | undefined;
  const progress = createProgress(`deciding the night of ${night} again`);
  for await (const cycle of source.cycles) {
    firstMs ??= cycle.image.wallMs;
    lastMs = cycle.image.wallMs;
    if (lastMs >= span.toMs) break;
    const next = cycle.begin?.header;
    if (next !== undefined && JSON.stringify(next.plan) !== JSON.stringify(old)) {
      otherSiteMs = lastMs;
      break;
    }
    if (next !== undefined) comparison.restart(recordedState(next));
    comparison.see(cycle);
    progress.at(Math.max(0, (lastMs - firstMs) / (span.toMs - firstMs)));
  }
  progress.end();
  const broken = source.broken();
  if (broken !== undefined) return failed({ code: EXIT.DATAERR, text: `${path}: ${broken}` });
  const found = comparison.result();
  const offsetAt = offsetsOf(zone);
  if (found.seconds === 0)
    return failed({ code: EXIT.DATAERR, text: emptyText(path, night, firstMs, lastMs, zone) });
  if (json === true) return ok([JSON.stringify({ night, span, fit, ...found }, null, 2)]);
  const frame = {
    night,
    nightS: (span.toMs - span.fromMs) / 1000,
    source: `${path} (${source.kind})`,
    fit,
    notes: [...source.notes, ...otherSiteNotes(otherSiteMs, offsetAt), ...modelNotes(old, changed, found)],
    offsetAt,
  };
  return ok(whatIfText(found, frame));
}

/** The site file was changed in the night: what came after it is left out. */
function otherSiteNotes(
  otherSiteMs: number | undefined,
  offsetAt: (wallMs: number) => number,
): readonly string[] {
  if (otherSiteMs === undefined) return [];
  const at = localText(otherSiteMs, offsetAt(otherSiteMs));
  return [`at ${at} the gateway was started again with another site file; what came after it is left out`];
}

/** The union of the nights of both plans, because the hours of the night may have changed. */
function spanOf(night: string, plans: readonly ControlPlan[], zone: string): Result<TimeSpan, CliFault> {
  const spans = plans.flatMap((plan) => nightSpan(night, plan.night, offsetsOf(zone)) ?? []);
  if (spans.length === 0)
    return failed({ code: EXIT.CONFIG, text: 'the site has no night: its start is its end' });
  const fromMs = Math.min(...spans.map(({ startMs }) => startMs));
  return ok({ fromMs, toMs: Math.max(...spans.map(({ endMs }) => endMs)) });
}

/** Why nothing can be replayed; undefined if it can. */
function unfitText({ needed }: SiteFit, old: ControlPlan): string | undefined {
  if (needed.length > 0)
    return `the changed site never leaves fail-safe without ${needed.join(', ')}, which ${needed.length === 1 ? 'was' : 'were'} not recorded. Leave out of the site what was not there that night`;
  return rulesProblem(old);
}

/** Which site's numbers give the levels, if the two sites differ. */
function modelNotes(old: ControlPlan, changed: ControlPlan, { differences }: WhatIf): readonly string[] {
  if (differences === 0) return [];
  if (!canModel(changed, old))
    return ['levels of each site by its own figures: their outputs are not the same'];
  const figures = ({ cabinets, receptors }: ControlPlan): string => JSON.stringify([cabinets, receptors]);
  return figures(old) === figures(changed)
    ? []
    : ['levels and limits of both are by the figures of the changed site'];
}

function emptyText(
  path: string,
  night: string,
  firstMs: number | undefined,
  lastMs: number,
  zone: string,
): string {
  if (firstMs === undefined) return `${path}: nothing is recorded of the night of ${night}`;
  const offsetAt = offsetsOf(zone);
  const local = (wallMs: number): string => localText(wallMs, offsetAt(wallMs));
  return `${path}: nothing is recorded of the night of ${night}; what was read covers ${local(firstMs)} to ${local(lastMs)}, local time of the site`;
}

function isDate(text: string): boolean {
  const dayMs = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(dayMs) && new Date(dayMs).toISOString().slice(0, 10) === text;
}
