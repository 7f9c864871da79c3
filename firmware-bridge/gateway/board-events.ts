/** The events of a session for the technician: what happened, what it means, what to do. */

import type { Event, Severity } from '../../src/model/event.ts';
import { faultMessage } from '../../src/model/fault.ts';
import { type Message, message } from '../../src/model/message.ts';
import type { SessionEvent } from './board-view.ts';

/** The event of a session event; `board` is the id of the device in the site file. */
export function boardEvent(board: string, event: SessionEvent, leaseMs: number, wallMs: number): Event {
  const [severity, state, wording] = wordingOf(board, event, leaseMs);
  return { class: 'fault', severity, state, wallMs, subject: board, message: wording };
}

type Wording = readonly [Severity, Event['state'], Message];

function wordingOf(board: string, event: SessionEvent, leaseMs: number): Wording {
  switch (event.kind) {
    case 'up': {
      const { board: hardware, firmware } = event.hello;
      const wording = message('board-up', { board, hardware, firmware });
      return ['info', event.isBack ? 'cleared' : 'noted', wording];
    }
    case 'down': {
      const fault = faultMessage(event.fault);
      return ['alarm', 'raised', message('board-down', { board, fault, leaseS: leaseMs / 1000 })];
    }
    case 'rebooted': {
      const cause = message(`reset-${event.cause}`);
      return ['warning', 'noted', message('board-reset', { board, cause })];
    }
    case 'fell-back': {
      const why = message(`fell-${event.why}`);
      return ['warning', 'noted', message('board-fell-back', { board, why })];
    }
    case 'moved':
      return ['warning', 'noted', message('board-moved', { board, command: event.found.set })];
    case 'refused': {
      const why = message(`refused-${event.reason}`);
      return ['alarm', 'noted', message('board-refused', { board, request: event.request, why })];
    }
  }
}
