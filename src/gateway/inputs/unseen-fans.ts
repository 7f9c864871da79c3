/**
 * Fans whose speed has never been read since the start. Control does not wait for them, since the temperature guards
 * the cabinet; but a fan that stands still would not be noticed before it warms, so that is told, once for each.
 */

import type { Event } from '../../model/event.ts';
import type { ProcessImage } from '../../model/image.ts';
import { message } from '../../model/message.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

/** After the start; slow devices and lines have answered by then. */
const PATIENCE_MS = 60_000;

/** Looks at each image until every fan has been seen or told; gives what is to be told. */
export function createUnseenFans(
  plan: ControlPlan,
  startMs: number,
): (image: ProcessImage) => readonly Event[] {
  let unseen = plan.cabinets.flatMap((cabinet) =>
    cabinet.fans.map((fan) => ({ ...fan, cabinet: cabinet.id })),
  );
  return ({ channels, nowMs, wallMs }) => {
    if (unseen.length === 0) return [];
    unseen = unseen.filter(({ speed }) => (channels[speed]?.value ?? null) === null);
    if (nowMs - startMs < PATIENCE_MS) return [];
    const told = unseen;
    unseen = [];
    return told.map(({ output, cabinet, speed }) => ({
      class: 'fault',
      severity: 'warning',
      subject: output,
      state: 'noted',
      wallMs,
      message: message('fan-never-seen', {
        fan: output,
        cabinet,
        channel: speed,
        seconds: PATIENCE_MS / 1000,
      }),
    }));
  };
}
