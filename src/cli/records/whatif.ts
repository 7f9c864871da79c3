/** `quietpost whatif`: a night's recorded inputs under a changed site file, and what would have differed. */

import { canModel, type WhatIf } from '../../analysis/what-if/what-if.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import { readerOf } from '../../store/file/reader.ts';
import { localText } from '../../time/local-time.ts';
import { offsetsOf } from '../../time/zoned-stamps.ts';
import { languageHere } from '../terminal/language.ts';
import { tell } from '../terminal/tell.ts';
import { decideAgain } from './decided-night.ts';
import { type CliFault, openHistoryFile } from './source/history-path.ts';
import { type NightSource, sourceFromHistory, sourceFromRecording } from './source/night-source.ts';
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

/** Gives the exit code of sysexits.h. */
export async function whatif(site: string, options: WhatIfOptions, io: WhatIfIo): Promise<number> {
  const found = await find(site, options);
  if (!found.ok) {
    io.complain(tell('command-says', { command: 'whatif', why: found.fault.text }));
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
      text: tell('takes-evening', { option: '--night', given: night }),
    });
  if (recording !== undefined && history !== undefined)
    return failed({ code: EXIT.USAGE, text: tell('either-source') });
  const loaded = loadSite(site, [], languageHere());
  if (!loaded.ok) return failed({ code: EXIT.CONFIG, text: loaded.report });
  const { plan } = loaded;
  if (recording !== undefined)
    return compared(await sourceFromRecording(recording, plan, night), plan, options);
  const opened = await openHistoryFile({ history, site });
  if (!opened.ok) return opened;
  const { db, path } = opened.value;
  const found = await compared(await sourceFromHistory(readerOf(db), path, plan, night), plan, options);
  db.close();
  return found;
}

async function compared(
  opened: Result<NightSource, CliFault>,
  changed: SitePlan,
  { night, json }: WhatIfOptions,
): Promise<Result<readonly string[], CliFault>> {
  if (!opened.ok) return opened;
  const source = opened.value;
  const { path, old, span } = source;
  const decided = await decideAgain(source, changed, night);
  if (!decided.ok) return decided;
  const { found, fit, otherSiteMs } = decided.value;
  if (json === true) return ok([JSON.stringify({ night, span, fit, ...found }, null, 2)]);
  const offsetAt = offsetsOf(changed.zone);
  const frame = {
    night,
    nightS: (span.toMs - span.fromMs) / 1000,
    source: `${path} (${source.kind})`,
    fit,
    notes: [
      ...source.notes,
      ...otherSiteNotes(otherSiteMs, offsetAt),
      ...modelNotes(old, changed.control, found),
    ],
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
  return [tell('whatif-other-site', { time: localText(otherSiteMs, offsetAt(otherSiteMs)) })];
}

/** Which site's numbers give the levels, if the two sites differ. */
function modelNotes(old: ControlPlan, changed: ControlPlan, { differences }: WhatIf): readonly string[] {
  if (differences === 0) return [];
  if (!canModel(changed, old)) return [tell('whatif-own-figures')];
  const figures = ({ cabinets, receptors }: ControlPlan): string => JSON.stringify([cabinets, receptors]);
  return figures(old) === figures(changed) ? [] : [tell('whatif-changed-figures')];
}

function isDate(text: string): boolean {
  const dayMs = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(dayMs) && new Date(dayMs).toISOString().slice(0, 10) === text;
}
