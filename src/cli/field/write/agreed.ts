/** Nothing is written that a person has not agreed to. */

import { EXIT } from '../../../model/exit-code.ts';
import type { Person } from '../../../ports/person.ts';

/** Undefined when it may be written; else the exit code, after saying why not. `yes`: agreed to beforehand. */
export async function refusedBy(person: Person, yes: boolean): Promise<number | undefined> {
  if (yes) return undefined;
  if (person.confirm === undefined) {
    person.complain(
      'quietpost write: nobody is here to confirm; --yes writes without asking. Nothing was written.',
    );
    return EXIT.USAGE;
  }
  if (await person.confirm('Write this?')) return undefined;
  person.write('Nothing was written.');
  return EXIT.NO;
}
