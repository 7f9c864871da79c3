/** Why one value does not fit its place, and what to write there: units, quotes, ranges, known values. */

import type { z } from 'zod';
import { isPhraseLabel } from '../../language/say-phrase.ts';
import { parseDuration } from '../../model/duration.ts';
import { type Phrase, phrase } from '../../model/phrase.ts';
import type { JsonSchema } from './json-schema.ts';
import { error, type Finding, type Path } from './problem.ts';
import { suggestion } from './suggest.ts';

type Issue = z.core.$ZodIssue;

/** One finding for a value that is there and does not fit. */
export function explainValue(issue: Issue, path: Path, value: unknown, node: JsonSchema): Finding {
  if (node.title === 'duration' && parseDuration(String(value)) === undefined)
    return explainDuration(path, value);
  if (node.title === 'time of day') return explainTimeOfDay(path, value);
  switch (issue.code) {
    case 'invalid_type':
      return explainType(issue.expected, path, value, node);
    case 'invalid_value':
      return error(
        path,
        phrase('value-unknown', { value: show(value) }),
        suggestion(String(value), issue.values.map(String), 'known-values'),
      );
    case 'too_small':
      if (issue.origin === 'array') return error(path, phrase('list-empty'), phrase('write-entry'));
      if (issue.origin === 'string') return error(path, phrase('text-empty'), about(node));
      return error(
        path,
        phrase('too-low', { value: show(value) }),
        phrase(issue.inclusive ? 'write-or-more' : 'write-more', { least: String(issue.minimum) }),
      );
    case 'too_big':
      return error(
        path,
        phrase('too-high', { value: show(value) }),
        phrase('write-or-less', { most: String(issue.maximum) }),
      );
    case 'invalid_format':
      return error(
        path,
        phrase('value-unfit', { value: show(value) }),
        phrase('why-and-write', { why: wordsOf(issue.message), write: inPattern(value, node) }),
      );
    default:
      return error(path, wordsOf(issue.message), about(node));
  }
}

/** What a schema says of a value: its own errors are keys, those of the library are text. */
export function wordsOf(message: string): Phrase {
  return isPhraseLabel(message) ? phrase(message) : phrase('plain', { text: message });
}

/** As a technician would write it. */
export function show(value: unknown): string | Phrase {
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 57)}...` : value}"`;
  if (Array.isArray(value)) return phrase('a-list');
  if (value !== null && typeof value === 'object') return phrase('a-section');
  return value === null || value === undefined ? phrase('nothing') : String(value);
}

function explainType(expected: string, path: Path, value: unknown, node: JsonSchema): Finding {
  if (value === null) return error(path, phrase('value-missing'), about(node));
  switch (expected) {
    case 'int':
      return error(path, phrase('no-whole-number', { value: show(value) }), phrase('write-whole-number'));
    case 'number':
      return error(path, phrase('no-number', { value: show(value) }), numberFix(value));
    case 'string':
      return error(path, phrase('no-text', { value: show(value) }), textFix(value, node));
    case 'array':
      return error(
        path,
        phrase('no-list', { value: show(value) }),
        phrase('write-list', { list: `[${typeof value === 'string' ? value : '...'}]` }),
      );
    case 'object':
    case 'record':
      return error(
        path,
        phrase('no-section', { value: show(value) }),
        phrase('write-lines', { keys: keysOf(node) }),
      );
    default:
      return error(
        path,
        phrase('value-unfit', { value: show(value) }),
        phrase('write-type', { type: expected }),
      );
  }
}

function keysOf({ properties = {} }: JsonSchema): readonly string[] | Phrase {
  const keys = Object.keys(properties);
  return keys.length === 0 ? phrase('names-of-choice') : keys;
}

function numberFix(value: unknown): Phrase {
  // A unit may follow, no other digit: of "4x5" nobody knows which number was meant.
  const leading = typeof value === 'string' ? /^\s*(-?\d+(?:[.,]\d+)?)\D*$/.exec(value)?.[1] : undefined;
  if (leading === undefined) return phrase('number-without-quotes');
  return phrase('write-bare-number', { number: leading.replace(',', '.') });
}

function textFix(value: unknown, node: JsonSchema): Phrase {
  if (typeof value === 'number' || typeof value === 'boolean')
    return phrase('put-value-in-quotes', { value: String(value) });
  return about(node);
}

const unitWords: readonly (readonly [word: RegExp, unit: string])[] = [
  [/^(ms|msecs?|millis|milliseconds?)$/i, 'ms'],
  [/^(s|secs?|seconds?)$/i, 's'],
  [/^(m|mins?|minutes?)$/i, 'm'],
  [/^(h|hrs?|hours?)$/i, 'h'],
  [/^(d|days?)$/i, 'd'],
];

function explainDuration(path: Path, value: unknown): Finding {
  const general = phrase('write-duration');
  if (value === null) return error(path, phrase('value-missing'), general);
  const [, amount, word = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(String(value)) ?? [];
  if (amount === undefined) return error(path, phrase('no-duration', { value: show(value) }), general);
  if (word === '')
    return error(path, phrase('no-unit', { value: show(value) }), phrase('write', { what: `"${amount}s"` }));
  const unit = unitWords.find(([pattern]) => pattern.test(word))?.[1];
  if (unit === undefined) return error(path, phrase('no-time-unit', { word }), general);
  const meant =
    parseDuration(`${amount}${unit}`) === undefined
      ? undefined
      : phrase('write', { what: `"${amount}${unit}"` });
  return error(path, phrase('no-duration', { value: show(value) }), meant ?? general);
}

/** As it is written elsewhere: 22, 10pm, 22.00, 6:00, 22h. */
function explainTimeOfDay(path: Path, value: unknown): Finding {
  if (value === null) return error(path, phrase('value-missing'), phrase('write', { what: '"22:00"' }));
  const written = /^\s*(\d{1,2})\s*(?:[:.h]?\s*(\d\d))?\s*(?:h|uhr)?\s*([ap])?\.?(?:m\.?)?\s*$/i;
  const [, hours, minutes = '00', half] = written.exec(String(value)) ?? [];
  const hour = hours === undefined ? 24 : hourOf(Number(hours), half?.toLowerCase());
  const isTime = hour < 24 && Number(minutes) < 60;
  const fix = isTime
    ? phrase('write', { what: `"${String(hour).padStart(2, '0')}:${minutes}"` })
    : phrase('write-time-of-day');
  return error(path, phrase('no-time-of-day', { value: show(value) }), fix);
}

/** Midnight may be written as 24, noon is 12 pm. */
function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour === 24 ? 0 : hour;
  if (hour < 1 || hour > 12) return 24;
  return (hour % 12) + (half === 'p' ? 12 : 0);
}

/** A name with capitals or spaces: show how it would be written. */
export function inPattern(value: unknown, node: JsonSchema): Phrase | '' {
  if (typeof value !== 'string' || node.pattern === undefined) return '';
  const slug = value
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-');
  return new RegExp(node.pattern).test(slug) ? phrase('or-write', { name: slug }) : '';
}

function about(node: JsonSchema): Phrase {
  const example = node.examples?.[0];
  if (example !== undefined) return phrase('for-example', { example: String(example) });
  return describedBy(node);
}

/** What the schema says of a key; that is there in English alone. */
export function describedBy({ description }: JsonSchema): Phrase {
  return description === undefined
    ? phrase('see-readme')
    : phrase('as-described', { about: { english: description } });
}
