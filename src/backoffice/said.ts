/** A message in a payload: in English for people, and as key and values for programs and other languages. */

import { inEnglish } from '../language/say.ts';
import type { Message } from '../model/message.ts';

/** A message in a payload. */
export interface Said {
  readonly text: string;
  readonly key: string;
  readonly values: Message['values'];
}

/** The English sentence with its key and values. */
export function saidOf(message: Message): Said {
  return { text: inEnglish(message), key: message.key, values: message.values };
}
