/** The words that the page puts together itself, and the languages in which there are others. */

import { dictionaries, type Language, languages } from '../../language/languages.ts';

/** A language as a button names it. */
export interface OfferedLanguage {
  readonly language: string;
  /** For `lang` in HTML. */
  readonly tag: string;
  /** Its own name, in itself. */
  readonly name: string;
}

/** The labels in one language. */
export interface LabelsView extends OfferedLanguage {
  readonly labels: Readonly<Record<string, string>>;
  /** The other languages, in the order of the table. */
  readonly others: readonly OfferedLanguage[];
}

/** The labels of the page in this language. */
export function labelsView(language: Language): LabelsView {
  const labels = Object.entries(dictionaries[language].page).filter(([key]) => key.startsWith('ui-'));
  const others = languages.filter((other) => other !== language).map(offered);
  return { ...offered(language), labels: Object.fromEntries(labels), others };
}

function offered(language: Language): OfferedLanguage {
  const { tag, page } = dictionaries[language];
  return { language, tag, name: page['ui-language'] };
}
