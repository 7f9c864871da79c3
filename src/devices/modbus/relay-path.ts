/**
 * From one relay pattern to another, one relay at a time, so that no pattern in between gives more power than both
 * ends. Relays that open go before relays that close, or after, as the wiring requires.
 */

/** What the wiring of a row of relays asks for, as the site file names it. */
export const switchingOrders = ['break-before-make', 'make-before-break'] as const;
/** Whether relays open before others close, or after. */
export type SwitchingOrder = (typeof switchingOrders)[number];

/** Percent to the relays, counted from 1, that are energised for it. */
export type RelaySteps = Readonly<Record<string, readonly number[]>>;

/** One switch of one relay. */
export interface RelaySwitch {
  readonly relay: number;
  readonly isEnergised: boolean;
}

/** The switches in order; undefined where every path has a step with more power than both ends. */
export function relayPath(
  steps: RelaySteps,
  order: SwitchingOrder,
  from: readonly number[],
  to: readonly number[],
): readonly RelaySwitch[] | undefined {
  const values = new Map(Object.entries(steps).map(([value, relays]) => [maskOf(relays), Number(value)]));
  const most = Math.max(values.get(maskOf(from)) ?? Number.POSITIVE_INFINITY, values.get(maskOf(to)) ?? 0);
  const isForbidden = (mask: number) => (values.get(mask) ?? 0) > most;
  const release = switches(from, to, false);
  const energise = switches(to, from, true);
  const phases = order === 'break-before-make' ? [release, energise] : [energise, release];
  return walk(maskOf(from), phases, isForbidden, new Set());
}

/** Bit 0 is relay 1. */
export function maskOf(relays: readonly number[]): number {
  return relays.reduce((mask, relay) => mask | (1 << (relay - 1)), 0);
}

function switches(has: readonly number[], lacks: readonly number[], isEnergised: boolean): RelaySwitch[] {
  return has.filter((relay) => !lacks.includes(relay)).map((relay) => ({ relay, isEnergised }));
}

/** Depth first; a pattern that led nowhere is not tried again. */
function walk(
  mask: number,
  phases: readonly (readonly RelaySwitch[])[],
  isForbidden: (mask: number) => boolean,
  deadEnds: Set<number>,
): readonly RelaySwitch[] | undefined {
  const [first, ...later] = phases;
  if (first === undefined) return [];
  if (first.length === 0) return walk(mask, later, isForbidden, deadEnds);
  for (const one of first) {
    const next = mask ^ (1 << (one.relay - 1));
    if (isForbidden(next) || deadEnds.has(next)) continue;
    const rest = walk(next, [first.filter((other) => other !== one), ...later], isForbidden, deadEnds);
    if (rest !== undefined) return [one, ...rest];
    deadEnds.add(next);
  }
  return undefined;
}
