/** What the commands say, as text. */

import type { ConsoleText, ConsoleValue } from './console/console-text.ts';
import type { Dictionary } from './dictionary.ts';
import { fill } from './form/template.ts';
import { say } from './say.ts';

/** The sentence in the language, with its parts. */
export function sayConsole(dictionary: Dictionary, { key, values }: ConsoleText): string {
  const show = (value: ConsoleValue | undefined, format: string | undefined): string => {
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    if (value === undefined) return '';
    if ('key' in value) return sayConsole(dictionary, value);
    if ('message' in value) return say(dictionary, value.message);
    const { names, clauses, choices } = dictionary.between;
    const between = { or: choices, clauses, lines: '\n' }[format ?? ''] ?? names;
    return value.map((one) => show(one, undefined)).join(between);
  };
  return fill(dictionary.console[key], (name, format) => show(values[name], format));
}
