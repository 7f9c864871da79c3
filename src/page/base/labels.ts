/** The labels of the page in one language. They come from the station, from the same table as everything it says. */

import type { PageKey, PageSlots } from '../../language/dictionary.ts';

/** The texts of this page among those of all pages. */
export type UiKey = Extract<PageKey, `ui-${string}`>;

/** The languages that the page offers. */
export type Language = 'en' | 'zh';

/** Words in one language. A text that the station does not have shows its key. */
export interface Labels {
  readonly language: Language;
  /** For `lang` in HTML. */
  readonly tag: string;
  say<Key extends UiKey>(
    key: Key,
    ...[values]: PageSlots<Key> extends never
      ? []
      : [Readonly<Record<PageSlots<Key>, string | number | null>>]
  ): string;
}

const KEPT = 'quietpost-language';

/** Asks the station for the labels. Rejects when it does not answer. */
export async function loadLabels(language: Language): Promise<Labels> {
  const answer = await fetch(`/api/labels/${language}`);
  const { tag, labels } = (await answer.json()) as { tag: string; labels: Record<string, string> };
  return {
    language,
    tag,
    say: (key, ...[values]) => {
      const known = (values ?? {}) as Readonly<Record<string, string | number | null>>;
      return (labels[key] ?? key).replace(/\{([^}:]+)(?::[^}]+)?\}/g, (_, name: string) =>
        shown(known[name]),
      );
    },
  };
}

function shown(value: string | number | null | undefined): string {
  return value === null || value === undefined ? '–' : String(value);
}

/** What was chosen here last, else what the browser speaks. */
export function firstLanguage(): Language {
  const kept = readKept();
  if (kept === 'en' || kept === 'zh') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Remembers the choice in this browser, where it lets us. */
export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

function readKept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
