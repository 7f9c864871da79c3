/** What the commands say, as text. */

import type { ConsoleText, ConsoleValue } from './console/console-text.ts';
import type { Dictionary } from './dictionary.ts';
import { fill } from './form/template.ts';

/** The sentence in the language, with its parts. */
export function sayConsole(dictionary: Dictionary, { key, values }: ConsoleText): string {
  const show = (value: ConsoleValue | undefined, format: string | undefined): string => {
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    if (value === undefined) return '';
    if ('key' in value) return sayConsole(dictionary, value);
    return value.join(format === 'or' ? dictionary.between.choices : dictionary.between.names);
  };
  return fill(dictionary.console[key], (name, format) => show(values[name], format));
}
