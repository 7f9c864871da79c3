/** A sentence of a command as an English terminal shows it. */

import type { ConsoleText } from '../../../src/language/console/console-text.ts';
import { en } from '../../../src/language/en.ts';
import { sayConsole } from '../../../src/language/say-console.ts';

export function said(text: ConsoleText): string {
  return sayConsole(en, text);
}
