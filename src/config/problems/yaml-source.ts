/** A YAML file that remembers where each key and value stands, so that every problem can be pointed at. */

import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { Finding, Path, Problem } from './problem.ts';

/** A file that has been read. */
export interface SourceText {
  /** As shown to the reader. */
  readonly file: string;
  readonly text: string;
}

/** What a YAML file says, and where. */
export interface YamlSource {
  /** Plain data, or undefined where the text could not be read as YAML. */
  readonly data: unknown;
  /** Syntax problems. Their presence does not always make `data` undefined: a key written twice leaves data. */
  readonly problems: readonly Problem[];
  /** Gives a finding its place in the text. */
  readonly place: (finding: Finding) => Problem;
}

/** A value written over that of a file, at a path such as `cabinets.a.humAtDb.north`. */
export interface YamlChange {
  readonly path: string;
  readonly value: unknown;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Reads `source` as if the changes were written in it; never throws on its content. */
export function readYaml(source: SourceText, changes: readonly YamlChange[] = []): YamlSource {
  const lineCounter = new LineCounter();
  const document = parseDocument(source.text, {
    lineCounter,
    stringKeys: true,
    prettyErrors: false,
    // YAML takes the serial format 8E1 for the number 80. Nobody writes exponents here.
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || tag.format !== 'EXP'),
  });
  const placeAt = (span: Span, finding: Finding): Problem => {
    const { line, col } = lineCounter.linePos(span.start);
    const lineStart = lineCounter.lineStarts[line - 1] ?? 0;
    const sourceLine = source.text.slice(lineStart).split(/\r?\n/, 1)[0] ?? '';
    const found = source.text.slice(span.start, span.end).split(/\r?\n/, 1)[0] ?? '';
    const path = finding.path.join('.');
    const { severity, message, fix } = finding;
    return { severity, file: source.file, line, column: col, path, found, message, fix, sourceLine };
  };
  const problems = document.errors.map((issue) =>
    placeAt({ start: issue.pos[0], end: issue.pos[1] }, explainYamlError(issue)),
  );
  const aliases = aliasSpans(document);
  problems.push(...aliases.map((span) => placeAt(span, aliasFinding)));
  const isReadable = aliases.length === 0 && document.errors.every((issue) => issue.code === 'DUPLICATE_KEY');
  if (isReadable) {
    const findings = changes.flatMap((change) => changeDocument(document, change));
    problems.push(...findings.map((finding) => placeAt(spanOf(document, finding.path, 'value'), finding)));
  }
  return {
    data: isReadable ? document.toJS() : undefined,
    problems,
    place: (finding) => placeAt(spanOf(document, finding.path, finding.at ?? 'value'), finding),
  };
}

/** The place of a key or value; of the nearest thing above it where it does not exist. */
function spanOf(document: Document, path: Path, at: 'key' | 'value'): Span {
  let key: Node | undefined;
  let node: unknown = document.contents;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
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
    message: `the file has no "${steps.slice(0, Math.max(1, known + 1)).join('.')}" to change`,
    fix: 'write a path of the file, such as cabinets.a.humAtDb.north',
  };
}

function rangeOf(node: unknown): Span {
  const range = isNode(node) ? node.range : undefined;
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}

const aliasFinding: Finding = {
  severity: 'error',
  path: [],
  message: 'anchors and aliases (&name, *name) are not used in these files',
  fix: 'write the value out where it is needed',
};

function aliasSpans(document: Document): Span[] {
  const spans: Span[] = [];
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) spans.push(rangeOf(node));
    },
  });
  return spans;
}

const yamlFixes: Readonly<Record<string, readonly [message: string, fix: string]>> = {
  TAB_AS_INDENT: ['a tab is used to indent', 'indent with spaces, two a level'],
  BAD_INDENT: [
    'this line does not stand under the others',
    'give lines of one level the same indent, and close every [ and {',
  ],
  DUPLICATE_KEY: ['this key is written twice', 'keep one of the two'],
  MISSING_CHAR: ['a quote or bracket is opened and not closed', 'close it on the same line'],
  BLOCK_AS_IMPLICIT_KEY: [
    'two "key: value" pairs stand on one line',
    'put the value in quotes, or begin a new line',
  ],
  MULTIPLE_DOCS: ['the file holds a second document after "---"', 'remove "---" and keep one document'],
  MULTIPLE_ANCHORS: ['a value has two anchors', 'remove the anchors'],
  NON_STRING_KEY: ['a key must be plain text', 'put the key in quotes'],
};

function explainYamlError(issue: YAMLError): Finding {
  const [message, fix] = yamlFixes[issue.code] ?? [
    `this is not YAML: ${issue.message.split('\n')[0]}`,
    'each line is "key: value"; put text with special characters in quotes',
  ];
  return { severity: 'error', path: [], message, fix };
}
