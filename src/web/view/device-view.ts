/** Lines and devices: what they give now, how they answered, and why one does not. */

import type { Language } from '../../language/languages.ts';
import { pageText } from '../../language/page-text.ts';
import type { Fault } from '../../model/fault.ts';
import { faultMessage } from '../../model/fault.ts';
import { quantities } from '../../model/quantity.ts';
import { deviceOf, isFresh } from '../../model/reading.ts';
import { readersOf } from '../../plan/site-plan.ts';
import type { BusHealth } from '../../ports/observer.ts';
import { type Moment, momentOf, type Seen } from './moment.ts';

/** The second view: all lines and devices. */
export interface FieldView {
  readonly lines: readonly LineView[];
  readonly devices: readonly DeviceView[];
}

interface LineView
  extends Pick<BusHealth, 'isUp' | 'ok' | 'timeouts' | 'crcErrors' | 'lateBytes' | 'missed'> {
  readonly id: string;
  readonly utilisationPct: number;
  readonly devices: number;
  readonly silent: readonly string[];
}

/** One device with its values; null: no error, no cause known. */
export interface DeviceView {
  readonly id: string;
  readonly model: string;
  readonly title: string;
  readonly line: string;
  readonly state: 'good' | 'partly' | 'silent';
  /** Last error, and what it most likely comes from. */
  readonly error: string | null;
  readonly cause: string | null;
  readonly values: readonly ValueView[];
}

interface ValueView {
  readonly id: string;
  readonly value: number | null;
  readonly unit: string;
  readonly quality: string;
  readonly ageS: number | null;
}

/** What does not answer comes first. */
export function fieldView(seen: Seen, language: Language): FieldView {
  const moment = momentOf(seen, language);
  const buses = moment.health?.buses ?? {};
  const readers = readersOf(moment.plan);
  const devices = readers.map((reader) => deviceView(moment, reader, readers));
  return {
    lines: Object.entries(buses).map(([id, bus]) => lineView(id, bus, readers)),
    devices: devices.toSorted((a, b) => rank(a) - rank(b)),
  };
}

type Reader = ReturnType<typeof readersOf>[number];

/** What needs a look comes first. */
function rank({ state }: DeviceView): number {
  return state === 'silent' ? 0 : state === 'partly' ? 1 : 2;
}

function lineView(id: string, bus: BusHealth, readers: readonly Reader[]): LineView {
  const { isUp, ok, timeouts, crcErrors, lateBytes, missed, utilisation, suspended } = bus;
  return {
    id,
    ...{ isUp, ok, timeouts, crcErrors, lateBytes, missed },
    utilisationPct: Math.round(100 * utilisation),
    devices: readers.filter((reader) => reader.bus === id).length,
    silent: suspended,
  };
}

function deviceView(moment: Moment, reader: Reader, readers: readonly Reader[]): DeviceView {
  const values = valuesOf(moment, reader.id);
  const good = values.filter(({ quality }) => quality === 'good').length;
  const fault = lastFault(moment, reader.id);
  const state = good === 0 ? 'silent' : good < values.length ? 'partly' : 'good';
  return {
    id: reader.id,
    model: reader.definition.model,
    title: reader.definition.title,
    line: reader.bus,
    state,
    error: fault === undefined ? null : moment.words.tell(faultMessage(fault)),
    cause: state === 'silent' ? causeOf(moment, reader, readers) : null,
    values,
  };
}

function valuesOf({ plan, image }: Moment, device: string): readonly ValueView[] {
  return Object.entries(plan.control.channels)
    .filter(([channel]) => deviceOf(channel) === device)
    .map(([channel, { quantity, validMs }]) => {
      const reading = image.channels[channel];
      const isOld = reading === undefined || !isFresh(reading, image.nowMs, validMs);
      const value = isOld ? null : significant(reading.value);
      const { unit } = quantities[quantity];
      return {
        id: channel.slice(device.length + 1),
        value,
        // A count has the unit 1, which nobody writes.
        unit: unit === '1' ? '' : unit,
        quality: isOld ? 'stale' : reading.quality,
        // Of a reading that failed the time is that of the failure.
        ageS: value === null ? null : Math.round((image.nowMs - (reading?.takenMs ?? 0)) / 1000),
      };
    });
}

function lastFault({ plan, image }: Moment, device: string): Fault | undefined {
  for (const channel of Object.keys(plan.control.channels)) {
    const fault = deviceOf(channel) === device ? image.channels[channel]?.fault : undefined;
    if (fault !== undefined && fault.kind !== 'never-read') return fault;
  }
  return undefined;
}

/** Named by who else answers on the line: one silent among many is the device, all silent is the line. */
function causeOf(moment: Moment, reader: Reader, readers: readonly Reader[]): string {
  const others = readers.filter(({ bus, id }) => bus === reader.bus && id !== reader.id);
  const answering = others.filter(({ id }) =>
    valuesOf(moment, id).some(({ quality }) => quality === 'good'),
  ).length;
  const { words } = moment;
  if (others.length === 0) return words.say(pageText('now-cause-alone', { line: reader.bus }));
  if (answering === 0) return words.say(pageText('now-cause-line', { line: reader.bus }));
  return words.say(pageText('now-cause-device', { answering, line: reader.bus }));
}

function significant(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(5));
}
