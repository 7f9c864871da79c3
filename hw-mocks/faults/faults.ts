/**
 * The faults of the wire as switches: which device or bus, which fault, from when to when, how often. Each switch draws
 * from its own seeded generator, so the same traffic gives the same faults.
 */

import { createRandom } from '../inputs/random.ts';
import type { DeviceAnswer } from './device-answer.ts';

/**
 * What can happen to an answer on the wire; `frozen` and `absurd` change its values and leave its frame
 * right.
 */
export const faultKinds = [
  'silent',
  'late',
  'garbled',
  'truncated',
  'doubled',
  'exception',
  'noise',
  'frozen',
  'absurd',
] as const;

/** One of these kinds. */
export type FaultKind = (typeof faultKinds)[number];

/** One fault and where and when it strikes. */
export interface FaultSwitch {
  /** Device id. Without device and bus: all devices. */
  readonly device?: string;
  readonly bus?: string;
  readonly kind: FaultKind;
  /** Milliseconds since the station started. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Share of replies that are struck, 0 to 1. Default 1. */
  readonly probability?: number;
  readonly seed: number;
  /** `late`: delay, ms. Default 1500, beyond any response timeout. */
  readonly delayMs?: number;
  /** `exception`: its code. Default 4, device failure. */
  readonly code?: number;
}

/** A switch that strikes this reply. */
export interface Strike {
  readonly fault: FaultSwitch;
  /** Uniform in [0, 1), from the switch's own generator. */
  random(): number;
  /** `frozen`: the answer to each request when the switch first struck it. */
  readonly frozen: Map<string, DeviceAnswer>;
}

/** The switches that are set. */
export interface FaultSwitches {
  setFault(fault: FaultSwitch): void;
  /** Removes every switch that agrees in all the given fields; `{}` removes all. */
  clearFault(like: Partial<FaultSwitch>): void;
  /**
   * The switches that strike a reply of `device` on `bus` at `atMs` since the start. Each call draws once per switch.
   */
  strike(bus: string, device: string, atMs: number): readonly Strike[];
}

const none: readonly Strike[] = [];

/** Fault switches that can be set and cleared while the station runs. */
export function createFaultSwitches(initial: readonly FaultSwitch[] = []): FaultSwitches {
  let switches: readonly Strike[] = initial.map(arm);
  return {
    setFault(fault) {
      switches = [...switches, arm(fault)];
    },
    clearFault(like) {
      switches = switches.filter(({ fault }) => !agrees(fault, like));
    },
    strike(bus, device, atMs) {
      if (switches.length === 0) return none;
      return switches.filter(({ fault, random }) => {
        if (fault.device !== undefined && fault.device !== device) return false;
        if (fault.bus !== undefined && fault.bus !== bus) return false;
        if (atMs < fault.fromMs || atMs >= fault.untilMs) return false;
        return random() < (fault.probability ?? 1);
      });
    },
  };
}

/** A switch from a line of JSON, or what is wrong with it. Default times: always; default seed: 1. */
export function parseFault(value: unknown): FaultSwitch | string {
  const filled = { fromMs: 0, untilMs: Number.POSITIVE_INFINITY, seed: 1, ...asRecord(value) };
  const problem = problemOf(filled, true);
  return problem ?? (filled as unknown as FaultSwitch);
}

/** The fields that `clearFault` compares, from a line of JSON, or what is wrong with them. */
export function parseFaultPattern(value: unknown): Partial<FaultSwitch> | string {
  const record = asRecord(value);
  return problemOf(record, false) ?? (record as Partial<FaultSwitch>);
}

/** Applies the fault to the bytes of a reply. */
export function mangle(frame: Uint8Array, { fault, random }: Strike, transport: 'rtu' | 'tcp'): Uint8Array {
  switch (fault.kind) {
    case 'garbled':
      return flipBits(frame, random, transport === 'rtu' ? frame.length : TCP_CHECKED);
    case 'truncated':
      return frame.slice(0, 1 + Math.floor(random() * (frame.length - 1)));
    case 'doubled':
      return Uint8Array.from([...frame, ...frame]);
    case 'noise':
      return Uint8Array.from([...noise(random), ...frame]);
    case 'silent':
    case 'late':
    case 'exception':
    case 'frozen':
    case 'absurd':
      return frame;
  }
}

/** Over TCP nothing protects the values, so only what a client can check is garbled: header, unit, function. */
const TCP_CHECKED = 8;

/** One to three bits, which CRC-16 always detects in a frame of 256 bytes. */
function flipBits(frame: Uint8Array, random: () => number, span: number): Uint8Array {
  const garbled = frame.slice();
  const bits = new Set<number>();
  const count = 1 + Math.floor(random() * 3);
  while (bits.size < count) bits.add(Math.floor(random() * span * 8));
  for (const bit of bits) garbled[bit >> 3] = (garbled[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return garbled;
}

function noise(random: () => number): number[] {
  return Array.from({ length: 1 + Math.floor(random() * 8) }, () => Math.floor(random() * 256));
}

function arm(fault: FaultSwitch): Strike {
  const stream = `${fault.kind} ${fault.bus ?? ''} ${fault.device ?? ''}`;
  return { fault, random: createRandom(fault.seed, stream).next, frozen: new Map() };
}

function agrees(fault: FaultSwitch, like: Partial<FaultSwitch>): boolean {
  return Object.entries(like).every(([key, value]) => fault[key as keyof FaultSwitch] === value);
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : { '': value };
}

const fields: Readonly<Record<keyof FaultSwitch, (value: unknown) => boolean>> = {
  device: isText,
  bus: isText,
  kind: (value) => faultKinds.some((kind) => kind === value),
  fromMs: isNumber,
  untilMs: isNumber,
  probability: (value) => isNumber(value) && Number(value) >= 0 && Number(value) <= 1,
  seed: Number.isInteger,
  delayMs: isNumber,
  code: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 255,
};

function problemOf(record: Record<string, unknown>, needsKind: boolean): string | undefined {
  if (needsKind && record['kind'] === undefined) return `a fault needs a kind: ${faultKinds.join(', ')}`;
  for (const [key, value] of Object.entries(record)) {
    const isValid = Object.hasOwn(fields, key) ? fields[key as keyof FaultSwitch] : undefined;
    if (isValid === undefined) return `a fault has no "${key}"; it has ${Object.keys(fields).join(', ')}`;
    if (!isValid(value)) return `"${key}" of a fault cannot be ${JSON.stringify(value)}`;
  }
  return undefined;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && !Number.isNaN(value);
}
