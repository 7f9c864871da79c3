/** Characters that look like one of YAML's and are another: what they are called, and what to type instead. */

/** A character that an editor or an input method put in the place of an ordinary one. */
export interface Lookalike {
  /** `full-width colon`. */
  readonly name: string;
  /** What stands in its place; empty: nothing. */
  readonly instead: string;
}

const named: Readonly<Record<string, Lookalike>> = {
  '：': { name: 'full-width colon', instead: ':' },
  '﹕': { name: 'small colon', instead: ':' },
  '∶': { name: 'ratio sign', instead: ':' },
  '，': { name: 'full-width comma', instead: ',' },
  '﹐': { name: 'small comma', instead: ',' },
  '、': { name: 'ideographic comma', instead: ',' },
  '。': { name: 'ideographic full stop', instead: '.' },
  '【': { name: 'lenticular bracket', instead: '[' },
  '】': { name: 'lenticular bracket', instead: ']' },
  '\u00a0': { name: 'no-break space', instead: ' ' },
  '\u202f': { name: 'narrow no-break space', instead: ' ' },
  '\u2007': { name: 'figure space', instead: ' ' },
  '\u2002': { name: 'en space', instead: ' ' },
  '\u2003': { name: 'em space', instead: ' ' },
  '\u2009': { name: 'thin space', instead: ' ' },
  '\u3000': { name: 'full-width space', instead: ' ' },
  '\u200b': { name: 'zero-width space', instead: '' },
  '\u200c': { name: 'zero-width non-joiner', instead: '' },
  '\u200d': { name: 'zero-width joiner', instead: '' },
  '\u2060': { name: 'word joiner', instead: '' },
  '\ufeff': { name: 'byte order mark', instead: '' },
  '\u00ad': { name: 'soft hyphen', instead: '' },
  '“': { name: 'curly quotation mark', instead: '"' },
  '”': { name: 'curly quotation mark', instead: '"' },
  '„': { name: 'low quotation mark', instead: '"' },
  '«': { name: 'angle quotation mark', instead: '"' },
  '»': { name: 'angle quotation mark', instead: '"' },
  '‘': { name: 'curly quotation mark', instead: "'" },
  '’': { name: 'curly quotation mark', instead: "'" },
  '−': { name: 'minus sign of mathematics', instead: '-' },
  '–': { name: 'en dash', instead: '-' },
  '—': { name: 'em dash', instead: '-' },
  '‐': { name: 'typographic hyphen', instead: '-' },
  '‑': { name: 'no-break hyphen', instead: '-' },
};

/** What `character` is, where it is no ordinary one; undefined for all others, also for letters of any language. */
export function lookalike(character: string): Lookalike | undefined {
  const own = named[character];
  if (own !== undefined) return own;
  const code = character.charCodeAt(0);
  if (code < 0xff01 || code > 0xff5e) return undefined;
  const instead = String.fromCharCode(code - 0xfee0);
  const kind = /\d/.test(instead) ? 'digit ' : /[a-z]/i.test(instead) ? 'letter ' : '';
  return { name: `full-width ${kind}${kind === '' ? `"${instead}"` : instead}`, instead };
}

/** Whether it takes up room and shows nothing, as a space does. */
export function isBlank(character: string): boolean {
  const { instead } = lookalike(character) ?? { instead: 'x' };
  return instead === ' ' || instead === '';
}

/** `a full-width colon "：" (U+FF1A)`: what cannot be seen is not shown. */
export function described(character: string): string {
  const { name } = lookalike(character) ?? { name: 'character' };
  const code = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  const article = /^[aeiou]/.test(name) ? 'an' : 'a';
  return `${article} ${name} ${isBlank(character) ? '' : `"${character}" `}(${code})`;
}

/** `text` in ordinary characters, and where the first other one stands; undefined where there is none. */
export function ordinary(text: string): { readonly text: string; readonly at: number } | undefined {
  const at = [...text].findIndex((character) => lookalike(character) !== undefined);
  if (at < 0) return undefined;
  const typed = [...text].map((character) => lookalike(character)?.instead ?? character).join('');
  return { text: typed, at: [...text].slice(0, at).join('').length };
}
