/** From the answer of a device to readings and sound samples: the only place that stamps values. */

import { type HeldLevel, heldLevel } from '../../acoustics/levels/frozen-signal.ts';
import type { Shown } from '../../devices/instruments/instrument.ts';
import type { DecodedValue } from '../../devices/instruments/language.ts';
import { decodeBlock } from '../../devices/modbus/decode.ts';
import type { ReadBlock } from '../../devices/modbus/definition.ts';
import type { Fault } from '../../model/fault.ts';
import { specOf } from '../../model/quantity.ts';
import { bad, good, type Quality, type Reading } from '../../model/reading.ts';
import type { Result } from '../../model/result.ts';
import type { DevicePlan, InstrumentPlan } from '../../plan/site-plan.ts';
import type { ModbusReply } from '../../ports/modbus-client.ts';
import { createEnergyCheck } from './energy-check.ts';
import type { Latest } from './latest.ts';
import { createRatios } from './ratios.ts';

/** Bits of a sound meter's `device.status`: its reading is not a level while one is set. */
const OVERLOAD = 1;
const UNDER_RANGE = 2;

export interface Intake {
  /** Takes one finished poll, good or bad. */
  take(device: DevicePlan, block: ReadBlock, reply: Result<ModbusReply, Fault>, takenMs: number): void;
  /** The same of an instrument; the values in the order of its points. */
  takeFrom(device: InstrumentPlan, reply: Result<readonly DecodedValue[], Fault>, takenMs: number): void;
}

/** What of a device matters here, whatever it speaks. */
type Polled = Pick<DevicePlan, 'id' | 'pollMs'>;

export interface IntakeOptions {
  /** Added to every sound level of a device since its last calibration, dB. */
  readonly offsetDb?: (device: string) => number;
  /** The ledgers go on from before a restart: the first sample of a meter may be the last one they have. */
  readonly goesOn?: boolean;
  /** Told when a meter's level has stood still too long to be believed (`levelDb`), and when it moves again (null). */
  readonly onFrozen?: (device: string, levelDb: number | null) => void;
  /** Told once for a meter whose energy counter moves about ten times, or a tenth of, what its power means. */
  readonly onTenfold?: (device: DevicePlan, times: number) => void;
}

export function createIntake(latest: Latest, options: IntakeOptions = {}): Intake {
  const { offsetDb, goesOn = false, onFrozen: onStuck } = options;
  /** Channel ids of each block or instrument in the order of its points: joined once, used every second. */
  const prepared = new Map<ReadBlock | InstrumentPlan, Prepared>();
  /** Last sample counter of each level: an unchanged counter is the same second of sound, read twice. */
  const counters = new Map<string, number>();
  const begun = new Set<string>();
  const standstills = new Map<string, HeldLevel>();
  const ratios = createRatios();
  const energy = createEnergyCheck((device, times) => options.onTenfold?.(device, times));

  return {
    take(device, block, reply, takenMs) {
      const known = preparedOf(block, device, block.points);
      if (!reply.ok) {
        takeBad(known, reply.fault, takenMs);
        return;
      }
      const decoded = decodeBlock(block, reply.value, ratios.of(device, takenMs));
      ratios.keep(device, decoded, takenMs);
      energy.see(device, decoded, takenMs);
      takeValues(device, known, decoded, takenMs);
    },
    takeFrom(device, reply, takenMs) {
      const known = preparedOf(device, device, device.definition.points);
      if (reply.ok) takeValues(device, known, reply.value, takenMs);
      else takeBad(known, reply.fault, takenMs);
    },
  };

  function preparedOf(
    source: ReadBlock | InstrumentPlan,
    device: Polled,
    points: readonly Shown[],
  ): Prepared {
    const known = prepared.get(source);
    if (known !== undefined) return known;
    const fresh = prepare(device, points);
    prepared.set(source, fresh);
    return fresh;
  }

  function takeBad({ ids }: Prepared, fault: Fault, takenMs: number): void {
    const reading = bad(fault, takenMs);
    for (const id of ids) latest.put(id, reading);
  }

  function takeValues(
    device: Polled,
    { ids, isSound }: Prepared,
    decoded: readonly DecodedValue[],
    takenMs: number,
  ): void {
    if (isSound) takeSound(device, ids, decoded, takenMs);
    else
      decoded.forEach((one, index) => {
        latest.put(ids[index] ?? '', readingOf(one, takenMs));
      });
  }

  function takeSound(
    device: Polled,
    ids: readonly string[],
    decoded: readonly DecodedValue[],
    takenMs: number,
  ): void {
    const readings = new Map(decoded.map((one) => [one.point.id, readingOf(one, takenMs)]));
    gateByStatus(readings);
    gateFrozen(device.id, readings, takenMs);
    correct(readings, offsetDb?.(device.id) ?? 0);
    for (const [index, { point }] of decoded.entries()) {
      const channel = ids[index] ?? '';
      const reading = readings.get(point.id);
      if (reading === undefined) continue;
      latest.put(channel, reading);
      const seconds = specOf(point.quantity).integrates ? secondsOf(device, point, channel, readings) : 0;
      if (seconds === 0) continue;
      const peakDb = readings.get('sound.lafmax')?.value ?? null;
      latest.addSample({ channel, value: reading.value, peakDb, seconds, takenMs, quality: reading.quality });
    }
  }

  /** A level that stands still is a sensor fault, from the moment it is found out until it moves. */
  function gateFrozen(device: string, readings: Map<string, Reading>, takenMs: number): void {
    const level = readings.get('sound.laeq') ?? readings.get('sound.laf');
    const before = standstills.get(device);
    const now = heldLevel(before, level?.value ?? null, takenMs);
    if (now === undefined) standstills.delete(device);
    else standstills.set(device, now);
    const wasStuck = before?.isFrozen === true;
    if (now?.isFrozen === true) {
      if (!wasStuck) onStuck?.(device, now.levelDb);
      blank(readings, 'sensor-fault');
    } else if (wasStuck) onStuck?.(device, null);
  }

  /**
   * How much sound this sample stands for. A meter that counts its seconds gives one, or none when it is the same
   * second again; seconds missed in between stay missing. Any other gives its poll period.
   */
  function secondsOf(
    device: Polled,
    point: Shown,
    channel: string,
    readings: ReadonlyMap<string, Reading>,
  ): number {
    const isFirst = goesOn && !begun.has(channel);
    if (isFirst) begun.add(channel);
    const seconds = secondsSince(device, point, channel, readings);
    return isFirst ? 0 : seconds;
  }

  function secondsSince(
    device: Polled,
    point: Shown,
    channel: string,
    readings: ReadonlyMap<string, Reading>,
  ): number {
    if (point.countedBy === undefined) return (point.everyMs ?? device.pollMs) / 1000;
    const count = readings.get(point.countedBy)?.value ?? null;
    if (count === null) return 1;
    const isNew = counters.get(channel) !== count;
    counters.set(channel, count);
    return isNew ? 1 : 0;
  }
}

function readingOf({ result }: DecodedValue, takenMs: number): Reading {
  return result.ok ? good(result.value, takenMs) : bad(result.fault, takenMs);
}

interface Prepared {
  readonly ids: readonly string[];
  readonly isSound: boolean;
}

function prepare(device: Polled, points: readonly Shown[]): Prepared {
  return {
    ids: points.map((point) => `${device.id}.${point.id}`),
    isSound: points.some((point) => point.quantity.startsWith('sound.')),
  };
}

/** The offset of the last calibration (GB 12348-2008, 5.1.2). A level beyond all reason stays a fault. */
function correct(readings: Map<string, Reading>, offsetDb: number): void {
  if (offsetDb === 0) return;
  for (const [pointId, reading] of readings) {
    if (!pointId.startsWith('sound.la') || reading.value === null) continue;
    readings.set(pointId, { ...reading, value: reading.value + offsetDb });
  }
}

/** A meter that reports overload or under-range has no level (IEC 61672-1, 5.11 and 5.12). */
function gateByStatus(readings: Map<string, Reading>): void {
  const status = readings.get('device.status')?.value ?? 0;
  if ((status & (OVERLOAD | UNDER_RANGE)) === 0) return;
  blank(readings, (status & OVERLOAD) !== 0 ? 'overload' : 'under-range');
}

function blank(readings: Map<string, Reading>, quality: Quality): void {
  for (const [pointId, { takenMs }] of readings) {
    if (pointId.startsWith('sound.la')) readings.set(pointId, { value: null, takenMs, quality });
  }
}
