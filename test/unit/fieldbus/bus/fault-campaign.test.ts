/**
 * Line faults at 1 % of frames over hours of virtual time (24 in the campaign), seeded: no wrong value is accepted, every promise is
 * kept once, every open is followed by its close. QUIETPOST_SEED gives another run of it.
 */

import { expect, test } from 'vitest';
import { rtuFraming } from '../../../../src/fieldbus/modbus/rtu-framing.ts';
import type { BusPlan } from '../../../../src/plan/site-plan.ts';
import type { ModbusRequest } from '../../../../src/ports/field/modbus-client.ts';
import { sampleSize } from '../../../sample-size.ts';
import { joined, seededRandom } from '../frames.ts';
import { createRig, meter, type Rig, rtuPlan, tcpPlan } from './bus-fixture.ts';

const seed = Number(process.env['QUIETPOST_SEED'] ?? 20_261_128);
const hours = sampleSize({ sample: 4, full: 24 });
const faultShare = 0.01;

type Random = () => number;
/** What the line makes of an answer: pieces with how much later than usual each arrives. */
type Spoil = (frame: Uint8Array, random: Random) => readonly (readonly [Uint8Array, number])[];

const rtuSpoils: Readonly<Record<string, Spoil>> = {
  lost: () => [],
  late: (frame, random) => [[frame, random() * 2500]],
  doubled: (frame, random) => [
    [frame, 0],
    [frame, random() * 300],
  ],
  truncated: (frame, random) => [[frame.slice(0, 1 + Math.floor(random() * (frame.length - 1))), 0]],
  /** A burst of up to 16 bits: CRC-16 finds every one. */
  burst: (frame, random) => [[burst(frame, random), 0]],
  noise: (frame, random) => [[joined(noise(random), frame), 0]],
  tail: (frame, random) => [[joined(frame, noise(random)), 0]],
  'another unit': (frame, random) => [
    [rtuFraming.wrap(2 + Math.floor(random() * 6), frame.slice(1, -2), 0), random() * 5],
    [frame, 30],
  ],
  'in pieces': (frame, random) => {
    const cut = 1 + Math.floor(random() * (frame.length - 1));
    return [
      [frame.slice(0, cut), 0],
      [frame.slice(cut), random() * 200],
    ];
  },
};

const { lost, late, doubled, truncated } = rtuSpoils;
/** Over TCP a frame may be lost in the gateway, late, repeated, or cut by the end of its connection. */
const tcpSpoils = { lost, late, doubled, truncated } as Readonly<Record<string, Spoil>>;

function burst(frame: Uint8Array, random: Random): Uint8Array {
  const spoilt = frame.slice();
  const first = Math.floor(random() * (frame.length * 8 - 16));
  const pattern = 1 + Math.floor(random() * 0xffff);
  for (let bit = 0; bit < 16; bit++) {
    const at = first + bit;
    if (((pattern >> bit) & 1) === 1) spoilt[at >> 3] = (spoilt[at >> 3] ?? 0) ^ (1 << (at & 7));
  }
  return spoilt;
}

function noise(random: Random): Uint8Array {
  return Uint8Array.from({ length: 1 + Math.floor(random() * 12) }, () => Math.floor(random() * 256));
}

interface Asked {
  readonly unit: number;
  readonly atMs: number;
  readonly word: number;
}

/** Every answer holds the number of its question, and each device its own series. Gives the questions heard. */
function numberAnswers(rig: Rig, units: readonly number[]): Asked[] {
  const asked: Asked[] = [];
  for (const unit of units) {
    let count = 0;
    rig.behaviours.set(unit, (request: ModbusRequest, atMs) => {
      count = (count + 1) & 0xffff;
      const word = count ^ (unit << 8);
      asked.push({ unit, atMs, word });
      return request.kind === 'read' ? new Array<number>(request.count).fill(word) : [];
    });
  }
  return asked;
}

/**
 * Puts a spoiler between the devices and the bus. Gives how often each kind struck. A device that is late is late with
 * what it is asked meanwhile too: answers do not overtake each other on a wire.
 */
function spoilLine(
  rig: Rig,
  plan: BusPlan,
  spoils: Readonly<Record<string, Spoil>>,
  random: Random,
): Record<string, number> {
  const struck: Record<string, number> = {};
  const kinds = Object.keys(spoils);
  const { reply } = rig.link;
  const busyUntilMs = new Map<number, number>();
  const unitAt = plan.kind === 'modbus-tcp' ? 6 : 0;
  rig.link.reply = (frame, usualMs = 0) => {
    const unit = frame[unitAt] ?? 0;
    const nowMs = rig.clock.nowMs();
    const afterMs = Math.max(usualMs, (busyUntilMs.get(unit) ?? 0) + 1 - nowMs);
    const kind = random() < faultShare ? kinds[Math.floor(random() * kinds.length)] : undefined;
    const spoil = kind === undefined ? undefined : spoils[kind];
    if (kind === undefined || spoil === undefined) return reply(frame, afterMs);
    struck[kind] = (struck[kind] ?? 0) + 1;
    if (kind === 'truncated' && plan.kind === 'modbus-tcp')
      rig.clock.at(nowMs + afterMs, () => rig.link.drop());
    for (const [bytes, laterMs] of spoil(frame, random)) {
      reply(bytes, afterMs + laterMs);
      busyUntilMs.set(unit, nowMs + afterMs + laterMs);
    }
  };
  return struck;
}

test.each([
  ['RTU at 9600 baud', rtuPlan, rtuSpoils],
  ['Modbus TCP', tcpPlan, tcpSpoils],
])(
  `${hours} h of line faults at one frame in a hundred, %s, seed ${seed}: nothing wrong accepted, nothing left open`,
  (_name, plan, spoils) => {
    const units = [2, 3, 4, 5, 6, 7];
    // Of different lengths and equal ones; polls a day takes a few seconds to simulate.
    const rig = createRig(
      plan,
      units.map((unit, index) => meter(unit, { pollMs: 2000 + 500 * index, registers: 4 + 4 * (index % 3) })),
    );
    const random = seededRandom(seed);
    const asked = numberAnswers(rig, units);
    const struck = spoilLine(rig, plan, spoils, random);
    rig.bus.start();
    let wrong = 0;
    let good = 0;
    const settledTimes: number[] = [];
    let drops = 0;
    const isDownFor = () => random() * 60_000;
    let nextDropMs = 3_600_000;
    for (let ms = 250; ms <= hours * 3_600_000; ms += 250) {
      rig.clock.runUntil(ms);
      for (const { device, block, reply, takenMs } of rig.readings.splice(0)) {
        if (!reply.ok) continue;
        good++;
        const unit = Number(device.slice('meter-'.length));
        // It answers the last question before it.
        const expected = asked.findLast((one) => one.unit === unit && one.atMs < takenMs)?.word;
        if (reply.value.length !== block.count || reply.value.some((word) => word !== expected)) wrong++;
      }
      asked.splice(0, asked.length - 20);
      rig.heard.length = 0;
      rig.link.written.length = 0;
      if (ms % 15_000 === 0) {
        const index = settledTimes.push(0) - 1;
        rig.bus.write({
          device: `meter-${2 + (index % 6)}`,
          request: { kind: 'write-register', address: 99, value: index & 0xffff },
          deadlineMs: ms + 1000,
          done() {
            settledTimes[index] = (settledTimes[index] ?? 0) + 1;
          },
        });
      }
      if (ms < nextDropMs) continue;
      drops++;
      rig.link.refuses = true;
      rig.link.drop();
      const downMs = isDownFor();
      rig.clock.at(ms + downMs, () => {
        rig.link.refuses = false;
      });
      nextDropMs = ms + 1_800_000 + random() * 3_600_000;
    }
    rig.bus.stop();
    const { requests, ok, exceptions, timeouts, crcErrors, frameErrors, reopened } = rig.bus.counters();
    const faults = Object.values(struck).reduce((sum, count) => sum + count, 0);
    expect(wrong).toBe(0);
    expect(good).toBeGreaterThan(4000 * hours);
    expect(faults / requests).toBeGreaterThan(0.008);
    expect(faults / requests).toBeLessThan(0.012);
    for (const kind of Object.keys(spoils)) expect(struck[kind], kind).toBeGreaterThan(4 * hours);
    expect(reopened).toBeGreaterThanOrEqual(drops);
    expect(settledTimes.filter((times) => times !== 1)).toEqual([]);
    const aborted = requests - ok - exceptions - timeouts - crcErrors - frameErrors;
    expect(aborted).toBeGreaterThanOrEqual(0);
    expect(aborted).toBeLessThanOrEqual(drops + (struck['truncated'] ?? 0) + 1);
    rig.clock.runFor(60_000);
    expect(rig.clock.pending).toBe(0);
    expect(rig.link.isClosed).toBe(true);
  },
);
