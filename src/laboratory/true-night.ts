/** The figures of a night: from the true state of the simulated station, and as published by the gateway. */

import type { LevelTruth, StationTruth } from '../../hw-mocks/station/truth.ts';
import { energyOf, levelOf } from '../acoustics/levels/level.ts';
import { isNight, periodAt } from '../acoustics/periods/periods.ts';
import type { ClosedLevel } from '../control/inputs/level-tracks.ts';
import type { ControlPlan } from '../plan/control-plan.ts';
import { utcOffsetMin } from '../time/local-time.ts';

/** Every kind of source that the simulated truth keeps apart. */
export const causes = [
  'equipment',
  'vehicles',
  'people',
  'traffic',
  'background',
  'weather',
  'dog',
  'truck',
  'other',
] as const;
/** A source of sound in the simulated truth. */
export type Cause = (typeof causes)[number];
/** Those of every night; scenarios add others. */
export const usualCauses: readonly Cause[] = ['equipment', 'vehicles', 'people', 'traffic', 'background'];
const others = causes.filter((cause) => cause !== 'equipment');

/** One night at one receptor. */
export interface NightRow {
  /** Date of the evening on which it begins. */
  readonly night: string;
  readonly receptor: string;
  readonly limitDb: number;
  /** As published by the gateway; null without valid sound. */
  readonly laeqDb: number | null;
  /** The true LAeq of the equipment alone. */
  readonly equipmentDb: number | null;
  /** True minutes with LAeq above the limit, by cause. */
  readonly minutesAbove: Readonly<Record<Cause, number>>;
  readonly askedKwh: number;
  readonly servedKwh: number;
  readonly hottestC: number;
  readonly fanKwh: number;
  readonly relaySwitches: number;
}

interface NightStatistics {
  /** Uses the true state by night only. */
  second(truthNow: () => StationTruth, wallMs: number, zone: string): void;
  closed(closed: readonly ClosedLevel[]): void;
  rows(): readonly NightRow[];
}

type Energies = Record<Cause, number>;

interface OpenNight {
  readonly id: string;
  readonly begin: StationTruth;
  last: StationTruth;
  seconds: number;
  hottestC: number;
  readonly receptors: Map<string, OpenReceptor>;
}

interface OpenReceptor {
  equipment: number;
  minute: Energies;
  readonly minutesAbove: Record<Cause, number>;
}

const OFFSET_EVERY_S = 900;

/** Statistics before the first second. */
export function createNightStatistics(plan: ControlPlan): NightStatistics {
  const published = new Map<string, number | null>();
  const rows: NightRow[] = [];
  let open: OpenNight | undefined;
  let offsetMin: number | undefined;
  let age = 0;

  return {
    second(truthNow, wallMs, zone) {
      if (offsetMin === undefined || age % OFFSET_EVERY_S === 0) offsetMin = utcOffsetMin(zone, wallMs);
      age += 1;
      if (isNight(wallMs, offsetMin, plan.night)) {
        const truth = truthNow();
        open ??= openNight(periodAt(wallMs, offsetMin, plan.night).id, truth, plan);
        addSecond(open, truth, plan);
      } else if (open !== undefined) {
        rows.push(...closeNight(open, plan));
        open = undefined;
      }
    },
    closed(closed) {
      for (const { level, period } of closed) {
        if (period.kind === 'night') published.set(`${period.id} ${level}`, period.laeqDb);
      }
    },
    rows() {
      const all = open === undefined ? rows : [...rows, ...closeNight(open, plan)];
      return all.map((row) => ({ ...row, laeqDb: published.get(`${row.night} ${row.receptor}`) ?? null }));
    },
  };
}

function openNight(id: string, truth: StationTruth, plan: ControlPlan): OpenNight {
  const receptors = plan.receptors.map((receptor): [string, OpenReceptor] => [
    receptor.id,
    { equipment: 0, minute: none(), minutesAbove: none() },
  ]);
  return {
    id,
    begin: truth,
    last: truth,
    seconds: 0,
    hottestC: Number.NEGATIVE_INFINITY,
    receptors: new Map(receptors),
  };
}

function addSecond(night: OpenNight, truth: StationTruth, plan: ControlPlan): void {
  night.last = truth;
  night.seconds += 1;
  for (const cabinet of Object.values(truth.cabinets))
    night.hottestC = Math.max(night.hottestC, cabinet.hottestC);
  for (const { id, nightDb } of plan.receptors) {
    const receptor = night.receptors.get(id);
    const sound = truth.receptors[id];
    if (receptor === undefined || sound === undefined) continue;
    const now = energiesOf(sound);
    receptor.equipment += now.equipment;
    for (const cause of causes) receptor.minute[cause] += now[cause];
    if (night.seconds % 60 === 0) closeMinute(receptor, nightDb);
  }
}

/** A minute above the limit counts for the equipment if that alone exceeds it, else for the loudest other cause. */
function closeMinute(receptor: OpenReceptor, limitDb: number): void {
  const limit = 60 * energyOf(limitDb);
  const { minute } = receptor;
  const total = causes.reduce((sum, cause) => sum + minute[cause], 0);
  if (total > limit) {
    const loudest = others.reduce((most, cause) => (minute[cause] > minute[most] ? cause : most));
    receptor.minutesAbove[minute.equipment > limit ? 'equipment' : loudest] += 1;
  }
  receptor.minute = none();
}

function energiesOf(sound: LevelTruth): Energies {
  const energy = (levelDb: number | null): number =>
    levelDb === null || levelDb <= 0 ? 0 : energyOf(levelDb);
  return {
    equipment: energy(sound.equipmentDb),
    vehicles: energy(sound.vehiclesDb),
    people: energy(sound.peopleDb),
    traffic: energy(sound.trafficDb),
    background: energy(sound.backgroundDb),
    weather: energy(sound.weatherDb),
    dog: energy(sound.dogDb),
    truck: energy(sound.truckDb),
    other: energy(sound.otherDb),
  };
}

function closeNight(night: OpenNight, plan: ControlPlan): NightRow[] {
  const { begin, last, seconds } = night;
  return plan.receptors.flatMap((plan) => {
    const receptor = night.receptors.get(plan.id);
    if (receptor === undefined) return [];
    return [
      {
        night: night.id,
        receptor: plan.id,
        limitDb: plan.nightDb,
        laeqDb: null,
        equipmentDb: seconds === 0 ? null : levelOf(receptor.equipment / seconds),
        minutesAbove: { ...receptor.minutesAbove },
        askedKwh: (last.askedWh - begin.askedWh) / 1000,
        servedKwh: (last.servedWh - begin.servedWh) / 1000,
        hottestC: night.hottestC,
        fanKwh: (last.fanWh - begin.fanWh) / 1000,
        relaySwitches: last.relaySwitches - begin.relaySwitches,
      },
    ];
  });
}

function none(): Energies {
  return Object.fromEntries(causes.map((cause) => [cause, 0])) as Energies;
}
