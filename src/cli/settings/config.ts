/** `quietpost config list|show|restore`: the site files that were in force, as the technician wrote them. */

import { existsSync, writeFileSync } from 'node:fs';
import { EXIT } from '../../model/exit-code.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { ConfigVersion } from '../../ports/history.ts';
import { readerOf } from '../../store/file/reader.ts';
import { localText, utcOffsetMin } from '../../time/local-time.ts';
import { type HistoryChoice, openHistoryFile } from '../records/source/history-path.ts';

/** The options as typed. */
export interface ConfigOptions extends HistoryChoice {
  /** Fingerprint, or its beginning. */
  readonly hash?: string | undefined;
  /** Where `restore` writes; never over a file that is there. */
  readonly out?: string | undefined;
}

interface ConfigIo {
  write(line: string): void;
  complain(line: string): void;
}

type Kept = ConfigVersion & { readonly plan: SitePlan };

/**
 * Does `list`, `show` or `restore` on the settings in the history. Gives the exit code; what is wrong is
 * complained of.
 */
export async function config(action: string, options: ConfigOptions, io: ConfigIo): Promise<number> {
  const opened = await openHistoryFile(options);
  if (!opened.ok) {
    io.complain(`quietpost config: ${opened.fault.text}`);
    return opened.fault.code;
  }
  const { db } = opened.value;
  const read = await readerOf(db).configs({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER });
  db.close();
  if (!read.ok) {
    io.complain(`quietpost config: ${read.fault}`);
    return EXIT.DATAERR;
  }
  // The text is a plan, because the gateway that wrote the history made it from one.
  const kept = read.value.map((one): Kept => ({ ...one, plan: JSON.parse(one.text) as SitePlan }));
  return answer(action, kept, options, io);
}

function answer(action: string, kept: readonly Kept[], options: ConfigOptions, io: ConfigIo): number {
  if (action === 'list') {
    for (const one of kept) io.write(`${sinceText(one)}  ${one.hash}`);
    return EXIT.OK;
  }
  if (action !== 'show' && action !== 'restore') {
    io.complain(`quietpost config takes list, show or restore, not "${action}"`);
    return EXIT.USAGE;
  }
  const found = kept.findLast(({ hash }) => options.hash !== undefined && hash.startsWith(options.hash));
  if (found === undefined) {
    io.complain(
      `quietpost config: no settings ${options.hash ?? ''} in the history; "quietpost config list" shows them`,
    );
    return EXIT.NOINPUT;
  }
  const text = found.plan.siteText;
  if (text === undefined) {
    io.complain(
      `quietpost config: of ${found.hash} the history keeps the plan, but not the file: an older version wrote it`,
    );
    return EXIT.DATAERR;
  }
  if (action === 'restore') return restore(found, text, options, io);
  io.write(text);
  return EXIT.OK;
}

/** A new file beside the one in force: whoever wants it back compares the two, and copies it himself. */
function restore(found: Kept, text: string, { out, site }: ConfigOptions, io: ConfigIo): number {
  const path = out ?? site.replace(/(\.yaml)?$/, `.${found.hash}.yaml`);
  if (existsSync(path)) {
    io.complain(`quietpost config: ${path} is there already and is left as it is; name another with --out`);
    return EXIT.CANTCREAT;
  }
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    io.complain(`quietpost config: ${error instanceof Error ? error.message : String(error)}`);
    return EXIT.CANTCREAT;
  }
  io.write(`${path}: as it was in force since ${sinceText(found)}. See: quietpost diff ${site} ${path}`);
  return EXIT.OK;
}

function sinceText({ sinceMs, plan }: Kept): string {
  return localText(sinceMs, utcOffsetMin(plan.zone, sinceMs)).slice(0, 16);
}
