/** What a key of the site file means, from its schema: what is written there, in which range, and what moving it does. */

import { phraseInEnglish } from '../../language/say-phrase.ts';
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
export function siteReference(): string {
  const places = placesOf(siteJsonSchema, [], true);
  const sections = [...new Set(places.map(({ path }) => path[0] ?? ''))];
  const tables = sections.map((section) => {
    const rows = places.filter(({ path }) => path[0] === section).map(referenceRow);
    return [
      `## ${section}`,
      '',
      '| Key | What is written | Not written | What it means |',
      '|---|---|---|---|',
    ]
      .concat([...new Set(rows)])
      .join('\n');
  });
  const head = `# The keys of the site file

Written by \`npm run schema\` from the schema; do not edit. \`quietpost explain config KEY\` says the same of one key.`;
  return `${[head, ...tables].join('\n\n')}\n`;
}

function referenceRow({ path, node, isRequired }: Place): string {
  const key = path.at(-1) ?? '';
  const rest = typeof node.default === 'object' || node.default === undefined ? '' : String(node.default);
  const unwritten = rest === '' && isRequired ? 'must be written' : rest;
  const cells = [
    `\`${path.join('.')}\``,
    `${formOf(node)}${unitOf(key)}${rangeOf(node)}`,
    unwritten,
    node.description ?? '',
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

/** Every place of `key`: its last part is enough, `limits.nightDb` or `receptors.north.limits.nightDb` say more. */
export function explainKey(key: string): KeyExplanation {
  const places = placesOf(siteJsonSchema, [], true);
  const wanted = key.split('.');
  const found = new Map(
    places.filter(({ path }) => isMeant(path, wanted)).map((place) => [place.path.join('.'), place]),
  );
  if (found.size === 0) {
    const known = [...new Set(places.map(({ path }) => path.at(-1) ?? ''))].filter((one) => one !== '<name>');
    return { ok: false, fix: phraseInEnglish(suggestion(wanted.at(-1) ?? '', known, 'nouns-keys')) };
  }
  return { ok: true, lines: [...found.values()].flatMap((place) => ['', ...linesOf(place)]).slice(1) };
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

function linesOf({ path, node, isRequired }: Place): readonly string[] {
  const key = path.at(-1) ?? '';
  const example = node.examples?.[0];
  const moved = effects[key];
  return [
    `${path.join('.')}: ${formOf(node)}${unitOf(key)}${rangeOf(node)}`,
    ...(node.description === undefined ? [] : [`  ${node.description}`]),
    ...(node.default === undefined || typeof node.default === 'object'
      ? []
      : [`  not written: ${node.default}`]),
    ...(isRequired && node.default === undefined ? ['  must be written'] : []),
    ...(example === undefined ? [] : [`  for example: ${example}`]),
    ...(moved === undefined ? [] : [`  5 more: ${moved.more}`, `  5 less: ${moved.less}`]),
  ];
}

function formOf({ title, type, enum: words, const: only, oneOf, anyOf }: JsonSchema): string {
  if (title === 'duration') return 'a duration with its unit (500ms, 5s, 2m, 8h)';
  if (title === 'time of day') return 'a time of day ("22:00")';
  if (words !== undefined) return words.join(', ');
  if (only !== undefined) return String(only);
  if (type === 'object' || oneOf !== undefined) return 'a section';
  if (type === 'array') return 'a list';
  if (type === 'integer') return 'a whole number';
  if (type === 'boolean') return 'true or false';
  return type === 'number' ? 'a number' : anyOf === undefined ? 'text' : 'a value or a list';
}

const units: readonly (readonly [end: RegExp, unit: string])[] = [
  [/Db$/, 'dB'],
  [/C$/, '°C'],
  [/Pct$/, '%'],
  [/Kw$/, 'kW'],
  [/Rpm$/, 'rpm'],
  [/Mb$/, 'MB'],
];

function unitOf(key: string): string {
  const unit = units.find(([end]) => end.test(key))?.[1];
  return unit === undefined ? '' : `, ${unit}`;
}

function rangeOf({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const low = exclusiveMinimum === undefined ? minimum : exclusiveMinimum;
  const isLowKnown = low !== undefined && low > Number.MIN_SAFE_INTEGER;
  const isHighKnown = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  if (isLowKnown && isHighKnown) return `, ${low} to ${maximum}`;
  if (isLowKnown) return exclusiveMinimum === undefined ? `, ${low} or more` : `, more than ${low}`;
  return isHighKnown ? `, ${maximum} or less` : '';
}

/** Only what follows from the rules as they are; `quietpost whatif` says how far it goes on a site. */
export const effects: Readonly<Record<string, { readonly more: string; readonly less: string }>> = {
  nightDb: {
    more: 'fans and power are limited later and less; the limit of the law does not move with it',
    less: 'fans and power are limited earlier and further; on warm nights cars get less',
  },
  dayDb: {
    more: 'by day fans and power are limited later and less; the limit of the law does not move with it',
    less: 'by day fans and power are limited earlier and further',
  },
  limitC: {
    more: 'capped fans stay quiet longer before power goes down; cabinets run hotter and nearer to warnC',
    less: 'power goes down earlier in a quiet night; cabinets run cooler',
  },
  warnC: {
    more: 'fans are raised against the noise later, and nearer to the trip',
    less: 'fans are raised against the noise earlier: louder nights, more distance to the trip',
  },
  tripC: {
    more: 'full fans and least power come later; ask the maker of the cabinet first',
    less: 'full fans and least power come earlier, and so more often',
  },
  startC: {
    more: 'fans speed up later: quieter, and cabinets run warmer',
    less: 'fans speed up earlier: louder, and cabinets run cooler',
  },
  fullC: {
    more: 'full speed comes later: quieter by day, and cabinets run hotter',
    less: 'full speed comes earlier: louder by day, and cabinets run cooler',
  },
  nightC: {
    more: 'at night fans turn slower, and cabinets run hotter and nearer to limitC',
    less: 'at night fans turn faster wherever the limit leaves room: louder, and cooler',
  },
  marginDb: {
    more: 'the equipment stays further below the limit: slower fans, and on warm nights less power',
    less: 'with less than 0 the equipment may pass the limit: do not',
  },
  onDb: {
    more: 'the lamp asks for quiet less often',
    less: 'the lamp asks for quiet more often, and is soon overlooked',
  },
};
