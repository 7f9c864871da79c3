/** The receptors as the noise rule sees them: what each gets from the cabinets, what is allowed there, and why. */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { type Message, message, rounded } from '../../model/message.ts';
import type { ReceptorSound } from '../attribution/source-levels.ts';
import type { Allowance, LoweredLimit } from './allowance.ts';
import type { ReceptorConstraint } from './operating-point.ts';

/** One receptor with what is allowed there. */
export interface Receptor {
  readonly receptor: string;
  readonly constraint: ReceptorConstraint;
  /** Allowed level of the equipment by its model, uncertainty and margin taken off, dB. */
  readonly allowedDb: number;
  /** Goes into the reason of each bound it causes. */
  readonly reason: Message;
}

/** Every receptor with an allowance. */
export function receptorsNow(
  sound: readonly ReceptorSound[],
  allowances: Readonly<Record<string, Allowance>>,
  marginDb: number,
): readonly Receptor[] {
  return sound.flatMap((receptorSound) => {
    const allowance = allowances[receptorSound.receptor];
    return allowance === undefined ? [] : [receptorNow(receptorSound, allowance, marginDb)];
  });
}

/** The reason of the receptor whose allowance is smallest relative to what all fans would give. */
export function tightest(receptors: readonly Receptor[]): Message {
  const load = ({ constraint }: Receptor): number =>
    constraint.fans.reduce((sum, energy) => sum + energy, 0) / constraint.allowed;
  return receptors.reduce((most, one) => (load(one) > load(most) ? one : most)).reason;
}

/** The constraint for some of the cabinets: `ids` out of `all`, in their order. */
export function withCabinets(
  constraint: ReceptorConstraint,
  ids: readonly string[],
  all: readonly string[],
): ReceptorConstraint {
  if (ids.length === all.length) return constraint;
  const indices = ids.map((id) => all.indexOf(id));
  const of = (energies: readonly number[]) => indices.map((index) => energies[index] ?? 0);
  // The speed that the other cabinets need is not known: they count as at full speed, up to half of the allowance.
  const others = all.map((_, index) => index).filter((index) => !indices.includes(index));
  const taken = others.reduce(
    (sum, index) => sum + (constraint.fans[index] ?? 0) + (constraint.converters[index] ?? 0),
    0,
  );
  return {
    fans: of(constraint.fans),
    converters: of(constraint.converters),
    standby: constraint.standby ?? 0,
    allowed: constraint.allowed - Math.min(taken, constraint.allowed / 2),
  };
}

function receptorNow(
  { receptor, fans, converters, standby, uncertaintyFactor, isTrusted }: ReceptorSound,
  { limitDb, allowedDb: budgetDb, timeBase, lowered }: Allowance,
  marginDb: number,
): Receptor {
  // Margin and uncertainty cover the same risk, so the larger counts. A factor below 1 scales a too loud model down.
  const margin = energyOf(marginDb);
  const guard = uncertaintyFactor < 1 ? margin * uncertaintyFactor : Math.max(margin, uncertaintyFactor);
  const allowed = Math.min(energyOf(limitDb) / guard, energyOf(budgetDb) / Math.min(1, uncertaintyFactor));
  const allowedDb = levelOf(allowed) ?? 0;
  const limits = [
    message('limit-of', { limitDb }),
    ...(lowered === undefined ? [] : whyLowered(lowered)),
    ...(timeBase === 'minute' ? [] : [message(`${timeBase}-nearly-used-up`)]),
    ...(isTrusted ? [] : [message('share-not-proved')]),
  ];
  const reason = message('equipment-allowed', { allowedDb: rounded(allowedDb, 1), receptor, limits });
  return { receptor, constraint: { fans, converters, standby, allowed }, allowedDb, reason };
}

function whyLowered({ backgroundDb, isMeasured, penaltyDb }: LoweredLimit): readonly Message[] {
  const followed = isMeasured ? 'by-background' : 'by-least-background';
  return [
    ...(backgroundDb === null ? [] : [message(followed, { backgroundDb: rounded(backgroundDb, 1) })]),
    ...(penaltyDb === 0 ? [] : [message('less-for-tone', { penaltyDb })]),
  ];
}
