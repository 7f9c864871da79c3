/** Sentences as an English terminal shows them. */

import type { ConsoleText } from '../../../src/language/console/console-text.ts';
import { en } from '../../../src/language/en.ts';
import { inEnglish } from '../../../src/language/say.ts';
import { sayConsole } from '../../../src/language/say-console.ts';
import { sayPhrase } from '../../../src/language/say-phrase.ts';
import { type Fault, faultMessage } from '../../../src/model/fault.ts';
import type { Phrase } from '../../../src/model/phrase.ts';

/** What a command says. */
export function said(text: ConsoleText): string {
  return sayConsole(en, text);
}

/** A fault as one sentence. */
export function describeFault(fault: Fault): string {
  return inEnglish(faultMessage(fault));
}

/** What is wrong in a settings file, or what to write there. */
export function phraseInEnglish(phrase: Phrase): string {
  return sayPhrase('en', phrase);
}
