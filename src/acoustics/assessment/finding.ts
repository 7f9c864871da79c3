/** The result of one comparison with a limit, and why. */

import type { LocalizedText } from '../rule-set.ts';
import type { Reason } from './reason.ts';

/** `undetermined`: the recorded data neither show nor rule out that the limit was kept. */
export type Verdict = 'compliant' | 'exceeded' | 'undetermined';

/** A verdict with its reason and its clause. */
export interface Finding {
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** For example "GB 22337-2008 4.1.1, table 1; 5.7, table 4". */
  readonly clause: LocalizedText;
}

/** The finding that decides: exceeded before undetermined before compliant; of equals the first. */
export function decisive(first: Finding, others: readonly Finding[]): Finding {
  let worst = first;
  for (const finding of others) if (weight[finding.verdict] > weight[worst.verdict]) worst = finding;
  return worst;
}

const weight: Readonly<Record<Verdict, number>> = { compliant: 0, undetermined: 1, exceeded: 2 };
