import type { Event } from '../../model/event.ts';
import { message } from '../../model/message.ts';
import type { OutboxGap } from '../../ports/outbox.ts';

/** Records that will never arrive, as an event. */
export function gapEvent({ stream, firstSeq, lastSeq }: OutboxGap, wallMs: number): Event {
  return {
    class: 'gap',
    severity: 'warning',
    wallMs,
    subject: stream,
    message:
      firstSeq === lastSeq
        ? message('record-missing', { stream, seq: firstSeq })
        : message('records-missing', { stream, firstSeq, lastSeq }),
    state: 'noted',
  };
}
