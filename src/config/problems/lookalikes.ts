/** Characters that look like one of YAML's and are another: what they are called, and what to type instead. */

import { type Phrase, phrase } from '../../model/phrase.ts';

/** A character that an editor or an input method put in the place of an ordinary one. */
export interface Lookalike {
  /** `a full-width colon`. */
  readonly name: Phrase;
  /** What stands in its place; empty: nothing. */
  readonly instead: string;
}

const named: Readonly<Record<string, Lookalike>> = {
  '：': { name: phrase('char-full-width-colon'), instead: ':' },
  '﹕': { name: phrase('char-small-colon'), instead: ':' },
  '∶': { name: phrase('char-ratio-sign'), instead: ':' },
  '，': { name: phrase('char-full-width-comma'), instead: ',' },
  '﹐': { name: phrase('char-small-comma'), instead: ',' },
  '、': { name: phrase('char-ideographic-comma'), instead: ',' },
  '。': { name: phrase('char-ideographic-full-stop'), instead: '.' },
  '【': { name: phrase('char-lenticular-bracket'), instead: '[' },
  '】': { name: phrase('char-lenticular-bracket'), instead: ']' },
  '\u00a0': { name: phrase('char-no-break-space'), instead: ' ' },
  '\u202f': { name: phrase('char-narrow-no-break-space'), instead: ' ' },
  '\u2007': { name: phrase('char-figure-space'), instead: ' ' },
  '\u2002': { name: phrase('char-en-space'), instead: ' ' },
  '\u2003': { name: phrase('char-em-space'), instead: ' ' },
  '\u2009': { name: phrase('char-thin-space'), instead: ' ' },
  '\u3000': { name: phrase('char-full-width-space'), instead: ' ' },
  '\u200b': { name: phrase('char-zero-width-space'), instead: '' },
  '\u200c': { name: phrase('char-zero-width-non-joiner'), instead: '' },
  '\u200d': { name: phrase('char-zero-width-joiner'), instead: '' },
  '\u2060': { name: phrase('char-word-joiner'), instead: '' },
  '\ufeff': { name: phrase('char-byte-order-mark'), instead: '' },
  '\u00ad': { name: phrase('char-soft-hyphen'), instead: '' },
  '“': { name: phrase('char-curly-quote'), instead: '"' },
  '”': { name: phrase('char-curly-quote'), instead: '"' },
  '„': { name: phrase('char-low-quote'), instead: '"' },
  '«': { name: phrase('char-angle-quote'), instead: '"' },
  '»': { name: phrase('char-angle-quote'), instead: '"' },
  '‘': { name: phrase('char-curly-quote'), instead: "'" },
  '’': { name: phrase('char-curly-quote'), instead: "'" },
  '−': { name: phrase('char-minus'), instead: '-' },
  '–': { name: phrase('char-en-dash'), instead: '-' },
  '—': { name: phrase('char-em-dash'), instead: '-' },
  '‐': { name: phrase('char-hyphen'), instead: '-' },
  '‑': { name: phrase('char-no-break-hyphen'), instead: '-' },
};

/** What `character` is, where it is no ordinary one; undefined for all others, also for letters of any language. */
export function lookalike(character: string): Lookalike | undefined {
  const own = named[character];
  if (own !== undefined) return own;
  const code = character.charCodeAt(0);
  if (code < 0xff01 || code > 0xff5e) return undefined;
  const instead = String.fromCharCode(code - 0xfee0);
  const kind = /\d/.test(instead) ? 'digit' : /[a-z]/i.test(instead) ? 'letter' : 'sign';
  return { name: phrase(`char-full-width-${kind}`, { character: instead }), instead };
}

/** Whether it takes up room and shows nothing, as a space does. */
export function isBlank(character: string): boolean {
  const { instead } = lookalike(character) ?? { instead: 'x' };
  return instead === ' ' || instead === '';
}

/** `a full-width colon "：" (U+FF1A)`: what cannot be seen is not shown. */
export function described(character: string): Phrase {
  const { name } = lookalike(character) ?? { name: phrase('char-other') };
  const code = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  return isBlank(character)
    ? phrase('char-blank', { name, code })
    : phrase('char-shown', { name, character, code });
}

/** `text` in ordinary characters, and where the first other one stands; undefined where there is none. */
export function ordinary(text: string): { readonly text: string; readonly at: number } | undefined {
  const at = [...text].findIndex((character) => lookalike(character) !== undefined);
  if (at < 0) return undefined;
  const typed = [...text].map((character) => lookalike(character)?.instead ?? character).join('');
  return { text: typed, at: [...text].slice(0, at).join('').length };
}
