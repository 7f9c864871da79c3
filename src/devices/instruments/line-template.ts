/**
 * A line of an instrument with `{names}` in place of what varies: `{level} dB, {status:OK}`, with an example behind the
 * colon where it is no number. The same text parses a line and, for the simulated instrument, makes one. `{list}` is a
 * list between commas; its fields are numbered from 0.
 */

import { type Phrase, phrase } from '../../model/phrase.ts';

/** A parsed template. */
export interface LineTemplate {
  readonly text: string;
  readonly names: readonly string[];
  readonly hasList: boolean;
  readonly pattern: RegExp;
  /** As `pattern`, with anything before it. */
  readonly ending: RegExp;
}

/** The text of each name, and of each number of the list. */
export type Fields = Readonly<Record<string, string>>;

const placeholder = /\{([a-z][A-Za-z0-9]*)(?::([^{}]*))?\}/g;

/** Parses a template without problems. */
export function parseTemplate(text: string): LineTemplate {
  const names = [...text.matchAll(placeholder)].map(([, name = '']) => name);
  const source = text
    .split(/(\{[^{}]*\})/)
    .map((part) => {
      const name = /^\{(\w+)(?::[^{}]*)?\}$/.exec(part)?.[1];
      if (name === undefined) return escaped(part);
      return name === 'list' ? '(?<list>.+)' : `(?<${name}>[^,]+?)`;
    })
    .join('');
  return {
    text,
    names: names.filter((name) => name !== 'list'),
    hasList: names.includes('list'),
    pattern: new RegExp(`^\\s*${source}\\s*$`),
    ending: new RegExp(`${source}\\s*$`),
  };
}

/** What is wrong with the text of a template; undefined if nothing is. */
export function templateProblem(text: string): Phrase | undefined {
  const names = [...text.matchAll(placeholder)].map(([, name]) => name);
  if (new Set(names).size !== names.length) return phrase('name-twice');
  if (/[{}]/.test(text.replaceAll(placeholder, ''))) return phrase('brace-alone', { name: '{level}' });
  return undefined;
}

/** The fields of a line; undefined where it does not fit. */
export function matchLine({ pattern, hasList }: LineTemplate, line: string): Fields | undefined {
  const groups = pattern.exec(line)?.groups;
  if (groups === undefined) return pattern.test(line) ? {} : undefined;
  const { list, ...fields } = groups;
  if (!hasList || list === undefined) return fields;
  return { ...fields, ...Object.fromEntries(list.split(',').map((field, index) => [index, field.trim()])) };
}

/** A line of this form; what `fieldOf` does not know is as in the example. `list` are the fields of `{list}`. */
export function renderLine(
  { text }: LineTemplate,
  fieldOf: (name: string) => string | undefined,
  list: readonly string[] = [],
): string {
  return text.replaceAll(placeholder, (_, name: string, example: string | undefined) =>
    name === 'list' ? list.join(',') : (fieldOf(name) ?? example ?? name),
  );
}

/** Spaces may be fewer or more; all else must be as written. */
function escaped(literal: string): string {
  return literal.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll(/ +/g, '\\s*');
}
