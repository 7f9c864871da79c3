/** A table of the commands' sentences in another language than English. */

import type { SlotsIn, WithSlots } from './template.ts';

/** Another language of one English table: a missing key, a missing value and an unknown one do not compile. */
export function inOtherWords<English extends Readonly<Record<string, string>>>() {
  return <const Texts extends Readonly<Record<keyof English, string>>>(
    texts: Texts & {
      [Key in keyof Texts]: Key extends keyof English
        ? WithSlots<Texts[Key], SlotsIn<English[Key]>>
        : 'there is no such text';
    },
  ): Texts => texts;
}
