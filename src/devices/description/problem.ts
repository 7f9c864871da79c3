/** Problems of a definition that its schema accepts. */

import type { Phrase } from '../../model/phrase.ts';

/** A problem that the schema cannot see; the definition may not be used until it is corrected. */
export interface DefinitionProblem {
  /** Where in the file: `['points', 3, 'unit']`. */
  readonly path: (string | number)[];
  readonly message: Phrase;
  /** What to write instead. */
  readonly fix: Phrase;
}
