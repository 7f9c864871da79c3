/** Values put into the text of a YAML file, with everything around them left as it was written: comments, order, quotes. */

import { isMap, isNode, parseDocument } from 'yaml';
import type { YamlChange } from '../problems/yaml-source.ts';

/** The text with the changes; one whose path is not there changes nothing. */
export function writeValues(text: string, changes: readonly YamlChange[]): string {
  const document = parseDocument(text);
  const edits = changes.flatMap(({ path, value }) => {
    const node = document.getIn(path.split('.'), true);
    const range = isNode(node) ? node.range : undefined;
    if (range === undefined || range === null) return [];
    return [{ start: range[0], end: endOf(node) ?? range[1], written: written(value) }];
  });
  let result = text;
  for (const { start, end, written } of edits.toSorted((a, b) => b.start - a.start))
    result = result.slice(0, start) + written + result.slice(end);
  return result;
}

/** Where the last value of a section ends: what follows belongs to the file. */
function endOf(node: unknown): number | undefined {
  if (isMap(node)) return endOf(node.items.at(-1)?.value);
  return isNode(node) ? node.range?.[1] : undefined;
}

/** A section stands below its key, two spaces in. */
function written(value: unknown): string {
  if (value === null || typeof value !== 'object') return scalar(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key}: ${scalar(inner)}`)
    .join('\n  ');
}

/** Text that YAML could take for something else stands in quotes. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  const isPlain =
    /^[A-Za-z][\w./:@-]*[\w/]$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}
