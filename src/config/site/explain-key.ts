/** What a key of the site file means, from its schema: what is written there, in which range, and what moving it does. */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { describedIn } from '../../language/described-in.ts';
import { dictionaries, type Language } from '../../language/languages.ts';
import { sayConsole } from '../../language/say-console.ts';
import { sayPhrase } from '../../language/say-phrase.ts';
import type { JsonSchema } from '../problems/json-schema.ts';
import { suggestion } from '../problems/suggest.ts';
import { siteJsonSchema } from './site-schema.ts';

type KeyExplanation =
  | { readonly ok: true; readonly lines: readonly string[] }
  | { readonly ok: false; readonly fix: string };

interface Place {
  /** `<name>` where a name of the technician's choice stands. */
  readonly path: readonly string[];
  readonly node: JsonSchema;
  readonly isRequired: boolean;
}

/** Every key by its section, as a document. */
export function siteReference(language: Language = 'en'): string {
  const say = (text: ConsoleText): string => sayConsole(dictionaries[language], text);
  const places = placesOf(siteJsonSchema, [], true);
  const sections = [...new Set(places.map(({ path }) => path[0] ?? ''))];
  const tables = sections.map((section) => {
    const rows = places
      .filter(({ path }) => path[0] === section)
      .map((place) => referenceRow(place, language));
    return [`## ${section}`, '', say(consoleText('reference-columns')), '|---|---|---|---|']
      .concat([...new Set(rows)])
      .join('\n');
  });
  const head = `# ${say(consoleText('reference-title'))}\n\n${say(consoleText('reference-head'))}`;
  return `${[head, ...tables].join('\n\n')}\n`;
}

function referenceRow({ path, node, isRequired }: Place, language: Language): string {
  const key = path.at(-1) ?? '';
  const rest = typeof node.default === 'object' || node.default === undefined ? '' : String(node.default);
  const unwritten =
    rest === '' && isRequired ? sayConsole(dictionaries[language], consoleText('key-must')) : rest;
  const cells = [
    `\`${path.join('.')}\``,
    writtenText(key, node, language),
    unwritten,
    node.description === undefined ? '' : describedIn(language, node.description),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

/** Every place of `key`: its last part is enough, `limits.nightDb` or `receptors.north.limits.nightDb` say more. */
export function explainKey(key: string, language: Language = 'en'): KeyExplanation {
  const places = placesOf(siteJsonSchema, [], true);
  const wanted = key.split('.');
  const found = new Map(
    places.filter(({ path }) => isMeant(path, wanted)).map((place) => [place.path.join('.'), place]),
  );
  if (found.size === 0) {
    const known = [...new Set(places.map(({ path }) => path.at(-1) ?? ''))].filter((one) => one !== '<name>');
    return { ok: false, fix: sayPhrase(language, suggestion(wanted.at(-1) ?? '', known, 'nouns-keys')) };
  }
  return {
    ok: true,
    lines: [...found.values()].flatMap((place) => ['', ...linesOf(place, language)]).slice(1),
  };
}

function placesOf(node: JsonSchema, path: readonly string[], isRequired: boolean): readonly Place[] {
  const { properties = {}, additionalProperties, items, required = [] } = node;
  const named = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  return [
    ...(path.length === 0 ? [] : [{ path, node, isRequired }]),
    ...Object.entries(properties).flatMap(([key, inner]) =>
      placesOf(inner, [...path, key], required.includes(key)),
    ),
    ...(named === undefined ? [] : placesOf(named, [...path, '<name>'], false)),
    ...(items === undefined ? [] : insideOf(items, path)),
    ...[...(node.oneOf ?? []), ...(node.anyOf ?? [])].flatMap((branch) => insideOf(branch, path)),
  ];
}

/** What stands below a branch or an entry of a list, without itself. */
function insideOf(node: JsonSchema, path: readonly string[]): readonly Place[] {
  return placesOf(node, path, false).filter((place) => place.path.length > path.length);
}

function isMeant(path: readonly string[], wanted: readonly string[]): boolean {
  if (path.at(-1) === '<name>' || wanted.length > path.length) return false;
  const end = path.slice(path.length - wanted.length);
  return end.every((step, index) => step === wanted[index] || step === '<name>');
}

function linesOf({ path, node, isRequired }: Place, language: Language): readonly string[] {
  const key = path.at(-1) ?? '';
  const value = node.default;
  const example = node.examples?.[0];
  const moved = movingKeys.find((one) => one === key);
  const say = (text: ConsoleText): string => sayConsole(dictionaries[language], text);
  const below: readonly ConsoleText[] = [
    ...(value === undefined || typeof value === 'object'
      ? []
      : [consoleText('key-not-written', { value: String(value) })]),
    ...(isRequired && value === undefined ? [consoleText('key-must')] : []),
    ...(example === undefined ? [] : [consoleText('key-example', { example: String(example) })]),
    ...(moved === undefined
      ? []
      : [
          consoleText('key-more', { effect: effectOf(moved, 'more') }),
          consoleText('key-less', { effect: effectOf(moved, 'less') }),
        ]),
  ];
  return [
    `${path.join('.')}${say(consoleText('after-key'))}${writtenText(key, node, language)}`,
    ...(node.description === undefined ? [] : [`  ${describedIn(language, node.description)}`]),
    ...below.map((text) => `  ${say(text)}`),
  ];
}

/** What is written there: its form, its unit, its range. */
function writtenText(key: string, node: JsonSchema, language: Language): string {
  const say = (text: ConsoleText): string => sayConsole(dictionaries[language], text);
  const form = formOf(node);
  const unit = unitOf(key);
  const range = rangeOf(node);
  return [
    typeof form === 'string' ? form : say(form),
    unit === undefined ? '' : say(consoleText('with-unit', { unit })),
    range === undefined ? '' : say(range),
  ].join('');
}

function formOf({ title, type, enum: words, const: only, oneOf, anyOf }: JsonSchema): ConsoleText | string {
  if (title === 'duration') return consoleText('form-is-duration');
  if (title === 'time of day') return consoleText('form-is-time');
  if (words !== undefined) return words.join(', ');
  if (only !== undefined) return String(only);
  if (type === 'object' || oneOf !== undefined) return consoleText('form-is-section');
  if (type === 'array') return consoleText('form-is-list');
  if (type === 'integer') return consoleText('form-is-whole');
  if (type === 'boolean') return consoleText('form-is-boolean');
  if (type === 'number') return consoleText('form-is-number');
  return consoleText(anyOf === undefined ? 'form-is-text' : 'form-is-value-or-list');
}

const units: readonly (readonly [end: RegExp, unit: string])[] = [
  [/Db$/, 'dB'],
  [/C$/, '°C'],
  [/Pct$/, '%'],
  [/Kw$/, 'kW'],
  [/Rpm$/, 'rpm'],
  [/Mb$/, 'MB'],
];

function unitOf(key: string): string | undefined {
  return units.find(([end]) => end.test(key))?.[1];
}

function rangeOf({ minimum, maximum, exclusiveMinimum }: JsonSchema): ConsoleText | undefined {
  const low = exclusiveMinimum === undefined ? minimum : exclusiveMinimum;
  const isLowKnown = low !== undefined && low > Number.MIN_SAFE_INTEGER;
  const isHighKnown = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  if (isLowKnown && isHighKnown) return consoleText('range-between', { low, high: maximum });
  if (isLowKnown)
    return exclusiveMinimum === undefined
      ? consoleText('range-or-more', { low })
      : consoleText('range-more', { low });
  return isHighKnown ? consoleText('range-or-less', { high: maximum }) : undefined;
}

/** Keys of which it is said what moving them does; their sentences stand beside their names in the tables. */
export const movingKeys = [
  ...(['nightDb', 'dayDb', 'limitC', 'warnC', 'tripC'] as const),
  ...(['startC', 'fullC', 'nightC', 'marginDb', 'onDb'] as const),
] as const;

/** Only what follows from the rules as they are; `quietpost whatif` says how far it goes on a site. */
export function effectOf(key: (typeof movingKeys)[number], by: 'more' | 'less'): ConsoleText {
  return consoleText(`${by}-${key}`);
}
