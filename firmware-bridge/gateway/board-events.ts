/** What a session tells, in words for the technician: what happened, what it means, what to do. */

import type { Event, Severity } from '../../src/model/event.ts';
import { describeFault } from '../../src/model/fault.ts';
import type { NakReason, ResetCause, Why } from '../protocol/messages.ts';
import type { SessionEvent } from './board-view.ts';

/** `board` is the id of the device in the site file. */
export function boardEvent(board: string, event: SessionEvent, leaseMs: number, wallMs: number): Event {
  const [severity, state, text] = told(board, event, leaseMs);
  return { class: 'fault', severity, state, wallMs, subject: board, text };
}

type Told = readonly [Severity, Event['state'], string];

function told(board: string, event: SessionEvent, leaseMs: number): Told {
  switch (event.kind) {
    case 'up':
      return [
        'info',
        event.isBack ? 'cleared' : 'noted',
        `${board} is under control: board ${event.hello.board}, firmware ${event.hello.firmware}.`,
      ];
    case 'down':
      return [
        'alarm',
        'raised',
        `${board} cannot be commanded: ${describeFault(event.fault)}. Its outputs stand in the fail-safe it keeps, at the latest ${leaseMs / 1000} s after the last command. Check its supply, its cable and its port.`,
      ];
    case 'rebooted':
      return ['warning', 'noted', `${board} was reset and is being set again: ${resets[event.cause]}`];
    case 'fell-back':
      return [
        'warning',
        'noted',
        `${board} went to its fail-safe though it was commanded (${falls[event.why]}): setting it again. Lines to it are being lost.`,
      ];
    case 'moved':
      return [
        'warning',
        'noted',
        `${board} stands under a command that is not ours (number ${event.found.set}): setting it again. Does another program use its port?`,
      ];
    case 'refused':
      return ['alarm', 'noted', `${board} refused "${event.request}": ${refusals[event.reason]}`];
  }
}

const resets: Readonly<Record<ResetCause, string>> = {
  power: 'its supply was switched on.',
  button: 'its reset input was pulled (reset button, DTR of a USB adapter).',
  watchdog: 'its watchdog found the firmware hanging. If this repeats, replace the board.',
  'brown-out': 'its supply voltage dipped. Measure the 5 V under load.',
  software: 'its firmware asked for it.',
  unknown: 'it does not say why.',
};

const falls: Readonly<Record<Why, string>> = {
  commanded: 'commanded',
  'lease-expired': 'the lease ended',
  boot: 'it had started anew',
  'brown-out': 'its supply voltage had dipped',
};

const refusals: Readonly<Record<NakReason, string>> = {
  kind: 'its firmware does not know this word; bring it up to date.',
  field: 'a field is missing or unreadable; gateway and firmware do not fit each other.',
  range: 'a value is out of range; gateway and firmware do not fit each other.',
  count: 'it has another number of fans or relays.',
  greet: 'it has not been greeted since its start.',
  stale: 'somebody else has commanded it since. Does another program use its port?',
  storage:
    'it could not store the fail-safe, so without us it stands in an older one. Replace the board if this repeats.',
};
