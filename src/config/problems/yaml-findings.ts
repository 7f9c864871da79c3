/** What YAML allows and these files do not: keys written twice, aliases, numbers with a leading zero. */

import { type Document, isScalar, visit } from 'yaml';
import { phrase } from '../../model/phrase.ts';
import { type Placed, rangeOf, type Span } from './placed.ts';
import { error, type Problem, warning } from './problem.ts';

/**
 * One finding for each key that its mapping has had before. `placeAt` gives its line, `written` its place in
 * the text as typed.
 */
export function keysTwice(
  document: Document,
  placeAt: (placed: Placed) => Problem,
  written: (span: Span) => Span,
): readonly Placed[] {
  const found: Placed[] = [];
  visit(document, {
    Map(_, { items }) {
      const first = new Map<string, Span>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const span = written(rangeOf(key));
        const before = first.get(String(key.value));
        first.set(String(key.value), before ?? span);
        if (before === undefined) continue;
        const { line } = placeAt({
          span: before,
          finding: error([], phrase('yaml-key-twice'), phrase('keep-one')),
        });
        found.push({
          span,
          finding: error([], phrase('key-twice-first', { line }), phrase('keep-one')),
        });
      }
    },
  });
  return found;
}

/** YAML 1.2 reads 010 as ten, older YAML and many programs as eight. */
export function leadingZeros(document: Document): readonly Placed[] {
  const found: Placed[] = [];
  visit(document, {
    Scalar(_, node) {
      const { source, value } = node;
      if (typeof value !== 'number' || source === undefined || !/^[-+]?0\d/.test(source)) return;
      const octal = /^0[0-7]+$/.test(source)
        ? phrase('octal-meant', { value: Number.parseInt(source, 8) })
        : '';
      const finding = warning(
        [],
        phrase('read-as', { source, value }),
        phrase('write-read', { value, octal }),
      );
      found.push({ span: rangeOf(node), finding });
    },
  });
  return found;
}

/** One finding for all of them: they hang together. */
export function aliasFinding(document: Document): readonly Placed[] {
  const spans: Span[] = [];
  visit(document, {
    Alias(_, node) {
      spans.push(rangeOf(node));
    },
  });
  const [first] = spans;
  if (first === undefined) return [];
  const places = spans.length === 1 ? '' : phrase('of-them', { count: spans.length });
  const message = phrase('aliases-used', { places });
  return [{ span: first, finding: error([], message, phrase('write-out-where')) }];
}
