/** A site whose cover is an enclosure board, the firmware on a pseudo terminal: its meters are a simulated station. */

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../free-ports.ts';
import { projectRoot } from './running.ts';

/** The example of one cover, with fan, relays and temperatures on a board instead of GPIO and buses. */
export async function writeBoardSite(
  line: string,
  leaseMs: number,
  relays = 8,
): Promise<{ readonly path: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'quietpost-board-site-'));
  const [port = 0, brokerPort = 0] = await freePorts(2);
  const shipped = readFileSync(join(projectRoot, 'config', 'sites', 'one-cover.yaml'), 'utf8');
  const kept = shipped.slice(0, shipped.indexOf('\nbuses:'));
  const rest = shipped.slice(shipped.indexOf('\nreceptors:'), shipped.indexOf('\noutputs:'));
  const rules = shipped.slice(shipped.indexOf('\nrules:'));
  const lease = `lease: ${leaseMs}ms`;
  const text = `${kept.replace('port: 1883', `port: ${brokerPort}`).replace('systemd-timesyncd', 'assumed')}
buses:
  field: { kind: modbus-tcp, host: 127.0.0.1, port: ${port} }
  cover: { kind: board, path: ${line}, fans: 2, relays: ${relays} }
devices:
  slm-north: { bus: field, model: class1-laeq, unitId: 2, poll: 1s }
  slm-rest: { bus: field, model: noise-u16-div10, unitId: 3, poll: 2s }
  meter: { bus: field, model: eastron-sdm630, unitId: 4, poll: 1s }
  gun: { bus: field, model: acrel-djsf1352, unitIds: 11-12, poll: 2s }
  fan-1: { bus: cover, model: board-fan, unitId: 1, poll: 1s }
  fan-2: { bus: cover, model: board-fan, unitId: 2, poll: 1s }
  temp-1: { bus: cover, model: board-temperature, unitId: 1, poll: 1s }
  temp-2: { bus: cover, model: board-temperature, unitId: 2, poll: 1s }
  relays: { bus: cover, model: board-relays, poll: 1s }
  door: { bus: cover, model: board-contacts, poll: 1s }
cabinets:
  main:
    meter: meter
    ratedKw: 240
    temperatures: [temp-1, temp-2]
    fans:
      - { output: fan-1, fullRpm: 3000, atDb: { north: 40 } }
      - { output: fan-2, fullRpm: 3000, atDb: { north: 40 } }
    guns: gun
    limit: limit
    humAtDb: { north: 33 }
${rest}
outputs:
  fan-1: { kind: fan, device: fan-1, command: setpoint, failSafe: 60, ${lease}, rest: 20, min: 20 }
  fan-2: { kind: fan, device: fan-2, command: setpoint, failSafe: 60, ${lease}, rest: 20, min: 20 }
  limit:
    kind: power-limit
    device: relays
    command: relays
    failSafe: 50
    ${lease}
    rest: 100
    steps: { 100: [1, 2], 75: [1], 50: [], 25: [2] }
  lamp: { kind: lamp, device: relays, command: relays, coils: [${relays}], failSafe: 0, ${lease}, rest: 0 }
${rules}`;
  const path = join(directory, 'site.yaml');
  writeFileSync(path, text);
  return { path };
}
