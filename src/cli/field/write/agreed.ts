/** Nothing is written that a person has not agreed to. */

import { EXIT } from '../../../model/exit-code.ts';
import type { Person } from '../../../ports/person.ts';
import { tell } from '../../terminal/tell.ts';

/** Undefined when it may be written; else the exit code, after saying why not. `yes`: agreed to beforehand. */
export async function refusedBy(person: Person, yes: boolean): Promise<number | undefined> {
  if (yes) return undefined;
  if (person.confirm === undefined) {
    person.complain(tell('command-says', { command: 'write', why: tell('write-nobody') }));
    return EXIT.USAGE;
  }
  if (await person.confirm(tell('write-this'))) return undefined;
  person.write(tell('write-nothing'));
  return EXIT.NO;
}
