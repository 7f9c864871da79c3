/**
 * The standby of the electronics: transformers and chokes sound as long as there is mains, whatever is charged. At a
 * receptor nobody can tell it from the background, since it never changes. There are three ways to know it:
 *
 *   the meter under the cover    what stays there, by the way that hum and fans take from there to the receptor
 *   the site file                `standbyAtDb`, louder where everything else of the cabinet has proved louder
 *   neither                      nothing is added, and half of the hum is doubt
 *
 * In each way it is at most what the quietest seconds left: nothing takes sound away.
 */

import type { SourceFit } from '../../acoustics/estimation/source-fit.ts';
import { energyOf } from '../../acoustics/levels/level.ts';
import type { CabinetPlan, ControlPlan } from '../../plan/control-plan.ts';
import { type CoverLoudnessState, type CoverParts, coverParts } from './cover-loudness.ts';
import { nominalLoudness, type SourceOwner, sourceOwners } from './sources.ts';

/** The standby of all cabinets at one receptor, energies. */
export interface Standby {
  readonly energy: number;
  /** Standard deviation of it. */
  readonly deviation: number;
  /** What may come on top where nobody has measured it. */
  readonly unknown: number;
}

/** What is known of the cabinets when the standby is asked for. */
interface Known {
  readonly fit: SourceFit;
  readonly fanLoudness: CoverLoudnessState;
  /** Energy of the quietest seconds at the receptor; null before the first. */
  readonly quietest: number | null;
}

/** Less of the hum than the first share is within what the equations leave out, more than the second counts in full. */
const NOTHING_BELOW = 0.03;
const ALL_ABOVE = 0.06;
/** A nominal level may be 3 dB wrong. */
const NOMINAL_DEVIATION = 0.5;
/** What two meters hear of the same sound compares to a fifth; that of the fans is higher, and covers take more of it. */
const WAY_DEVIATION = 0.2;
const FAN_WAY_DEVIATION = 0.4;
/** Of the hum at full power: ours, on the safe side. The one published pair of levels has 3 % (44.1 of 59.5 dB, maker’s test). */
const UNKNOWN_SHARE = 0.5;

/** A learned energy and its standard deviation. */
interface Learned {
  readonly energy: number;
  readonly deviation: number;
}

/** The standby at a receptor. */
export function standbyAt(plan: ControlPlan, receptor: string, known: Known): Standby {
  const owners = sourceOwners(plan, receptor);
  let [energy, variance, unknown] = [0, 0, 0];
  for (const cabinet of plan.cabinets) {
    const [fans, hum] = learnedSources(owners, cabinet.id, known.fit);
    const parts = coverParts(known.fanLoudness, cabinet.id);
    const nominalDb = cabinet.standbyAtDb?.[receptor];
    if (parts !== null) {
      const own = byCover(parts, fans, hum);
      energy += own.energy;
      variance += own.deviation ** 2;
    } else if (nominalDb === undefined) {
      // A hum that the fit takes for quiet may be one of which the fit took most for background.
      const converterDb = cabinet.humAtDb[receptor];
      unknown += UNKNOWN_SHARE * Math.max(hum.energy, converterDb === undefined ? 0 : energyOf(converterDb));
    } else {
      const own = energyOf(nominalDb) * louder(cabinet, receptor, fans.energy, hum.energy);
      energy += own;
      variance += (NOMINAL_DEVIATION * own) ** 2;
    }
  }
  const most = known.quietest ?? Number.POSITIVE_INFINITY;
  const bounded = Math.min(energy, most);
  return { energy: bounded, deviation: Math.sqrt(variance), unknown: Math.min(unknown, most - bounded) };
}

/** Fans and hum of a cabinet as they were learned at the receptor. */
function learnedSources(
  owners: readonly SourceOwner[],
  cabinet: string,
  { energies, covariance }: SourceFit,
): readonly [fans: Learned, hum: Learned] {
  const learned = (kind: SourceOwner['kind']): Learned => {
    const index = 1 + owners.findIndex((owner) => owner.cabinet === cabinet && owner.kind === kind);
    if (index === 0) return { energy: 0, deviation: 0 };
    const variance = Math.max(0, covariance[index]?.[index] ?? 0);
    return { energy: energies[index] ?? 0, deviation: Math.sqrt(variance) };
  };
  return [learned('fans'), learned('converters')];
}

/** What stays under the cover, carried to the receptor as hum and fans are, each way by how well it is known. */
function byCover({ rest, fans, hum }: CoverParts, fansThere: Learned, convertersThere: Learned): Learned {
  const share = rest / hum;
  const counted = rest * Math.min(1, Math.max(0, (share - NOTHING_BELOW) / (ALL_ABOVE - NOTHING_BELOW)));
  const ways = [
    { way: convertersThere.energy / hum, relative: relativeOf(convertersThere, WAY_DEVIATION) },
    { way: fansThere.energy / fans, relative: relativeOf(fansThere, FAN_WAY_DEVIATION) },
  ].filter(({ way }) => way > 0);
  const weights = ways.reduce((sum, { relative }) => sum + relative ** -2, 0);
  if (weights === 0) return { energy: 0, deviation: 0 };
  const mean = ways.reduce((sum, { way, relative }) => sum + way * relative ** -2, 0) / weights;
  const energy = counted * mean;
  return { energy, deviation: energy / Math.sqrt(weights) };
}

function relativeOf({ energy, deviation }: Learned, least: number): number {
  return energy > 0 ? Math.hypot(deviation / energy, least) : 1;
}

/** A way that carries more carries more of the standby too: by how much everything else of the cabinet is louder. */
function louder(cabinet: CabinetPlan, receptor: string, fans: number, hum: number): number {
  const nominalFans = nominalLoudness(cabinet, receptor);
  const converterDb = cabinet.humAtDb[receptor];
  const ratios = [
    ...(nominalFans > 0 ? [fans / nominalFans] : []),
    ...(converterDb === undefined ? [] : [hum / energyOf(converterDb)]),
  ];
  return ratios.length === 0 ? 1 : Math.max(1, Math.min(...ratios));
}
