/** A copy of the shipped site on ports of its own, so that tests disturb neither each other nor a running station. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../free-ports.ts';
import { projectRoot } from './running.ts';

export interface StationSite {
  readonly directory: string;
  readonly path: string;
  /** Port of each bus. */
  readonly ports: Readonly<Record<string, number>>;
  readonly brokerPort: number;
  remove(): void;
}

export const shippedText = readFileSync(join(projectRoot, 'config', 'site.yaml'), 'utf8');
const busLine = /^ {2}([a-z-]+): \{ kind: modbus-tcp, host: 127\.0\.0\.1, port: \d+ \}/gm;

export async function createStationSite(): Promise<StationSite> {
  const buses = [...shippedText.matchAll(busLine)].map(([, bus]) => bus ?? '');
  const free = await freePorts(buses.length + 1);
  const ports = Object.fromEntries(buses.map((bus, index) => [bus, free[index] ?? 0]));
  const brokerPort = free.at(-1) ?? 0;
  const directory = mkdtempSync(join(tmpdir(), 'quietpost-system-'));
  const text = shippedText
    .replace(/^ {2}# path: .*$/m, `  path: ${join(directory, 'history.db')}`)
    .replaceAll(busLine, (line, bus: string) => line.replace(/port: \d+/, `port: ${ports[bus]}`))
    .replace(/^ {2}port: 1883$/m, `  port: ${brokerPort}`);
  const path = join(directory, 'site.yaml');
  writeFileSync(path, text);
  return { directory, path, ports, brokerPort, remove: () => rmSync(directory, { recursive: true }) };
}
