/** What a technician is told about a text that is no YAML: never the sentence of the library that read it. */

import type { ErrorCode, YAMLError } from 'yaml';
import { type Phrase, phrase } from '../../model/phrase.ts';
import { error, type Finding } from './problem.ts';

type Words = readonly [message: Phrase, fix: Phrase];

const quoteIt = phrase('quote-special');

const words: Readonly<Record<ErrorCode, Words>> = {
  TAB_AS_INDENT: [phrase('yaml-tab'), phrase('yaml-indent-spaces')],
  BAD_INDENT: [phrase('yaml-indent'), phrase('yaml-same-indent')],
  DUPLICATE_KEY: [phrase('yaml-key-twice'), phrase('keep-one')],
  MISSING_CHAR: [phrase('yaml-not-closed'), phrase('close-on-line')],
  BLOCK_AS_IMPLICIT_KEY: [phrase('yaml-two-pairs'), phrase('yaml-quote-or-line')],
  BLOCK_IN_FLOW: [phrase('yaml-no-comma-flow'), phrase('yaml-comma-or-close')],
  MULTIPLE_DOCS: [phrase('yaml-second-document'), phrase('yaml-one-document')],
  MULTIPLE_ANCHORS: [phrase('yaml-two-anchors'), phrase('yaml-remove-anchors')],
  MULTIPLE_TAGS: [phrase('yaml-two-tags'), phrase('yaml-remove-tags')],
  NON_STRING_KEY: [phrase('yaml-plain-key'), phrase('yaml-quote-key')],
  MULTILINE_IMPLICIT_KEY: [phrase('yaml-no-colon-runs-on'), phrase('write', { what: '"key: value"' })],
  KEY_OVER_1024_CHARS: [phrase('yaml-no-colon-near'), phrase('write', { what: '"key: value"' })],
  ALIAS_PROPS: [phrase('yaml-aliases'), phrase('write-out')],
  BAD_ALIAS: [phrase('yaml-aliases'), quoteIt],
  BAD_PROP_ORDER: [phrase('yaml-anchors-tags'), quoteIt],
  BAD_DIRECTIVE: [phrase('yaml-directive'), phrase('remove-it')],
  BAD_DQ_ESCAPE: [phrase('yaml-escape'), phrase('yaml-single-quotes')],
  BAD_SCALAR_START: [phrase('yaml-bad-start'), phrase('put-in-quotes')],
  TAG_RESOLVE_FAILED: [phrase('yaml-tags'), phrase('yaml-remove-tag-or-quote')],
  BAD_COLLECTION_TYPE: [phrase('yaml-tags'), phrase('yaml-remove-tag')],
  RESOURCE_EXHAUSTION: [phrase('yaml-too-deep'), phrase('close-brackets')],
  UNEXPECTED_TOKEN: [phrase('yaml-out-of-place'), phrase('each-line', { quote: quoteIt })],
  IMPOSSIBLE: [phrase('yaml-unreadable'), phrase('each-line', { quote: quoteIt })],
};

/** One code stands for several mistakes: what it is then, by what the reader of YAML waited for. */
const missing: readonly (readonly [waited: RegExp, words: Words])[] = [
  [/closing [^ ]*quote/, [phrase('yaml-quote-open'), phrase('close-on-line')]],
  [/Implicit map keys/, [phrase('yaml-no-colon'), phrase('write', { what: '"key: value"' })]],
  [/Sequence item without/, [phrase('yaml-no-dash'), phrase('yaml-begin-dash')]],
  [/^Comments must/, [phrase('yaml-comment'), phrase('yaml-space-before')]],
  [/Missing space after :/, [phrase('yaml-no-space'), phrase('yaml-space-after')]],
  [/Missing , /, [phrase('yaml-no-comma'), phrase('yaml-comma-between')]],
];

/** One finding for each mistake: what follows from the first is left out, because the reader lost its way there. */
export function explainYamlErrors(
  issues: readonly YAMLError[],
  text: string,
): readonly { readonly at: number; readonly end: number; readonly finding: Finding }[] {
  const [first, ...later] = issues;
  if (first === undefined) return [];
  const standing = later.filter(({ code }) => code === first.code && code === 'TAB_AS_INDENT');
  return [first, ...standing].map((issue) => {
    const [message, fix] = hasOpenQuote(issue, text) ? openQuote : wordsFor(issue);
    return { at: issue.pos[0], end: issue.pos[1], finding: error([], message, fix) };
  });
}

const openQuote: Words = [phrase('yaml-quote-open-line'), phrase('close-on-line')];

/** A quote that ends too late makes the next word one that nobody expects. */
function hasOpenQuote({ code, pos }: YAMLError, text: string): boolean {
  if (code !== 'UNEXPECTED_TOKEN') return false;
  const start = text.lastIndexOf('\n', pos[0] - 1) + 1;
  const end = text.indexOf('\n', start);
  const line = text.slice(start, end < 0 ? undefined : end).replace(/\s#.*/, '');
  return ["'", '"'].some((quote) => line.split(quote).length % 2 === 0);
}

function wordsFor({ code, message }: YAMLError): Words {
  const meant = code === 'MISSING_CHAR' ? missing.find(([waited]) => waited.test(message)) : undefined;
  return meant?.[1] ?? words[code] ?? words.UNEXPECTED_TOKEN;
}
