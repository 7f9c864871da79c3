/** The command line of the simulated station. */

import { parseArgs } from 'node:util';
import { failed, ok, type Result } from '../src/model/result.ts';

/** The options as checked. */
export interface StationOptions {
  readonly site: string;
  /** Every bus on a pseudo terminal instead of a TCP port. */
  readonly serial: boolean;
  readonly background?: string;
  readonly sessions?: string;
  readonly weather?: string;
  readonly curves?: string;
  readonly seed: number;
  readonly faults?: string;
  /** The wall clock is ahead by so much, ms. */
  readonly shiftMs: number;
}

/** Printed after what is wrong with the options. */
export const usage = `node dist/hw-mocks/main.js --site FILE [options]
  --site FILE        the site to stand in for
  --serial           Modbus RTU on pseudo terminals (Linux, needs socat) instead of Modbus TCP on loopback
  --background FILE  recorded sound levels, CSV
  --sessions FILE    recorded charging sessions, CSV
  --weather FILE     recorded weather, CSV
  --curves FILE      charging curves, CSV
  --seed N           seed of everything random (default 1)
  --faults FILE      fault switches, a JSON array
  --shift MS         the wall clock is ahead by so much
On stdin, one JSON a line: {"fault":{"device":"slm-north","kind":"silent"}} or {"clear":{"device":"slm-north"}}.
Ends when stdin closes.`;

/** Parses the options; a failure is one sentence. */
export function parseOptions(args: readonly string[]): Result<StationOptions, string> {
  const parsed = parse(args);
  if (typeof parsed === 'string') return failed(parsed);
  const { site, serial, seed, shift, ...files } = parsed;
  if (site === undefined) return failed('--site FILE is missing');
  const seedNumber = Number(seed ?? '1');
  if (!Number.isSafeInteger(seedNumber)) return failed(`--seed takes a whole number, not "${seed}"`);
  const shiftMs = Number(shift ?? '0');
  if (!Number.isSafeInteger(shiftMs)) return failed(`--shift takes whole milliseconds, not "${shift}"`);
  return ok({ site, serial: serial ?? false, seed: seedNumber, shiftMs, ...files });
}

function parse(args: readonly string[]) {
  const file = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        site: file,
        serial: { type: 'boolean' },
        background: file,
        sessions: file,
        weather: file,
        curves: file,
        seed: { type: 'string' },
        faults: file,
        shift: { type: 'string' },
      },
    }).values;
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem);
  }
}
