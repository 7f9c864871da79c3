/** Sentences as an English terminal shows them. */

import type { ConsoleText } from '../../../src/language/console/console-text.ts';
import { en } from '../../../src/language/en.ts';
import { inEnglish } from '../../../src/language/say.ts';
import { sayConsole } from '../../../src/language/say-console.ts';
import { type Fault, faultMessage } from '../../../src/model/fault.ts';

/** What a command says. */
export function said(text: ConsoleText): string {
  return sayConsole(en, text);
}

/** A fault as one sentence. */
export function describeFault(fault: Fault): string {
  return inEnglish(faultMessage(fault));
}
