/** What stands in English beside a key of a schema or an option of a command, in another language. */

import { dictionaries, type Language } from './languages.ts';

/** The description in the language; in English as it stands, and where the language has none. */
export function describedIn(language: Language, english: string): string {
  return dictionaries[language].descriptions[english] ?? english;
}
