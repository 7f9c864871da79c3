/** The streams: which channels in which order, unit and resolution, and how `quietpost watch` prints them. */

import { MINUTE_MS } from '../model/duration.ts';
import { type Quantity, specOf } from '../model/quantity.ts';
import { positionChannels, withheldChannels } from '../plan/derived-channels.ts';
import type { SitePlan } from '../plan/site-plan.ts';
import {
  attributionLines,
  bandLines,
  lastRowLines,
  levelLines,
  minuteLines,
  noiseEventLines,
  outputLines,
  powerLines,
  type StreamLines,
} from './form/stream-lines.ts';
import { type StreamName, streamNames } from './form/stream-names.ts';

/** One stream of a site: its columns, period and rows. */
export interface StreamPlan {
  readonly name: StreamName;
  /** 0: on change. */
  readonly periodMs: number;
  readonly columns: readonly Column[];
}

interface StreamSpec {
  readonly periodMs: number;
  readonly columns: (plan: SitePlan) => readonly Column[];
  readonly lines: StreamLines;
}

/** One column of a stream. */
export interface Column {
  readonly id: string;
  readonly unit: string;
  /** Values are rounded to 1/resolution. */
  readonly resolution: number;
  /** Older readings are stale; for channels only. */
  readonly validMs: number;
}

/** A row is a second of a meter, at the time it began. */
const levelColumns: readonly Column[] = [
  column('meter', 'id', 1),
  column('laeq', 'dB', 100),
  column('lafmax', 'dB', 100),
];

/** A row is a change of an output: what is wanted, by which rule, and the key of the reason. */
const outputColumns: readonly Column[] = [
  column('output', 'id', 1),
  column('wanted', '%', 10),
  column('by', 'id', 1),
  column('reason', 'id', 1),
];

/**
 * A row is one minute of one level point. Four decimals, because minutes are summed to hours and nights and must not be
 * rounded like a display. `equipment` is by the model of fan speeds and powers; what was measured of it is in `attribution`.
 */
const minuteColumns: readonly Column[] = [
  column('level', 'id', 1),
  column('laeq', 'dB', 10_000),
  column('lafmax', 'dB', 100),
  column('valid', 's', 100),
  column('equipment', 'dB', 100),
  column('weather', 's', 1),
];

/**
 * A row is the spectrum of one minute of one level point. The bands of all meters of the site are columns, named by their
 * nominal frequency; those that a meter does not give are null. None without a meter that gives any.
 */
function bandColumns({ control }: SitePlan): readonly Column[] {
  const spectra = Object.values(control.spectra ?? {});
  if (spectra.length === 0) return [];
  const bands = [...new Set(spectra.flatMap(({ bandsHz }) => bandsHz))].sort((a, b) => a - b);
  return [
    column('level', 'id', 1),
    column('valid', 's', 100),
    column('lceq', 'dB', 100),
    ...bands.map((hz) => column(String(hz), 'dB', 100)),
  ];
}

/** A row is one minute of one receptor; the gate is its index in gateStates, the worst of the minute. */
const attributionColumns: readonly Column[] = [
  column('level', 'id', 1),
  column('equipment', 'dB', 10_000),
  column('background', 'dB', 10_000),
  column('uncertainty', 'dB', 100),
  column('gate', '1', 1),
];

/** A row is a noise event at one level point, at the time it began. */
const noiseEventColumns: readonly Column[] = [
  column('level', 'id', 1),
  column('kind', 'id', 1),
  column('confidence', '1', 100),
  column('seconds', 's', 1),
  column('max', 'dB', 100),
  column('above', 'dB', 100),
];

/** What each stream holds; period 0: rows come when something changes. */
export const streams: Readonly<Record<StreamName, StreamSpec>> = {
  spl: {
    periodMs: 1000,
    columns: () => levelColumns,
    lines: levelLines,
  },
  power: {
    periodMs: 5000,
    columns: (plan) => channelColumns(plan, powerChannels(plan)),
    lines: powerLines,
  },
  thermal: {
    // A cabinet takes minutes to warm, and `now` has its temperature in between.
    periodMs: 20_000,
    columns: (plan) => channelColumns(plan, thermalChannels(plan)),
    lines: lastRowLines,
  },
  energy: {
    periodMs: MINUTE_MS,
    columns: energyColumns,
    lines: lastRowLines,
  },
  position: {
    // What is wanted stands in `output` at each change, and what does not stand there in `now` within ten seconds.
    periodMs: 30_000,
    columns: ({ control }) => derivedColumns(positionChannels(control), 10),
    lines: lastRowLines,
  },
  output: {
    periodMs: 0,
    columns: () => outputColumns,
    lines: outputLines,
  },
  bands: { periodMs: MINUTE_MS, columns: bandColumns, lines: bandLines },
  minute: { periodMs: MINUTE_MS, columns: () => minuteColumns, lines: minuteLines },
  attribution: { periodMs: MINUTE_MS, columns: () => attributionColumns, lines: attributionLines },
  'noise-events': { periodMs: 0, columns: () => noiseEventColumns, lines: noiseEventLines },
};

/** The streams of a site; that of the bands only where a meter gives any. */
export function streamsOf(plan: SitePlan): readonly StreamPlan[] {
  const all = streamNames.map((name) => {
    const { periodMs, columns } = streams[name];
    return { name, periodMs, columns: columns(plan) };
  });
  return all.filter(({ name, columns }) => name !== 'bands' || columns.length > 0);
}

/** Whether this version knows the stream; a newer station may have others. */
export function isStreamName(name: string): name is StreamName {
  return Object.hasOwn(streams, name);
}

/** Values are rounded to 1/resolution of the quantity's unit: no finer than the instruments resolve. */
export function resolutionOf(quantity: Quantity): number {
  switch (specOf(quantity).unit) {
    case 'dB':
    case 'Hz':
    case 'A':
    case '1':
      return 100;
    case 'W':
    case 'var':
    case 'VA':
    case 'Wh':
    case 'rpm':
      return 1;
    default:
      return 10;
  }
}

/** What cools the cabinets and what the weather does to them. Temperatures inside the guns' meters stay in `live`. */
function thermalChannels({ control }: SitePlan): readonly string[] {
  const { temperature, wind, rain } = control.weather;
  const outdoors = [temperature, wind, rain].filter((id) => id !== undefined);
  const cabinets = control.cabinets.flatMap(({ temperatures, fans }) => [
    ...temperatures,
    ...fans.map(({ speed }) => speed),
  ]);
  return [...new Set([...cabinets, ...outdoors])];
}

/**
 * Counters, Wh: those of the meters, and by cabinet what power limits (`withheld.relay`) and heat (`withheld.heat`) kept from
 * the cars at most. They go on over restarts; another epoch may begin them anew.
 */
function energyColumns(plan: SitePlan): readonly Column[] {
  const meters = Object.entries(plan.control.channels).filter(
    ([, { quantity }]) => quantity === 'energy.import',
  );
  const ids = meters.map(([id]) => id);
  return [...channelColumns(plan, ids), ...derivedColumns(withheldChannels(plan.control), 1)];
}

/** By output: what is wanted and where it stands by its far end. */
function derivedColumns(
  channels: ReturnType<typeof positionChannels>,
  resolution: number,
): readonly Column[] {
  return Object.entries(channels).map(([id, { quantity, validMs }]) => ({
    ...{ id, unit: specOf(quantity).unit, resolution, validMs },
  }));
}

function powerChannels(plan: SitePlan): readonly string[] {
  return plan.control.cabinets.flatMap(({ powerIn, guns }) => [powerIn, ...guns]);
}

function channelColumns(plan: SitePlan, ids: readonly string[]): readonly Column[] {
  return ids.flatMap((id) => {
    const channel = plan.control.channels[id];
    if (channel === undefined) return [];
    const { quantity, validMs } = channel;
    return [{ id, unit: specOf(quantity).unit, resolution: resolutionOf(quantity), validMs }];
  });
}

function column(id: string, unit: string, resolution: number): Column {
  return { id, unit, resolution, validMs: Number.POSITIVE_INFINITY };
}
