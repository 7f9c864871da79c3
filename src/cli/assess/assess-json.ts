/** The answer of `quietpost assess` for programs: levels not rounded, times in UTC. L10, L50 and L90 are of the rows. */

import { renderReason } from '../../acoustics/assessment/reason.ts';
import type { RoomFinding } from '../../acoustics/assessment/room-finding.ts';
import { ledgerLevel } from '../../acoustics/levels/leq.ts';
import type { AssessedFile, AssessedPeriod } from '../../assess/assessed-file.ts';
import type { Layout } from '../../assess/layout/layout.ts';
import type { ConsoleText } from '../../language/console/console-text.ts';
import { en } from '../../language/en.ts';
import { sayConsole } from '../../language/say-console.ts';
import { roomReason } from './room-reason.ts';

/** One JSON text. */
export function assessmentJson(file: AssessedFile): string {
  const { path, sheet, place, layout, note, rules, className, background, measured, periods } = file;
  return JSON.stringify(
    {
      file: {
        ...{ path, sheet, zone: place.zone, zoneFrom: place.from, note: inEnglish(note) },
        ...layoutOf(layout),
        ...measured.count,
        unreadableRows: measured.count.unreadableRows.map((row) => ({ ...row, why: inEnglish(row.why) })),
      },
      rules: {
        id: rules.id,
        title: rules.title,
        class: className,
        clause: rules.limits.clause,
        confidence: rules.limits.confidence,
        background,
        undetermined: rules.undetermined,
        notes: rules.notes,
      },
      days: [...measured.ldenDb].map(([id, ldenDb]) => ({ id, ldenDb })),
      periods: periods.map(periodOf),
      bands: file.bands && { ...file.bands, refused: inEnglish(file.bands.refused) },
      impulses: measured.impulses,
      room: file.room && roomOf(file.room),
    },
    null,
    2,
  );
}

function layoutOf({ reader, levelBy, ...layout }: Layout): object {
  const by = levelBy.by === 'reader' ? { ...levelBy, says: inEnglish(levelBy.says) } : levelBy;
  return { ...layout, reader: inEnglish(reader), levelBy: by };
}

function roomOf(room: RoomFinding): object {
  return 'why' in room ? { ...room, why: inEnglish(roomReason(room.why, ({ en }) => en)) } : room;
}

/** Programs compare the words. */
function inEnglish(text: ConsoleText | null): string | null {
  return text && sayConsole(en, text);
}

function periodOf({ period, assessment }: AssessedPeriod): object {
  const { ledger, hours: _hours, ...measured } = period;
  const { period: _, ...findings } = assessment;
  return {
    ...measured,
    laeqDb: ledgerLevel(ledger),
    lafmaxDb: ledger.maxDb,
    validS: ledger.validS,
    assessment: { ...findings, text: renderReason(assessment.reason) },
  };
}
