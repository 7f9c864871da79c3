/** `quietpost diff OLD NEW`: what a changed site file changes, and what it takes to bring it into force. */

import { changeMessage } from '../../assembly/settings/settings-reload.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { EXIT } from '../../model/exit-code.ts';
import { type KeyChange, planChanges } from '../../plan/plan-change.ts';
import { columns } from '../terminal/columns.ts';
import { languageHere } from '../terminal/language.ts';
import { tell, tellMessage } from '../terminal/tell.ts';

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
    io.write(tell('diff-none'));
    return EXIT.OK;
  }
  for (const line of columns(
    changes.map((change) => [tellMessage(changeMessage(change)), effectText(change)]),
  ))
    io.write(line);
  io.write(summary(changes));
  return EXIT.OK;
}

function effectText({ effect, bus }: KeyChange): string {
  switch (effect) {
    case 'at-once':
      return tell('diff-at-once');
    case 'line':
      return tell('diff-line', { bus: bus ?? '?' });
    case 'restart':
      return tell('diff-restart');
  }
}

function summary(changes: readonly KeyChange[]): string {
  return tell(changes.some(({ effect }) => effect === 'restart') ? 'diff-all-wait' : 'diff-all-act');
}
