/** Messages as text. */

import type { Message, Value } from '../model/message.ts';
import { isMessage, isSameMessage } from '../model/recorded-message.ts';
import type { Dictionary } from './dictionary.ts';
import { en } from './en.ts';
import { fill } from './form/template.ts';

/** How one medium shows a value that is no message and no list. */
export type ShowScalar = (value: string | number | null, format: string | undefined) => string;

/** The message in the language, with its parts. A message of a newer program is shown with its key and values. */
export function say(
  dictionary: Dictionary,
  { key, values }: Message,
  scalar: ShowScalar = plainScalar,
): string {
  const known: Readonly<Record<string, Value>> = values;
  const show = (value: Value | undefined, format?: string): string => {
    if (typeof value !== 'object' || value === null) return scalar(value ?? null, format);
    if (isMessage(value)) return say(dictionary, value, scalar);
    const { names, clauses, choices } = dictionary.between;
    const between = format === 'or' ? choices : typeof value[0] === 'string' ? names : clauses;
    return value.map((one) => show(one)).join(between);
  };
  const valueNamed = (name: string): Value | undefined =>
    name === 'own' ? (known[dictionary.code] ?? known['en']) : known[name];
  const text: string | undefined = dictionary.messages[key];
  if (text !== undefined) return fill(text, (name, format) => show(valueNamed(name), format));
  const rest = Object.entries(known).map(([name, value]) => `${name} ${show(value)}`);
  return [key, ...rest].join(dictionary.between.names);
}

/** For consoles, logs and MQTT. */
export function inEnglish(message: Message): string {
  return say(en, message);
}

/** True when both say the same. A text from before messages were data equals the English of its message. */
export function saysTheSame(a: Message, b: Message): boolean {
  if (isSameMessage(a, b)) return true;
  return (a.key === 'plain' || b.key === 'plain') && inEnglish(a) === inEnglish(b);
}

function plainScalar(value: string | number | null, format: string | undefined): string {
  if (value === null) return en.page['no-value'];
  if (typeof value === 'string' || format === undefined) return String(value);
  return format === 'signed' ? signed(value, String) : value.toFixed(Number(format));
}

/** With its sign, "+0.2", to at most hundredths. */
export function signed(value: number, show: (value: number) => string): string {
  const shown = Math.round(100 * value) / 100;
  return `${shown < 0 ? '' : '+'}${show(shown)}`;
}
