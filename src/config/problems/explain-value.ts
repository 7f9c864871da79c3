/** Why one value does not fit its place, and what to write there: units, quotes, ranges, known values. */

import type { z } from 'zod';
import { parseDuration } from '../../model/duration.ts';
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
        `${show(value)} is not known here`,
        suggestion(String(value), issue.values.map(String), 'known values'),
      );
    case 'too_small':
      if (issue.origin === 'array') return error(path, 'the list is empty', 'write at least one entry');
      if (issue.origin === 'string') return error(path, 'the text is empty', about(node));
      return error(
        path,
        `${show(value)} is too low`,
        `write ${issue.inclusive ? '' : 'more than '}${issue.minimum}${issue.inclusive ? ' or more' : ''}`,
      );
    case 'too_big':
      return error(path, `${show(value)} is too high`, `write ${issue.maximum} or less`);
    case 'invalid_format':
      return error(path, `${show(value)} does not fit`, `${issue.message}${inPattern(value, node)}`);
    default:
      return error(path, issue.message, about(node));
  }
}

/** As a technician would write it. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 57)}...` : value}"`;
  if (Array.isArray(value)) return 'a list';
  if (value !== null && typeof value === 'object') return 'a section with keys';
  return value === null || value === undefined ? 'nothing' : String(value);
}

function explainType(expected: string, path: Path, value: unknown, node: JsonSchema): Finding {
  if (value === null) return error(path, 'there is no value after the colon', about(node));
  switch (expected) {
    case 'int':
      return error(path, `${show(value)} is not a whole number`, 'write a number without a decimal point');
    case 'number':
      return error(path, `${show(value)} is not a number`, numberFix(value));
    case 'string':
      return error(path, `${show(value)} is not text`, textFix(value, node));
    case 'array':
      return error(
        path,
        `${show(value)} is not a list`,
        `write a list: [${typeof value === 'string' ? value : '...'}]`,
      );
    case 'object':
    case 'record':
      return error(
        path,
        `${show(value)} stands where keys are expected`,
        `write indented "key: value" lines below, known keys: ${Object.keys(node.properties ?? {}).join(', ') || 'names of your choice'}`,
      );
    default:
      return error(path, `${show(value)} does not fit`, `write a value of type ${expected}`);
  }
}

function numberFix(value: unknown): string {
  const leading = typeof value === 'string' ? /^\s*(-?\d+(?:[.,]\d+)?)/.exec(value)?.[1] : undefined;
  if (leading === undefined) return 'write a number without quotes';
  return `write ${leading.replace(',', '.')}, a bare number (the unit is in the name of the key)`;
}

function textFix(value: unknown, node: JsonSchema): string {
  if (typeof value === 'number' || typeof value === 'boolean') return `put it in quotes: "${value}"`;
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
  const general = 'write a number with a unit: "500ms", "5s", "2m", "8h"';
  if (value === null) return error(path, 'there is no value after the colon', general);
  const [, amount, word = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(String(value)) ?? [];
  if (amount === undefined) return error(path, `${show(value)} is not a duration`, general);
  if (word === '') return error(path, `${show(value)} has no unit`, `write "${amount}s"`);
  const unit = unitWords.find(([pattern]) => pattern.test(word))?.[1];
  if (unit === undefined) return error(path, `"${word}" is not a unit of time`, general);
  const meant = parseDuration(`${amount}${unit}`) === undefined ? '' : `write "${amount}${unit}"`;
  return error(path, `${show(value)} is not a duration`, meant || general);
}

/** As it is written elsewhere: 22, 10pm, 22.00, 6:00, 22h. */
function explainTimeOfDay(path: Path, value: unknown): Finding {
  if (value === null) return error(path, 'there is no value after the colon', 'write "22:00"');
  const written = /^\s*(\d{1,2})\s*(?:[:.h]?\s*(\d\d))?\s*(?:h|uhr)?\s*([ap])?\.?(?:m\.?)?\s*$/i;
  const [, hours, minutes = '00', half] = written.exec(String(value)) ?? [];
  const hour = hours === undefined ? 24 : hourOf(Number(hours), half?.toLowerCase());
  const isTime = hour < 24 && Number(minutes) < 60;
  const fix = isTime
    ? `write "${String(hour).padStart(2, '0')}:${minutes}"`
    : 'write hours and minutes: "22:00"';
  return error(path, `${show(value)} is no time of day "hh:mm"`, fix);
}

/** Midnight may be written as 24, noon is 12 pm. */
function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour === 24 ? 0 : hour;
  if (hour < 1 || hour > 12) return 24;
  return (hour % 12) + (half === 'p' ? 12 : 0);
}

/** A name with capitals or spaces: show how it would be written. */
export function inPattern(value: unknown, node: JsonSchema): string {
  if (typeof value !== 'string' || node.pattern === undefined) return '';
  const slug = value
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-');
  return new RegExp(node.pattern).test(slug) ? `; write ${slug}` : '';
}

function about(node: JsonSchema): string {
  const example = node.examples?.[0];
  if (example !== undefined) return `for example: ${example}`;
  return node.description ?? 'see config/README.md';
}
