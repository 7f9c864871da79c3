/** Why no history can be kept on this computer, and what to do. */

import { type ConsoleText, consoleText } from '../language/console/console-text.ts';

/** Of the package that drives SQLite; made by src/adapters/sqlite.ts. */
type SqliteProblem = { readonly kind: 'left-out' } | { readonly kind: 'not-loaded'; readonly said: string };

/** The sentence for a technician. */
export function unkeptText(problem: SqliteProblem): ConsoleText {
  switch (problem.kind) {
    case 'left-out':
      return consoleText('no-sqlite', {
        why: consoleText('sqlite-left-out'),
        mend: consoleText('sqlite-left-out-mend'),
      });
    case 'not-loaded':
      return consoleText('no-sqlite', {
        why: consoleText('sqlite-not-loaded', { said: problem.said }),
        mend: consoleText('sqlite-not-loaded-mend'),
      });
  }
}
