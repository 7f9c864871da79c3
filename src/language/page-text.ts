/** Sentences of a page as data: a key and its values, so that a page can be shown in every language. */

import type { PageKey, PageSlots } from './dictionary.ts';

/** A text that needs no values. */
export type Label = { [Key in PageKey]: PageSlots<Key> extends never ? Key : never }[PageKey];

/** A value in a text; null is shown as the language shows what is not known. */
export type PageValue = string | number | null;

/** A key of the pages with its values. */
export type PageText = {
  [Key in PageKey]: { readonly key: Key; readonly values: Readonly<Record<PageSlots<Key>, PageValue>> };
}[PageKey];

/** A text with exactly the values it needs. */
export function pageText<Key extends PageKey>(
  key: Key,
  ...[values]: PageSlots<Key> extends never ? [] : [Readonly<Record<PageSlots<Key>, PageValue>>]
): PageText {
  // The parameters tie the values to the key; the union of all texts cannot see that.
  return { key, values: values ?? {} } as PageText;
}
