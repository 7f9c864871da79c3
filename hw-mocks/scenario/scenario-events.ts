/** Events of a scenario file as the station and the wire take them: in seconds and milliseconds since the start. */

import type { FaultSwitch } from '../faults/faults.ts';
import type { StationEvent } from '../inputs/events.ts';
import { beginS, type SiteNames } from './scenario-check.ts';
import type { EventEntry } from './scenario-events-schema.ts';

type WireEntry = Extract<EventEntry, { kind: 'meter-lost' | 'bus-fault' }>;
type StationEntry = Exclude<EventEntry, WireEntry>;

/** Events that act on the station; `startMin`: local minute of the day at which the night begins. */
export function stationEventsOf(
  events: readonly EventEntry[],
  startMin: number,
  lengthMs: number,
): readonly StationEvent[] {
  return events.filter(isStationEntry).map((entry) => {
    const { at, after, for: lastsMs, ...event } = entry;
    const time = timeOf(entry, startMin, lengthMs);
    if (event.kind !== 'wind') return { ...event, ...time };
    return { ...event, ...time, mPerS: typeof event.mPerS === 'number' ? [event.mPerS] : event.mPerS };
  });
}

/** Events that act on the wire, as fault switches; each draws from `seed`. */
export function faultsOf(
  events: readonly EventEntry[],
  startMin: number,
  lengthMs: number,
  seed: number,
  names: SiteNames,
): readonly FaultSwitch[] {
  return events.filter(isWireEntry).map((entry): FaultSwitch => {
    const { fromS, untilS } = timeOf(entry, startMin, lengthMs);
    const time = { fromMs: fromS * 1000, untilMs: untilS * 1000, seed };
    if (entry.kind === 'meter-lost')
      return { kind: 'silent', device: names.meters[entry.meter] ?? entry.meter, ...time };
    const { fault, device, bus, probability } = entry;
    const where = { ...(device === undefined ? {} : { device }), ...(bus === undefined ? {} : { bus }) };
    return { kind: fault, ...where, probability, ...time };
  });
}

function timeOf(entry: EventEntry, startMin: number, lengthMs: number) {
  const fromS = beginS(entry, startMin);
  const lastsS = (entry.for ?? lengthMs - fromS * 1000) / 1000;
  return { fromS, untilS: fromS + lastsS };
}

function isWireEntry(entry: EventEntry): entry is WireEntry {
  return entry.kind === 'meter-lost' || entry.kind === 'bus-fault';
}

function isStationEntry(entry: EventEntry): entry is StationEntry {
  return !isWireEntry(entry);
}
