/** Fault switches from a JSON file. */

import { readFileSync } from 'node:fs';
import { failed, ok, type Result } from '../../src/model/result.ts';
import { type FaultSwitch, parseFault } from './faults.ts';

/** All faults of the file (none without a file), or a sentence on what is wrong with it. */
export function readFaultFile(path: string | undefined): Result<FaultSwitch[], string> {
  if (path === undefined) return ok([]);
  const faults: FaultSwitch[] = [];
  try {
    const list: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!Array.isArray(list)) return failed(`${path}: a JSON array of faults is expected`);
    for (const [index, entry] of list.entries()) {
      const fault = parseFault(entry);
      if (typeof fault === 'string') return failed(`${path}: fault ${index + 1}: ${fault}`);
      faults.push(fault);
    }
  } catch (cause) {
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const reason = cause instanceof Error ? cause.message : String(cause);
    return failed(`${path}: ${isAbsent ? 'there is no such file' : reason}`);
  }
  return ok(faults);
}
