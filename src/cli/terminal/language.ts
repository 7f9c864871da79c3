/** The language of this terminal: asked for, or that of the environment. */

import { isLanguage, type Language } from '../../language/languages.ts';

/** What `--lang` is for this process, its threads and the programs that it starts. */
const ASKED = 'QUIETPOST_LANG';

/** What the environment says, the strongest first: ours, then locale(7). */
const NAMES = [ASKED, 'LC_ALL', 'LC_MESSAGES', 'LANG'];

type Environment = Readonly<Record<string, string | undefined>>;

/** `zh_CN.UTF-8` is Chinese; what we have no table for is English. */
export function languageHere(asked?: string, environment: Environment = process.env): Language {
  if (asked !== undefined && isLanguage(asked)) return asked;
  const locale = NAMES.map((name) => environment[name]).find((text) => text !== undefined && text !== '');
  const name = (locale ?? '').split(/[_.@-]/)[0] ?? '';
  return isLanguage(name) ? name : 'en';
}

/** What `--lang` asks for on a command line; undefined where it does not stand there. */
export function languageAsked(args: readonly string[]): string | undefined {
  const at = args.findLastIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const found = args[at];
  if (found === undefined) return undefined;
  // Without a value the command line itself is refused.
  return found === '--lang' ? args[at + 1] : found.slice('--lang='.length);
}

/**
 * Every command speaks the language of `--lang`, its help too: it is read before there are commands. False for a language
 * that quietpost does not have.
 */
export function heedLanguage(asked: string): boolean {
  if (!isLanguage(asked)) return false;
  process.env[ASKED] = asked;
  return true;
}
