/** A small station as a literal: one cabinet, two guns, a sound meter at a receptor, one fan, one power limit. */

import { initialState, type TickResult, tick } from '../../../src/control/tick.ts';
import type { Event } from '../../../src/model/event.ts';
import type { ProcessImage } from '../../../src/model/image.ts';
import type { Quantity } from '../../../src/model/quantity.ts';
import type { ChannelId, Reading, Sample } from '../../../src/model/reading.ts';
import { good } from '../../../src/model/reading.ts';
import { ruleParamsSchema } from '../../../src/plan/rule-params.ts';
import type { SitePlan } from '../../../src/plan/site-plan.ts';
import type { FinishedCycle } from '../../../src/ports/observer.ts';

const quantitiesOf: Readonly<Record<ChannelId, Quantity>> = {
  'slm-north.sound.laeq': 'sound.laeq',
  'slm-north.sound.lafmax': 'sound.lafmax',
  'slm-north.sound.count': 'sound.count',
  'cab-a.power.active': 'power.active',
  'gun-1.power.active': 'power.active',
  'gun-2.power.active': 'power.active',
  'temp-a.temperature': 'temperature',
  'fan-a.fan.speed': 'fan.speed',
};

export const smallPlan: SitePlan = {
  hash: '0123456789ab',
  site: 'lane-7',
  station: 'st-1',
  zone: 'Europe/Berlin',
  clock: 'assumed',
  history: { path: 'history.db', secondsMs: 1.2e9, minutesMs: 3.5e10, fileBytesMax: 1e9 },
  broker: { kind: 'embedded', port: 1883 },
  buses: [{ id: 'tcp-a', kind: 'modbus-tcp', host: '127.0.0.1', port: 502 }],
  boards: [],
  banks: [],
  devices: [],
  ports: [],
  outputs: [
    { id: 'fan-a', device: 'fan-a', command: 'speed', leaseMs: 10_000, kind: 'register' },
    {
      id: 'limit-a',
      device: 'board',
      command: 'relays',
      leaseMs: 5000,
      kind: 'relay-steps',
      order: 'break-before-make',
      delayMs: 0,
      coils: [1],
      steps: { '50': [1], '100': [] },
    },
  ],
  control: {
    mode: 'auto',
    periodMs: 1000,
    channels: Object.fromEntries(
      Object.entries(quantitiesOf).map(([id, quantity]) => [id, { quantity, validMs: 5000 }]),
    ),
    outputs: [
      { id: 'fan-a', kind: 'fan', min: 0, max: 100, rest: 20, failSafe: 100 },
      { id: 'limit-a', kind: 'power-limit', min: 50, max: 100, rest: 100, failSafe: 50, steps: [50, 100] },
    ],
    cabinets: [
      {
        id: 'a',
        temperatures: ['temp-a.temperature'],
        powerIn: 'cab-a.power.active',
        ratedW: 240_000,
        guns: ['gun-1.power.active', 'gun-2.power.active'],
        fans: [{ output: 'fan-a', speed: 'fan-a.fan.speed', fullRpm: 3000, atDb: { flat: 50 } }],
        limit: 'limit-a',
        heat: { riseK: 22, settleS: 180, fullPowerC: 55, noPowerC: 75 },
        humAtDb: { flat: 35 },
      },
    ],
    receptors: [
      {
        id: 'flat',
        place: 'boundary',
        level: 'slm-north.sound.laeq',
        peak: 'slm-north.sound.lafmax',
        dayDb: 60,
        nightDb: 50,
      },
    ],
    otherLevels: [],
    weather: {},
    night: { startMin: 1320, endMin: 360 },
    rules: ruleParamsSchema.parse({
      'over-temperature': { warnC: 45, tripC: 60, resetC: 50, tripPowerPct: 50 },
      'fan-failure': { minSpeedPct: 50, after: '20s', powerPct: 50 },
      'lost-input': { fanPct: 100, powerPct: 50 },
      'operator-request': { manualMax: '1h' },
      'night-noise': { marginDb: 1, hourMarginDb: 1, nightMarginDb: 2, limitC: 54, gunFloorKw: 20 },
      'relay-hold': { hold: '5m', changesPerNight: 12 },
      'thermal-fan': { startC: 30, fullC: 50, hysteresisC: 2, slewPctPerS: 5, nightC: 48, preCool: '10m' },
      'quiet-lamp': { onDb: 60, offDb: 55, hold: '30s' },
    }),
  },
  layout: { levels: [], cabinets: [], weatherDevices: [] },
};

export const startWallMs = Date.UTC(2026, 0, 5, 21, 0, 0);

/** All channels good and fresh at `nowMs`, with a second of sound, except what `changes` says. */
export function imageAt(
  nowMs: number,
  changes: Readonly<Record<ChannelId, Reading>> = {},
  clockSynced = true,
): ProcessImage {
  const level = 'slm-north.sound.laeq';
  const samples: readonly Sample[] =
    changes[level] === undefined
      ? [{ channel: level, value: 40, peakDb: 41, seconds: 1, takenMs: nowMs - 100, quality: 'good' }]
      : [];
  const channels = Object.fromEntries(
    Object.keys(quantitiesOf).map((id, index) => [id, good(40 + index, nowMs - 100)]),
  );
  return {
    cycle: Math.round(nowMs / 1000),
    nowMs,
    wallMs: startWallMs + nowMs,
    utcOffsetMin: 60,
    clockSynced,
    channels: { ...channels, ...changes },
    samples,
    requests: [],
  };
}

/** A cycle with nothing to tell, but for what `changes` says of its result and its events. */
export function cycleAt(
  image: ProcessImage,
  { events = [], ...changes }: Partial<TickResult> & { readonly events?: readonly Event[] } = {},
): FinishedCycle<TickResult> {
  return { image, result: { ...quietResult, ...changes }, events };
}

const quietResult: TickResult = {
  ...tick(initialState(smallPlan.control), imageAt(0), smallPlan.control),
  decisions: [],
  events: [],
  closed: [],
  closedSpectra: [],
  attribution: [],
  noiseEvents: [],
};
