/** `quietpost diff OLD NEW`: what a changed site file changes, and what it takes to bring it into force. */

import { changeMessage } from '../../assembly/settings/settings-reload.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { inEnglish } from '../../language/say.ts';
import { EXIT } from '../../model/exit-code.ts';
import { type KeyChange, planChanges } from '../../plan/plan-change.ts';
import { columns } from '../terminal/columns.ts';
import { languageHere } from '../terminal/language.ts';

/** Prints a line for each key; gives the exit code. */
export function diff(before: string, after: string, io: { write(line: string): void }): number {
  const language = languageHere();
  const [old, next] = [loadSite(before, [], language), loadSite(after, [], language)];
  for (const site of [old, next]) {
    if (site.ok) continue;
    io.write(site.report);
    return EXIT.CONFIG;
  }
  if (!old.ok || !next.ok) return EXIT.CONFIG;
  const changes = planChanges(old.plan, next.plan);
  if (changes.length === 0) {
    io.write('nothing that acts: at most comments and the order differ.');
    return EXIT.OK;
  }
  for (const line of columns(changes.map((change) => [inEnglish(changeMessage(change)), effectText(change)])))
    io.write(line);
  io.write(summary(changes));
  return EXIT.OK;
}

function effectText({ effect, bus }: KeyChange): string {
  switch (effect) {
    case 'at-once':
      return 'acts with the next cycle';
    case 'line':
      return `opens ${bus} again, and nothing else`;
    case 'restart':
      return 'takes a restart: quietpost service restart';
  }
}

function summary(changes: readonly KeyChange[]): string {
  return changes.some(({ effect }) => effect === 'restart')
    ? 'Saved while the station runs, none of this acts before the restart.'
    : 'Saved while the station runs, all of this acts by itself within two seconds.';
}
