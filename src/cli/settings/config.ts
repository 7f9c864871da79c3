/** `quietpost config list|show|restore`: the site files that were in force, as the technician wrote them. */

import { existsSync, writeFileSync } from 'node:fs';
import { EXIT } from '../../model/exit-code.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { ConfigVersion } from '../../ports/history.ts';
import { readerOf } from '../../store/file/reader.ts';
import { localText, utcOffsetMin } from '../../time/local-time.ts';
import { type HistoryChoice, openHistoryFile } from '../records/source/history-path.ts';
import { systemFault } from '../terminal/system-fault.ts';
import { tell } from '../terminal/tell.ts';

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
  const complain = (why: string): void => io.complain(tell('command-says', { command: 'config', why }));
  const opened = await openHistoryFile(options);
  if (!opened.ok) {
    complain(opened.fault.text);
    return opened.fault.code;
  }
  const { db } = opened.value;
  const read = await readerOf(db).configs({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER });
  db.close();
  if (!read.ok) {
    complain(read.fault);
    return EXIT.DATAERR;
  }
  // The text is a plan, because the gateway that wrote the history made it from one.
  const kept = read.value.map((one): Kept => ({ ...one, plan: JSON.parse(one.text) as SitePlan }));
  return answer(action, kept, options, { write: io.write, complain });
}

function answer(action: string, kept: readonly Kept[], options: ConfigOptions, io: ConfigIo): number {
  if (action === 'list') {
    for (const one of kept) io.write(`${sinceText(one)}  ${one.hash}`);
    return EXIT.OK;
  }
  if (action !== 'show' && action !== 'restore') {
    io.complain(tell('config-takes', { given: action }));
    return EXIT.USAGE;
  }
  const found = kept.findLast(({ hash }) => options.hash !== undefined && hash.startsWith(options.hash));
  if (found === undefined) {
    io.complain(tell('config-unknown', { hash: options.hash ?? '' }));
    return EXIT.NOINPUT;
  }
  const text = found.plan.siteText;
  if (text === undefined) {
    io.complain(tell('config-without-text', { hash: found.hash }));
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
    io.complain(tell('config-there', { path }));
    return EXIT.CANTCREAT;
  }
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    io.complain(systemFault(error).text);
    return EXIT.CANTCREAT;
  }
  io.write(tell('config-written', { path, since: sinceText(found), site }));
  return EXIT.OK;
}

function sinceText({ sinceMs, plan }: Kept): string {
  return localText(sinceMs, utcOffsetMin(plan.zone, sinceMs)).slice(0, 16);
}
