/** Turns what zod found into findings a technician can act on: what was written, what to write instead. */

import type { z } from 'zod';
import { type Phrase, phrase } from '../../model/phrase.ts';
import { describedBy, explainValue, inPattern, show, wordsOf } from './explain-value.ts';
import type { JsonSchema } from './json-schema.ts';
import { error, type Finding, type Path } from './problem.ts';
import { suggest, suggestion } from './suggest.ts';

type Issue = z.core.$ZodIssue;

/** All findings for `data` that did not fit its schema. */
export function explainIssues(
  issues: readonly Issue[],
  data: unknown,
  schema: JsonSchema,
): readonly Finding[] {
  const raised = raisedKeys(issues, data, schema);
  const all = issues.flatMap((issue) => explainIssue(issue, data, schema));
  const findings = all.filter((finding) => {
    const path = finding.path.join('.');
    return !raised.some(({ owner, at }) => path === owner || path === at || path.startsWith(`${at}.`));
  });
  // A misspelt key is also a missing key: one mistake, one finding.
  const misspelt = new Set(
    issues.flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys') return [];
      const known = knownKeys(schema, data, issue.path.map(step));
      return issue.keys.map((key) => [...issue.path, suggest(key, known)].join('.'));
    }),
  );
  return [
    ...raised.map(({ finding }) => finding),
    ...findings.filter(({ path }) => valueAt(data, path) !== undefined || !misspelt.has(path.join('.'))),
  ];
}

interface RaisedKey {
  /** Where the key stands. */
  readonly at: string;
  /** Where it is missing, key included. */
  readonly owner: string;
  readonly finding: Finding;
}

/**
 * A line with too little indent makes its key one of the level above, where it is unknown or a name nobody meant: it is
 * missing in the entry before. One mistake, one finding.
 */
function raisedKeys(issues: readonly Issue[], data: unknown, schema: JsonSchema): readonly RaisedKey[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(step);
    const [entry, key] = path.slice(-2);
    if (path.length < 2 || typeof key !== 'string' || key === entry) return [];
    if (valueAt(data, path) !== undefined) return [];
    const above = [...path.slice(0, -2), key];
    const isRaised = valueAt(data, above) !== undefined && schemaOfKey(schema, data, above) === undefined;
    if (!isRaised) return [];
    const message = phrase('key-belongs-into', { key, entry: String(entry) });
    const fix = phrase('indent-as', { entry: String(entry) });
    return [{ at: above.join('.'), owner: path.join('.'), finding: error(above, message, fix, 'key') }];
  });
}

/** What the schema says of this very key; undefined where it says nothing, or takes it for a name. */
function schemaOfKey(schema: JsonSchema, data: unknown, path: Path): JsonSchema | undefined {
  return schemaAt(schema, data, path.slice(0, -1)).properties?.[String(path.at(-1))];
}

function explainIssue(issue: Issue, data: unknown, schema: JsonSchema): readonly Finding[] {
  const path = issue.path.map(step);
  const value = valueAt(data, path);
  const node = schemaAt(schema, data, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, knownKeys(schema, data, path)));
    case 'invalid_key': {
      const told = issue.issues[0]?.message;
      const why = told === undefined ? phrase('key-impossible') : wordsOf(told);
      const pattern = keyPattern(schemaAt(schema, data, path.slice(0, -1)));
      const fix = phrase('why-and-write', { why, write: inPattern(path.at(-1), pattern) });
      return [error(path, phrase('not-possible-here', { key: String(path.at(-1)) }), fix, 'key')];
    }
    case 'invalid_union':
      return explainUnion(issue, path, data, node, schema);
    default:
      if (value === undefined && path.length > 0) return [missingKey(path, node)];
      if (value === null && path.length === 0) return [emptyFile];
      return [explainValue(issue, path, value, node)];
  }
}

const emptyFile = error([], phrase('file-empty'), phrase('begin-complete'));

function step(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key);
}

/** The pattern that the names of keys in a section must fit. */
function keyPattern({ propertyNames }: JsonSchema): JsonSchema {
  return propertyNames ?? {};
}

function knownKeys(schema: JsonSchema, data: unknown, path: Path): readonly string[] {
  return Object.keys(schemaAt(schema, data, path).properties ?? {});
}

function unknownKey(path: Path, key: string, known: readonly string[]): Finding {
  if (/^\d+$/.test(key)) {
    const fix = phrase('decimal-point');
    return error([...path, key], phrase('stands-for-key', { key }), fix, 'key');
  }
  return error(
    [...path, key],
    phrase('unknown-key', { key }),
    suggestion(key, known, 'known-keys-here'),
    'key',
  );
}

function missingKey(path: Path, node: JsonSchema): Finding {
  const key = String(path.at(-1));
  const owner: string | Phrase = path.slice(0, -1).join('.') || phrase('the-file');
  const about = node.description === undefined ? '' : { english: node.description, frame: '  ({})' };
  return error(
    path,
    phrase('key-missing', { key, owner }),
    phrase('add-key', { key, example: exampleOf(node), about }),
  );
}

/** A union reports every branch; the one whose outer form fits is the one that was meant. */
function explainUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  data: unknown,
  node: JsonSchema,
  schema: JsonSchema,
): readonly Finding[] {
  const value = valueAt(data, path);
  if ('options' in issue && issue.discriminator !== undefined) {
    const options = (issue.options ?? []).map(String);
    if (value === undefined) {
      return [
        error(
          path,
          phrase('key-missing', { key: String(path.at(-1)), owner: path.slice(0, -1).join('.') }),
          phrase('add-known', { key: String(path.at(-1)), first: String(options[0]), known: options }),
        ),
      ];
    }
    return [
      error(
        path,
        phrase('value-unknown', { value: show(value) }),
        suggestion(String(value), options, 'known-values'),
      ),
    ];
  }
  if (value === undefined) return [missingKey(path, node)];
  const meant = issue.errors.find(
    (branch) => !branch.some((inner) => inner.path.length === 0 && inner.code === 'invalid_type'),
  );
  if (meant === undefined)
    return [error(path, phrase('value-unfit', { value: show(value) }), describedBy(node))];
  return meant.flatMap((inner) =>
    explainIssue({ ...inner, path: [...path, ...inner.path] } as Issue, data, schema),
  );
}

function exampleOf(node: JsonSchema): string {
  const example = node.examples?.[0] ?? node.const ?? node.enum?.[0];
  if (example !== undefined) return String(example);
  if (node.title === 'duration') return '5s';
  if (node.title === 'time of day') return '"22:00"';
  if (node.oneOf !== undefined) return '{ kind: ... }';
  if (node.type === 'number' || node.type === 'integer') return '<number>';
  if (node.type === 'array') return '[ ... ]';
  return node.type === 'object' ? '{ ... }' : '<text>';
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const key of path) {
    if (value === null || typeof value !== 'object') return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value;
}

/** The schema of one place; of a union, the branch that the data chose by `kind`. */
function schemaAt(schema: JsonSchema, data: unknown, path: Path): JsonSchema {
  let node = branchOf(schema, data);
  for (const [depth, step] of path.entries()) {
    const inner =
      typeof step === 'number' ? node.items : (node.properties?.[step] ?? node.additionalProperties);
    if (inner === undefined || typeof inner === 'boolean') return {};
    node = branchOf(inner, valueAt(data, path.slice(0, depth + 1)));
  }
  return node;
}

function branchOf(schema: JsonSchema, value: unknown): JsonSchema {
  const kind = valueAt(value, ['kind']);
  const branch = schema.oneOf?.find((option) => option.properties?.['kind']?.const === kind);
  if (branch !== undefined) return branch;
  if (Array.isArray(value)) return schema.anyOf?.find((option) => option.type === 'array') ?? schema;
  return schema;
}
