/** What can be wrong with a definition although its schema accepts it. */

/** A problem that the schema cannot see and that must be mended before the definition may be used. */
export interface DefinitionProblem {
  /** Where in the file: `['points', 3, 'unit']`. */
  readonly path: (string | number)[];
  readonly message: string;
  /** What to write instead. */
  readonly fix: string;
}
