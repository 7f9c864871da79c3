/** From the answer of a device to readings and sound samples: the only place that stamps values. */

import { type HeldLevel, heldLevel } from '../../acoustics/levels/frozen-signal.ts';
import type { Shown } from '../../devices/instruments/instrument.ts';
import type { DecodedValue } from '../../devices/instruments/language.ts';
import { decodeBlock } from '../../devices/modbus/decode.ts';
import type { ReadBlock } from '../../devices/modbus/definition.ts';
import type { Fault } from '../../model/fault.ts';
import { specOf } from '../../model/quantity.ts';
import { bad, type ChannelId, good, type Quality, type Reading } from '../../model/reading.ts';
import type { Result } from '../../model/result.ts';
import { bandsChannel } from '../../model/spectrum.ts';
import type { DevicePlan, InstrumentPlan } from '../../plan/site-plan.ts';
import type { ModbusReply } from '../../ports/field/modbus-client.ts';
import { createEnergyCheck, type EnergyCheck } from './energy-check.ts';
import type { Latest } from './latest.ts';
import { createRatios, type Ratios } from './ratios.ts';
import { type SoundPlaces, soundPlacesOf } from './sound-places.ts';

/** Bits of a sound meter's `device.status`: its reading is not a level while one is set. */
const OVERLOAD = 1;
const UNDER_RANGE = 2;

/** Turns answers of devices into readings and samples. */
export interface Intake {
  /** Takes one finished poll, good or bad. */
  take(device: DevicePlan, block: ReadBlock, reply: Result<ModbusReply, Fault>, takenMs: number): void;
  /** The same of an instrument; the values in the order of its points. */
  takeFrom(device: InstrumentPlan, reply: Result<readonly DecodedValue[], Fault>, takenMs: number): void;
}

/** Corrections, and who is told of a meter that does not show what it should; all may be absent. */
export interface IntakeOptions {
  /** Added to every sound level of a device since its last calibration, dB. */
  readonly offsetDb?: (device: string) => number;
  /** The ledgers go on from before a restart: the first sample of a meter may be the last one they have. */
  readonly goesOn?: boolean;
  /** Called when a meter's level has been frozen too long to be believed (`levelDb`), and when it moves again (null). */
  readonly onFrozen?: (device: string, levelDb: number | null) => void;
  /** Called once for a meter whose energy counter moves about ten times, or a tenth of, what its power means. */
  readonly onTenfold?: (device: DevicePlan, times: number) => void;
}

/**
 * Turns decoded answers into readings and samples: calibrated, checked for plausibility, blanked by
 * overload.
 */
export function createIntake(latest: Latest, options: IntakeOptions = {}): Intake {
  const state: State = {
    latest,
    options,
    prepared: new Map(),
    sampleCounts: new Map(),
    begun: new Set(),
    heldLevels: new Map(),
    statuses: new Map(),
    ratios: createRatios(),
    energy: createEnergyCheck((device, times) => options.onTenfold?.(device, times)),
  };
  return {
    take: (device, block, reply, takenMs) => take(state, device, block, reply, takenMs),
    takeFrom: (device, reply, takenMs) => takeFrom(state, device, reply, takenMs),
  };
}

interface State {
  readonly latest: Latest;
  readonly options: IntakeOptions;
  /** Of each block or instrument: built once, used every second. */
  readonly prepared: Map<ReadBlock | InstrumentPlan, Prepared>;
  /** Last sample counter of each level: an unchanged counter is the same second of sound, read twice. */
  readonly sampleCounts: Map<ChannelId, number>;
  /** Levels that have given a sample since the start. */
  readonly begun: Set<ChannelId>;
  readonly heldLevels: Map<string, HeldLevel>;
  /** The last status of each meter, for levels that it gives in another block. */
  readonly statuses: Map<string, Status>;
  readonly ratios: Ratios;
  readonly energy: EnergyCheck;
}

/** What matters of a device here, whatever its protocol. */
type Polled = Pick<DevicePlan, 'id' | 'pollMs' | 'validMs'>;

/** A block or an instrument; lists in the order of its points. */
interface Prepared {
  readonly points: readonly Shown[];
  readonly ids: readonly ChannelId[];
  readonly sound: SoundPlaces | undefined;
}

interface Status {
  readonly bits: number;
  readonly takenMs: number;
}

function take(
  state: State,
  device: DevicePlan,
  block: ReadBlock,
  reply: Result<ModbusReply, Fault>,
  takenMs: number,
): void {
  const prepared = preparedOf(state, block, device, block.points);
  if (!reply.ok) {
    takeBad(state, prepared, reply.fault, takenMs);
    return;
  }
  const decoded = decodeBlock(block, reply.value, state.ratios.of(device, takenMs));
  state.ratios.keep(device, decoded, takenMs);
  state.energy.observe(device, decoded, takenMs);
  takeValues(state, device, prepared, decoded, takenMs);
}

function takeFrom(
  state: State,
  device: InstrumentPlan,
  reply: Result<readonly DecodedValue[], Fault>,
  takenMs: number,
): void {
  const prepared = preparedOf(state, device, device, device.definition.points);
  if (reply.ok) takeValues(state, device, prepared, reply.value, takenMs);
  else takeBad(state, prepared, reply.fault, takenMs);
}

function takeBad({ latest }: State, { ids }: Prepared, fault: Fault, takenMs: number): void {
  const reading = bad(fault, takenMs);
  for (const id of ids) latest.put(id, reading);
}

function takeValues(
  state: State,
  device: Polled,
  prepared: Prepared,
  decoded: readonly DecodedValue[],
  takenMs: number,
): void {
  const readings = decoded.map(({ result }) =>
    result.ok ? good(result.value, takenMs) : bad(result.fault, takenMs),
  );
  const { ids, sound } = prepared;
  if (sound !== undefined) {
    gateByStatus(state, device, sound, readings, takenMs);
    gateFrozen(state, device, sound, readings, takenMs);
    calibrate(sound, readings, state.options.offsetDb?.(device.id) ?? 0);
  }
  for (const [place, reading] of readings.entries()) state.latest.put(ids[place] ?? '', reading);
  if (sound === undefined) return;
  addSamples(state, device, prepared, sound, readings);
  addSpectrum(state, device, prepared, sound, readings);
}

/** A meter that reports overload or under-range has no level (IEC 61672-1, 5.11 and 5.12). */
function gateByStatus(
  { statuses }: State,
  device: Polled,
  { levels, status: place }: SoundPlaces,
  readings: Reading[],
  takenMs: number,
): void {
  if (place >= 0) statuses.set(device.id, { bits: readings[place]?.value ?? 0, takenMs });
  const status = statuses.get(device.id);
  if (status === undefined || takenMs - status.takenMs > device.validMs) return;
  if ((status.bits & (OVERLOAD | UNDER_RANGE)) === 0) return;
  blank(levels, readings, (status.bits & OVERLOAD) !== 0 ? 'overload' : 'under-range');
}

/** A frozen level is a sensor fault, from the moment it is detected until the level moves. */
function gateFrozen(
  { heldLevels, options }: State,
  { id }: Polled,
  { levels, watched }: SoundPlaces,
  readings: Reading[],
  takenMs: number,
): void {
  if (watched < 0) return;
  const before = heldLevels.get(id);
  const now = heldLevel(before, readings[watched]?.value ?? null, takenMs);
  if (now === undefined) heldLevels.delete(id);
  else heldLevels.set(id, now);
  const wasFrozen = before?.isFrozen === true;
  if (now?.isFrozen === true) {
    if (!wasFrozen) options.onFrozen?.(id, now.levelDb);
    blank(levels, readings, 'sensor-fault');
  } else if (wasFrozen) options.onFrozen?.(id, null);
}

/** The offset of the last calibration (GB 12348-2008, 5.1.2). A level beyond all reason stays a fault. */
function calibrate({ levels }: SoundPlaces, readings: Reading[], offsetDb: number): void {
  if (offsetDb === 0) return;
  for (const place of levels) {
    const reading = readings[place];
    if (reading === undefined || reading.value === null) continue;
    readings[place] = { ...reading, value: reading.value + offsetDb };
  }
}

function blank(levels: readonly number[], readings: Reading[], quality: Quality): void {
  for (const place of levels) {
    const reading = readings[place];
    if (reading !== undefined) readings[place] = { value: null, takenMs: reading.takenMs, quality };
  }
}

function addSamples(
  state: State,
  device: Polled,
  prepared: Prepared,
  { levels, peak }: SoundPlaces,
  readings: readonly Reading[],
): void {
  const peakDb = readings[peak]?.value ?? null;
  for (const place of levels) {
    const [point, channel, reading] = [prepared.points[place], prepared.ids[place], readings[place]];
    if (point === undefined || channel === undefined || reading === undefined) continue;
    if (specOf(point.quantity).integrates !== true) continue;
    const seconds = secondsOf(state, device, point, channel, countOf(prepared, point, readings));
    if (seconds === 0) continue;
    const { value, takenMs, quality } = reading;
    state.latest.addSample({ channel, value, peakDb, seconds, takenMs, quality });
  }
}

/** One vector for all bands: one that has no value leaves none of them. */
function addSpectrum(
  state: State,
  device: Polled,
  prepared: Prepared,
  { bands, lceq }: SoundPlaces,
  readings: readonly Reading[],
): void {
  const first = prepared.points[bands[0] ?? lceq];
  const all = bands.flatMap((place) => readings[place] ?? []);
  const reading = all.find(({ value }) => value === null) ?? all[0] ?? readings[lceq];
  if (first === undefined || reading === undefined) return;
  const channel = bandsChannel(device.id);
  const seconds = secondsOf(state, device, first, channel, countOf(prepared, first, readings));
  if (seconds === 0) return;
  const { takenMs, quality } = reading;
  const bandsDb = reading.value === null ? null : all.map(({ value }) => value ?? 0);
  const lceqDb = readings[lceq]?.value ?? null;
  state.latest.addSpectrum({ channel, bandsDb, lceqDb, seconds, takenMs, quality });
}

/** The sample counter of a level: undefined where it has none, null where it could not be read. */
function countOf(
  { points }: Prepared,
  { countedBy }: Shown,
  readings: readonly Reading[],
): number | null | undefined {
  if (countedBy === undefined) return undefined;
  return readings[points.findIndex(({ id }) => id === countedBy)]?.value ?? null;
}

/**
 * How many seconds of sound this sample stands for. A meter that counts its seconds gives one, or none when it is the
 * same second again; seconds missed in between stay missing. Any other meter gives its poll period.
 */
function secondsOf(
  { options, begun, sampleCounts }: State,
  device: Polled,
  point: Shown,
  channel: ChannelId,
  count: number | null | undefined,
): number {
  const isFirst = options.goesOn === true && !begun.has(channel);
  if (isFirst) begun.add(channel);
  const isRepeated = typeof count === 'number' && sampleCounts.get(channel) === count;
  if (typeof count === 'number') sampleCounts.set(channel, count);
  if (isFirst || isRepeated) return 0;
  return count === undefined ? (point.everyMs ?? device.pollMs) / 1000 : 1;
}

function preparedOf(
  state: State,
  source: ReadBlock | InstrumentPlan,
  device: Polled,
  points: readonly Shown[],
): Prepared {
  const known = state.prepared.get(source);
  if (known !== undefined) return known;
  const ids = points.map((point) => `${device.id}.${point.id}`);
  const fresh = { points, ids, sound: soundPlacesOf(points) };
  state.prepared.set(source, fresh);
  return fresh;
}
