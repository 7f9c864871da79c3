/** A YAML file that remembers where each key and value stands, so that every problem can be pointed at. */

import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { phrase } from '../../model/phrase.ts';
import { brokenText, controlCharacter, tooDeep } from './broken-text.ts';
import { described, ordinary } from './lookalikes.ts';
import { mendText } from './mend-text.ts';
import { type Placed, rangeOf, type Span } from './placed.ts';
import { error, type Finding, fixOf, type Path, type Problem } from './problem.ts';
import { type Stray, straysOf } from './stray-characters.ts';
import type { Unreadable } from './text-encoding.ts';
import { textLines } from './text-lines.ts';
import { explainYamlErrors } from './yaml-errors.ts';
import { aliasFinding, keysTwice, leadingZeros } from './yaml-findings.ts';

/** A file that has been read. */
export interface SourceText {
  /** As shown to the reader. */
  readonly file: string;
  readonly text: string;
  /** Why it is not what was written: another encoding, cut off. */
  readonly unreadable?: Unreadable;
}

/** What a YAML file says, and where. */
export interface YamlSource {
  /** Plain data, or undefined where the text could not be read as YAML. */
  readonly data: unknown;
  /** Syntax problems, all of them errors. They do not always make `data` undefined: a key written twice leaves data. */
  readonly problems: readonly Problem[];
  /** A key is written twice: `data` holds the later value. */
  readonly isAmbiguous: boolean;
  /** What is read and was hardly meant so. */
  readonly warnings: readonly Problem[];
  /** Gives a finding its place in the text. */
  readonly place: (finding: Finding) => Problem;
}

/** A value written over that of a file, at a path such as `cabinets.a.humAtDb.north`. */
export interface YamlChange {
  readonly path: string;
  readonly value: unknown;
}

/** Reads `source` as if the changes were written in it; never throws on its content. */
export function readYaml(source: SourceText, changes: readonly YamlChange[] = []): YamlSource {
  const placeAt = placerOf(source);
  const broken = brokenText(source);
  const { strays, tooDeepAt } = straysOf(source.text);
  const ends = [...broken.filter(({ isEnd }) => isEnd), ...tooDeep(tooDeepAt)];
  if (ends.length > 0) {
    const problems = [...ends, ...broken.filter(({ isEnd }) => !isEnd)].map(placeAt);
    return {
      data: undefined,
      problems,
      isAmbiguous: false,
      warnings: [],
      place: (finding) => placeAt({ span: begin, finding }),
    };
  }
  const { document, mended, mendedText, toWritten } = parsed(source.text, strays);
  const written = ({ start, end }: Span): Span => ({ start: toWritten(start), end: toWritten(end) });
  const errors = explainYamlErrors(document.errors, mendedText);
  const aliases = aliasFinding(document);
  const isReadable = aliases.length === 0 && errors.length === 0;
  const pairOf = pairFinder();
  const spanAt = (path: Path, at: 'key' | 'value'): Span => written(spanOf(document, pairOf, path, at));
  const twice = isReadable ? keysTwice(document, placeAt, written) : [];
  const found: Placed[] = [
    ...broken,
    ...grouped(mended),
    ...errors.map(({ at, end, finding }) => ({ span: written({ start: at, end }), finding })),
    ...aliases.map(({ span, finding }) => ({ span: written(span), finding })),
    ...twice,
  ];
  if (isReadable) {
    const findings = changes.flatMap((change) => changeDocument(document, change));
    found.push(...findings.map((finding) => ({ span: spanAt(finding.path, 'value'), finding })));
  }
  return {
    data: isReadable ? document.toJS() : undefined,
    problems: found.map(placeAt),
    isAmbiguous: twice.length > 0,
    warnings: leadingZeros(document).map(({ span, finding }) => placeAt({ span: written(span), finding })),
    place: (finding) => placeAt({ span: spanAt(finding.path, finding.at ?? 'value'), finding }),
  };
}

const begin: Span = { start: 0, end: 0 };

/** Gives findings their line and column; names the character that looks like another, where one stands there. */
function placerOf({ file, text }: SourceText): (placed: Placed) => Problem {
  const lines = textLines(text);
  return ({ span, finding }) => {
    const { line, column } = lines.placeOf(span.start);
    const sourceLine = lines.line(line);
    const found = sourceLine.slice(column - 1, column - 1 + span.end - span.start);
    const path = finding.path.join('.');
    const { severity, message } = finding;
    const typed = severity === 'error' && finding.path.length > 0 ? ordinary(found) : undefined;
    if (typed === undefined || !/^[\x20-\x7e]*$/.test(typed.text)) {
      const place = { severity, file, line, column, path, found, message, sourceLine };
      return {
        ...place,
        get fix() {
          return fixOf(finding);
        },
      };
    }
    const character = found[typed.at] ?? '';
    return {
      severity,
      file,
      line,
      column: column + typed.at,
      path,
      found: character,
      message: phrase('stands-in', { character: described(character), key: path.split('.').at(-1) ?? '' }),
      fix: phrase('type', { what: `${typed.text.trim()}` }),
      sourceLine,
    };
  };
}

interface Parsed {
  readonly document: Document;
  /** The strays without which it was read. */
  readonly mended: readonly Stray[];
  readonly mendedText: string;
  readonly toWritten: (offset: number) => number;
}

/** Outside brackets a stray may be text that goes on over lines: it counts only where the text cannot be read with it. */
function parsed(text: string, strays: readonly Stray[]): Parsed {
  const clean = text.replace(controlCharacter, ' ');
  const certain = strays.filter(({ isInFlow }) => isInFlow);
  const first = parsedWithout(clean, certain);
  return first.document.errors.length === 0 || certain.length === strays.length
    ? first
    : parsedWithout(clean, strays);
}

function parsedWithout(clean: string, mended: readonly Stray[]): Parsed {
  const { text, toWritten } = mendText(clean, mended);
  const document = parseDocument(text, {
    stringKeys: true,
    prettyErrors: false,
    // Compares each key with all before it; keysTwice does it in one pass.
    uniqueKeys: false,
    // YAML takes the serial format 8E1 for the number 80. Nobody writes exponents here.
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || tag.format !== 'EXP'),
  });
  return { document, mended, mendedText: text, toWritten };
}

/** One finding for each kind: a text pasted from elsewhere has the same character in many places. */
function grouped(strays: readonly Stray[]): readonly Placed[] {
  const kinds = new Map<string, { first: Stray; last: Stray; runs: number }>();
  for (const stray of strays) {
    const kind = kinds.get(stray.kind);
    // One beside the other is one place.
    const isNew = kind !== undefined && stray.at > kind.last.at + kind.last.length;
    kinds.set(stray.kind, {
      first: kind?.first ?? stray,
      last: stray,
      runs: (kind?.runs ?? 0) + (isNew ? 1 : 0),
    });
  }
  return [...kinds.values()].map(({ first, runs }) => {
    const places = runs === 1 ? phrase('and-one-place') : phrase('and-places', { count: runs });
    const message = runs === 0 ? first.message : phrase('with-places', { message: first.message, places });
    const span = { start: first.at, end: first.at + first.length };
    return { span, finding: error([], message, first.fix) };
  });
}

type PairFinder = (map: YAMLMap, key: string) => Pair | undefined;

/** Looks each mapping through once, however many findings stand in it. */
function pairFinder(): PairFinder {
  const known = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  return (map, key) => {
    let pairs = known.get(map);
    if (pairs === undefined) {
      // The first of a key that is written twice.
      pairs = new Map(
        map.items
          .toReversed()
          .flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair]] : [])),
      );
      known.set(map, pairs);
    }
    return pairs.get(key);
  };
}

/** The place of a key or value; of the nearest thing above it where it does not exist. */
function spanOf(document: Document, pairOf: PairFinder, path: Path, at: 'key' | 'value'): Span {
  let key: Node | undefined;
  let node: unknown = document.contents;
  for (const step of path) {
    if (isMap(node)) {
      const pair = pairOf(node, String(step));
      if (pair === undefined) return rangeOf(key ?? node);
      key = isNode(pair.key) ? pair.key : key;
      node = pair.value;
    } else if (isSeq(node) && isNode(node.items[Number(step)])) {
      node = node.items[Number(step)];
      if (isMap(node)) key = undefined;
    } else {
      return rangeOf(key ?? node);
    }
  }
  const hasOwnText = (isScalar(node) && node.value !== null) || (isCollection(node) && node.flow === true);
  return rangeOf(at === 'value' && hasOwnText ? node : (key ?? node));
}

/** The last key may be new. A section that does not exist is a mistake in writing. */
function changeDocument(document: Document, { path, value }: YamlChange): Finding | [] {
  const steps = path.split('.');
  const owner = steps.length === 1 ? document.contents : document.getIn(steps.slice(0, -1), true);
  if (isMap(owner) || (isSeq(owner) && document.hasIn(steps))) {
    document.setIn(steps, document.createNode(value));
    return [];
  }
  const known = steps.findIndex((_, depth) => !document.hasIn(steps.slice(0, depth + 1)));
  return {
    severity: 'error',
    path: steps,
    message: phrase('no-such-section', { path: steps.slice(0, Math.max(1, known + 1)).join('.') }),
    fix: phrase('write-path'),
  };
}
