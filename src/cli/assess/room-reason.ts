/** Why a rule says nothing of a room, as a sentence. */

import type { RoomReason } from '../../acoustics/assessment/room-finding.ts';
import type { LocalizedText } from '../../acoustics/rule-set.ts';
import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';

/** `worded` gives a text of the rule set in the language in which it is said. */
export function roomReason(why: RoomReason, worded: (text: LocalizedText) => string): ConsoleText {
  switch (why.key) {
    case 'no-row':
      return consoleText('room-no-row', { clause: worded(why.clause), class: why.className });
    case 'not-measured':
      return consoleText('room-not-measured', { what: why.missing });
    case 'octaves-missing':
    case 'no-bands':
      return consoleText(`room-${why.key}`);
    default:
      return consoleText(`room-${why.key}`, { clause: worded(why.clause) });
  }
}
