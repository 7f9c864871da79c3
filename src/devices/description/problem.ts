/** Problems of a definition that its schema accepts. */

/** A problem that the schema cannot see; the definition may not be used until it is corrected. */
export interface DefinitionProblem {
  /** Where in the file: `['points', 3, 'unit']`. */
  readonly path: (string | number)[];
  readonly message: string;
  /** What to write instead. */
  readonly fix: string;
}
