/** The labels of the page in one language. They come from the station, from the same table as everything it says. */

import type { PageKey, PageSlots } from '../../language/dictionary.ts';
import type { LabelsView, OfferedLanguage } from '../../web/view/labels-view.ts';

/** The texts of this page among those of all pages. */
export type UiKey = Extract<PageKey, `ui-${string}`>;

/** Words in one language. A text that the station does not have shows its key. */
export interface Labels {
  readonly language: string;
  /** For `lang` in HTML. */
  readonly tag: string;
  /** In which the station has others. */
  readonly others: readonly OfferedLanguage[];
  say<Key extends UiKey>(
    key: Key,
    ...[values]: PageSlots<Key> extends never
      ? []
      : [Readonly<Record<PageSlots<Key>, string | number | null>>]
  ): string;
}

const KEPT = 'quietpost-language';

/** Asks the station for the labels; null: in what the browser speaks. Rejects when it does not answer. */
export async function loadLabels(language: string | null): Promise<Labels> {
  const query = language === null ? '' : `?lang=${encodeURIComponent(language)}`;
  const answer = await fetch(`/api/labels${query}`);
  const { labels, ...offered } = (await answer.json()) as LabelsView;
  return {
    ...offered,
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

/** Remembers the choice in this browser, where it lets us. */
export function keepLanguage(language: string): void {
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

/** What was chosen here last; null: nothing. */
export function keptLanguage(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
