/** The receptors as the noise rule sees them: what each hears of the cabinets, what it may hear, and why no more. */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import type { ReceptorSound } from '../attribution/source-levels.ts';
import type { Allowance } from './allowance.ts';
import type { Listener } from './operating-point.ts';

export interface Receptor {
  readonly receptor: string;
  readonly listener: Listener;
  /** What the equipment may give by its model, doubt and margin taken off, dB. */
  readonly mayDb: number;
  /** Begin of every sentence about it. */
  readonly reason: string;
}

/** Every receptor with an allowance. */
export function receptorsNow(
  sound: readonly ReceptorSound[],
  allowances: Readonly<Record<string, Allowance>>,
  marginDb: number,
): readonly Receptor[] {
  return sound.flatMap((own) => {
    const allowance = allowances[own.receptor];
    return allowance === undefined ? [] : [receptorNow(own, allowance, marginDb)];
  });
}

/** The reason of the receptor whose allowance is smallest against what all fans would give. */
export function tightest(receptors: readonly Receptor[]): string {
  const load = ({ listener }: Receptor): number =>
    listener.fans.reduce((sum, energy) => sum + energy, 0) / listener.allowed;
  return receptors.reduce((most, one) => (load(one) > load(most) ? one : most)).reason;
}

/** The listener with some of the cabinets: `ids` out of `all`, in their order. */
export function withCabinets(listener: Listener, ids: readonly string[], all: readonly string[]): Listener {
  if (ids.length === all.length) return listener;
  const indices = ids.map((id) => all.indexOf(id));
  const of = (energies: readonly number[]) => indices.map((index) => energies[index] ?? 0);
  // Nobody knows how fast the fans of the others must turn: they count as at full speed, up to half of all.
  const others = all.map((_, index) => index).filter((index) => !indices.includes(index));
  const taken = others.reduce(
    (sum, index) => sum + (listener.fans[index] ?? 0) + (listener.hums[index] ?? 0),
    0,
  );
  return {
    fans: of(listener.fans),
    hums: of(listener.hums),
    allowed: listener.allowed - Math.min(taken, listener.allowed / 2),
  };
}

function receptorNow(
  { receptor, fans, hums, doubt, isTrusted }: ReceptorSound,
  { limitDb, allowedDb, rung }: Allowance,
  marginDb: number,
): Receptor {
  // Margin and doubt cover the same: the larger counts. A model that is too loud is scaled down.
  const margin = energyOf(marginDb);
  const guard = doubt < 1 ? margin * doubt : Math.max(margin, doubt);
  const allowed = Math.min(energyOf(limitDb) / guard, energyOf(allowedDb) / Math.min(1, doubt));
  const rungText = rung === 'minute' ? '' : `, the ${rung} is nearly used up`;
  const trust = isTrusted ? '' : ', its share is not proved yet';
  const mayDb = levelOf(allowed) ?? 0;
  const reach = `the equipment may reach ${mayDb.toFixed(1)} dB at ${receptor}`;
  const reason = `${reach} (limit ${limitDb} dB${rungText}${trust})`;
  return { receptor, listener: { fans, hums, allowed }, mayDb, reason };
}
