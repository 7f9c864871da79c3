/** The language of this terminal: asked for, or that of the environment. */

import { isLanguage, type Language } from '../../language/languages.ts';

/** What the environment says, the strongest first: locale(7). */
const NAMES = ['LC_ALL', 'LC_MESSAGES', 'LANG'];

/** `zh_CN.UTF-8` is Chinese; what we have no table for is English. */
export function languageHere(
  asked?: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Language {
  if (asked !== undefined && isLanguage(asked)) return asked;
  const locale = NAMES.map((name) => environment[name]).find((text) => text !== undefined && text !== '');
  const name = (locale ?? '').split(/[_.@-]/)[0] ?? '';
  return isLanguage(name) ? name : 'en';
}
