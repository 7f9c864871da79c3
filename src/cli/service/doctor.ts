/** `quietpost doctor`: what is wrong around the gateway, each finding with a command that mends it. */

import { hostFacts } from '../../adapters/host/host-facts.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { dictionaries, type Language } from '../../language/languages.ts';
import { sayConsole } from '../../language/say-console.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import { levelsOf } from '../../plan/control-plan.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import { type Finding, findingsOf, type MeterFacts } from '../../service/doctor.ts';
import { readerOf } from '../../store/file/reader.ts';
import { openHistoryFile } from '../records/source/history-path.ts';
import { columns } from '../terminal/columns.ts';
import { languageHere } from '../terminal/language.ts';

interface DoctorIo {
  write(line: string): void;
  complain(line: string): void;
}

const LOOKED_BACK_MS = 10 * MINUTE_MS;

/** Exit code 0: nothing wrong; 1: something is, and it is named. */
export async function doctor(
  site: string,
  io: DoctorIo,
  language: Language = languageHere(),
): Promise<number> {
  const say = (text: ConsoleText): string => sayConsole(dictionaries[language], text);
  const loaded = loadSite(site, [], language);
  if (!loaded.ok) {
    io.complain(loaded.report);
    return EXIT.CONFIG;
  }
  const { plan, warnings } = loaded;
  const facts = { ...(await hostFacts(plan)), meters: await metersOf(plan, site) };
  const findings = findingsOf(facts);
  for (const line of columns(findings.flatMap((finding) => rowsOf(finding, say)))) io.write(line);
  if (warnings.length > 0) io.write(say(consoleText('doctor-also', { count: warnings.length, site })));
  const faults = findings.filter(({ grade }) => grade !== 'ok').length;
  io.write(say(faults === 0 ? consoleText('doctor-well') : consoleText('doctor-faults', { count: faults })));
  return findings.some(({ grade }) => grade === 'fault') ? EXIT.NO : EXIT.OK;
}

/** A command that mends it stands below, and is the same in every language. */
function rowsOf({ grade, text, mend }: Finding, say: (text: ConsoleText) => string): readonly string[][] {
  const head = [say(consoleText(`grade-${grade}`)), say(text)];
  return mend === undefined ? [head] : [head, ['', typeof mend === 'string' ? mend : say(mend)]];
}

/** The levels in the last ten minutes; null while there is no history to ask. */
async function metersOf(plan: SitePlan, site: string): Promise<readonly MeterFacts[] | null> {
  const opened = await openHistoryFile({ site });
  if (!opened.ok) return null;
  const nowMs = Date.now();
  const levels = [...new Set(levelsOf(plan.control).map(({ level }) => level))];
  const read = await readerOf(opened.value.db).seconds(
    { fromMs: nowMs - LOOKED_BACK_MS, toMs: nowMs },
    levels,
  );
  opened.value.db.close();
  if (!read.ok || read.value.wallMs.length === 0) return null;
  return levels.map((level) => {
    const values = read.value.samples.flatMap(({ channel, value, quality }) =>
      channel === level && value !== null && quality === 'good' ? [value] : [],
    );
    return { level, good: values.length, different: new Set(values).size };
  });
}
