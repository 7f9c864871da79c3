/** Small parts that the gateway is put together from. */

import type { Acknowledgement } from '../model/command.ts';
import type { Event } from '../model/event.ts';
import type { Clock } from '../ports/clock.ts';
import type { History } from '../ports/history.ts';
import type { RequestSource } from '../ports/request-source.ts';
import { createIntake, type Intake } from './inputs/intake.ts';
import type { Latest } from './inputs/latest.ts';
import type { Guard } from './outside-call.ts';
import { stuckEvent, tenfoldEvent } from './records/bus-events.ts';

interface IntakeParts {
  readonly history: Pick<History, 'calibrationOf'> | undefined;
  readonly clock: Clock;
  readonly emit: (event: Event) => void;
  /** The sound ledgers of an earlier run go on. */
  readonly goesOn: boolean;
}

/** The intake with the offsets of the calibrations; what is strange about a meter becomes an event. */
export function intakeOf(latest: Latest, { history, clock, emit, goesOn }: IntakeParts): Intake {
  return createIntake(latest, {
    offsetDb: (device) => history?.calibrationOf(device)?.offsetDb ?? 0,
    goesOn,
    onFrozen: (device, levelDb) => emit(stuckEvent(device, levelDb, clock.wallMs())),
    onTenfold: (device, times) => emit(tenfoldEvent(device, times, clock.wallMs())),
  });
}

/** To every source: whose command it was is known to it. */
export function answerer(sources: readonly RequestSource[], guard: Guard): (ack: Acknowledgement) => void {
  return (ack) => {
    for (const source of sources) guard('requests', () => source.acknowledge?.(ack));
  };
}
