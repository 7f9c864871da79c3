/** A small literal site for the physics: two cabinets, 14 guns each, two fans each, four meters, a lamp. */

import type { CabinetPlan, FanPlan, OutputSpec } from '../../../src/plan/control-plan.ts';
import { ruleParamsSchema } from '../../../src/plan/rule-params.ts';
import type { OutputPlan, SitePlan } from '../../../src/plan/site-plan.ts';

export const letters = ['a', 'b'] as const;
export const gunIds = letters.flatMap((letter) => gunsOf(letter));
export const fanIds = letters.flatMap((letter) => [`fan-${letter}1`, `fan-${letter}2`]);

/** 2025-06-21 20:00 in Shanghai. */
export const eveningMs = Date.UTC(2025, 5, 21, 12);

/** Masks of the relay steps 100, 75, 50 and 25 %. */
export const relayMask = { 100: 0b11, 75: 0b01, 50: 0b00, 25: 0b10 } as const;
export const lampMask = 0b1000_0000;

export function sitePlan(zone = 'Asia/Shanghai'): SitePlan {
  return {
    hash: '000000000000',
    site: 'test',
    station: 'test',
    zone,
    clock: 'assumed',
    history: { path: 'history.db', secondsMs: 1.2e9, minutesMs: 3.5e10, fileBytesMax: 1e9 },
    broker: { kind: 'embedded', port: 1883 },
    buses: [],
    boards: [],
    banks: [],
    devices: [],
    ports: [],
    outputs: [...fanIds.map(fanOutput), ...letters.map(limitOutput), lampOutput],
    control: {
      mode: 'auto',
      periodMs: 1000,
      channels: {},
      outputs: fanIds.map(fanSpec),
      cabinets: letters.map(cabinetPlan),
      receptors: [{ id: 'north', place: 'boundary', level: 'slm-north.sound.laeq', dayDb: 55, nightDb: 45 }],
      otherLevels: [],
      weather: {},
      night: { startMin: 22 * 60, endMin: 6 * 60 },
      rules: ruleParamsSchema.parse({
        'over-temperature': { warnC: 55, tripC: 62, resetC: 50, tripPowerPct: 25 },
        'fan-failure': { minSpeedPct: 30, after: '20s', powerPct: 50 },
        'lost-input': { fanPct: 60, powerPct: 50 },
        'operator-request': { manualMax: '1h' },
        'night-noise': { marginDb: 1, hourMarginDb: 1, nightMarginDb: 2, limitC: 54, gunFloorKw: 20 },
        'relay-hold': { hold: '5m', changesPerNight: 12 },
        'thermal-fan': { startC: 30, fullC: 52, hysteresisC: 2, slewPctPerS: 5, nightC: 48, preCool: '10m' },
        'quiet-lamp': { onDb: 62, offDb: 58, hold: '2m' },
      }),
    },
    layout: {
      levels: [
        { device: 'slm-north', place: 'boundary' },
        { device: 'slm-rest', place: 'rest-area' },
        { device: 'slm-cover-a', place: 'cover', cabinet: 'a' },
        { device: 'slm-cover-b', place: 'cover', cabinet: 'b' },
      ],
      cabinets: letters.map((letter) => ({
        id: letter,
        meter: `meter-${letter}`,
        temperatures: [`temp-${letter}1`, `temp-${letter}2`],
        fans: [`fan-${letter}1`, `fan-${letter}2`],
        guns: gunsOf(letter),
        limitOutput: `limit-${letter}`,
      })),
      weatherDevices: ['weather'],
      lampOutput: 'lamp',
    },
  };
}

function gunsOf(letter: string): string[] {
  return Array.from({ length: 14 }, (_, index) => `gun-${letter}-${String(index + 1).padStart(2, '0')}`);
}

function cabinetPlan(letter: string): CabinetPlan {
  return {
    id: letter,
    temperatures: [`temp-${letter}1.temperature`, `temp-${letter}2.temperature`],
    powerIn: `meter-${letter}.power.active`,
    ratedW: 720_000,
    guns: gunsOf(letter).map((gun) => `${gun}.power.active`),
    fans: [1, 2].map((number): FanPlan => {
      const id = `fan-${letter}${number}`;
      return { output: id, speed: `${id}.fan.speed`, fullRpm: 1480, atDb: { north: 42 } };
    }),
    limit: `limit-${letter}`,
    heat: { riseK: 22, settleS: 180, fullPowerC: 55, noPowerC: 75 },
    humAtDb: { north: 36 },
  };
}

function fanSpec(id: string): OutputSpec {
  return { id, kind: 'fan', min: 20, max: 100, rest: 20, failSafe: 60 };
}

function fanOutput(id: string): OutputPlan {
  return { id, device: id, command: 'setpoint', leaseMs: 30_000, kind: 'register' };
}

function limitOutput(letter: string): OutputPlan {
  const steps = { 100: [1, 2], 75: [1], 50: [], 25: [2] };
  const device = `relays-${letter}`;
  return {
    id: `limit-${letter}`,
    device,
    command: 'relays',
    leaseMs: 30_000,
    kind: 'relay-steps',
    order: 'break-before-make',
    delayMs: 0,
    coils: [1, 2],
    steps,
  };
}

const lampOutput: OutputPlan = {
  id: 'lamp',
  device: 'relays-a',
  command: 'relays',
  leaseMs: 30_000,
  kind: 'relay-steps',
  order: 'break-before-make',
  delayMs: 0,
  coils: [8],
  steps: { 0: [], 100: [8] },
};
