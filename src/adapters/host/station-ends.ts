/** The far ends of a station's wires by name, as one gateway alone may have them. */

import { existsSync, realpathSync } from 'node:fs';
import type { SitePlan } from '../../plan/site-plan.ts';

type End = { readonly host: string; readonly port: number } | { readonly path: string };

/** In the order of the site file, each once. */
export function stationEnds({
  buses,
  ports,
  boards,
}: Pick<SitePlan, 'buses' | 'ports' | 'boards'>): readonly string[] {
  const ends: readonly End[] = [
    ...buses,
    ...ports.filter((port) => port.kind !== 'one-wire'),
    ...boards.map(({ end }) => end),
  ];
  return [...new Set(ends.map(nameOf))];
}

function nameOf(end: End): string {
  if ('host' in end) return `${hostOf(end.host)}:${end.port}`;
  return existsSync(end.path) ? realpathSync(end.path) : end.path;
}

function hostOf(host: string): string {
  const lower = host.toLowerCase();
  return ['localhost', '::1', '[::1]'].includes(lower) ? '127.0.0.1' : lower;
}
