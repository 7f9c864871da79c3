/** What a technician is told about a text that is no YAML: never the sentence of the library that read it. */

import type { ErrorCode, YAMLError } from 'yaml';
import { error, type Finding } from './problem.ts';

type Words = readonly [message: string, fix: string];

const quoteIt = 'put text with special characters in quotes';

const words: Readonly<Record<ErrorCode, Words>> = {
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
  BLOCK_IN_FLOW: [
    'in a bracket, a second "key: value" begins without a comma before it',
    'type ", " between the two, or close the bracket [ or { before it',
  ],
  MULTIPLE_DOCS: ['the file holds a second document after "---"', 'remove "---" and keep one document'],
  MULTIPLE_ANCHORS: ['a value has two anchors', 'remove the anchors'],
  MULTIPLE_TAGS: ['a value has two tags ("!")', 'remove the tags'],
  NON_STRING_KEY: ['a key must be plain text', 'put the key in quotes'],
  MULTILINE_IMPLICIT_KEY: ['this line has no colon, or its key runs on to the next', 'write "key: value"'],
  KEY_OVER_1024_CHARS: ['there is no colon near the begin of this line', 'write "key: value"'],
  ALIAS_PROPS: ['anchors and aliases (&name, *name) are not used in these files', 'write the value out'],
  BAD_ALIAS: ['anchors and aliases (&name, *name) are not used in these files', quoteIt],
  BAD_PROP_ORDER: ['anchors and tags ("&", "!") are not used in these files', quoteIt],
  BAD_DIRECTIVE: ['a line that begins with "%" is no entry', 'remove it'],
  BAD_DQ_ESCAPE: ['a backslash "\\" in double quotes begins no known sign', "use single quotes: 'C:\\data'"],
  BAD_SCALAR_START: ['a text cannot begin with this character', 'put it in quotes'],
  TAG_RESOLVE_FAILED: [
    'tags ("!name") are not used in these files',
    'remove the tag, or put the text in quotes',
  ],
  BAD_COLLECTION_TYPE: ['tags ("!name") are not used in these files', 'remove the tag'],
  RESOURCE_EXHAUSTION: ['the file is nested too deep', 'close each bracket [ and {'],
  UNEXPECTED_TOKEN: ['this character is out of place', `each line is "key: value"; ${quoteIt}`],
  IMPOSSIBLE: ['this line cannot be read', `each line is "key: value"; ${quoteIt}`],
};

/** One code stands for several mistakes: what it is then, by what the reader of YAML waited for. */
const missing: readonly (readonly [waited: RegExp, words: Words])[] = [
  [/closing [^ ]*quote/, ['a quote is opened and not closed', 'close it on the same line']],
  [/Implicit map keys/, ['this line has no colon', 'write "key: value"']],
  [/Sequence item without/, ['a list goes on without "-"', 'begin each entry of the list with "- "']],
  [/^Comments must/, ['a comment begins without a space before "#"', 'type a space before "#"']],
  [/Missing space after :/, ['there is no space after the colon', 'type a space after it']],
  [/Missing , /, ['there is no comma between two entries', 'type ", " between them']],
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

const openQuote: Words = ['a quote is opened and not closed on this line', 'close it on the same line'];

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
