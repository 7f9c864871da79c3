/** What a command says, in the language of this terminal. */

import {
  type ConsoleKey,
  type ConsoleText,
  type ConsoleValues,
  consoleText,
} from '../../language/console/console-text.ts';
import { dictionaries } from '../../language/languages.ts';
import { say } from '../../language/say.ts';
import { sayConsole } from '../../language/say-console.ts';
import { type Fault, faultMessage } from '../../model/fault.ts';
import type { Message } from '../../model/message.ts';
import { languageHere } from './language.ts';

/** The sentence of this key with its values. */
export function tell<Key extends ConsoleKey>(key: Key, ...values: ConsoleValues<Key>): string {
  return told(consoleText(key, ...values));
}

/** A sentence that another room has made. */
export function told(text: ConsoleText): string {
  return sayConsole(dictionaries[languageHere()], text);
}

/** A message about what the station does, or about its files. */
export function tellMessage(message: Message): string {
  return say(dictionaries[languageHere()], message);
}

/** A fault as one sentence that a technician can act on. */
export function tellFault(fault: Fault): string {
  return tellMessage(faultMessage(fault));
}
