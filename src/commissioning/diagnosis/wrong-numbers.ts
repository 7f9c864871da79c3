/** Rules of diagnose.ts: answers under another number than the question had. */

import type { MessageKey } from '../../model/message.ts';
import { type Finding, type Seen, trialsOfUnit } from './diagnosis-case.ts';
import type { Trial } from './trial.ts';

/** The answer carries another transaction number than its question (Modbus TCP). */
export function wrongTransaction(subject: Seen): Finding | undefined {
  const found = said(trialsOfUnit(subject), 'other-transaction');
  if (found === undefined) return undefined;
  return {
    cause: 'transaction',
    sure: 'certain',
    what: `it answers with transaction number ${found}, whatever number the question has: nobody can say which question an answer belongs to`,
    todo: 'update the firmware of the device or gateway; where it can, set it to RTU over TCP (transparent) and write "kind: rtu-over-tcp"',
  };
}

/** The answer comes under another unit id than was asked. */
export function answersAsOther(subject: Seen): Finding | undefined {
  const found = said(trialsOfUnit(subject), 'other-unit');
  if (found === undefined) return undefined;
  const { unitId } = subject;
  return {
    cause: 'answers-as-other',
    sure: 'certain',
    what: `asked as unit ${unitId}, something answers as unit ${found}`,
    todo: `write "unitId: ${found}" where it is the only device behind this address; else look for a second master, or a gateway that changes unit ids`,
  };
}

/** The number that a fault of this kind names. */
function said(trials: readonly Trial[], key: MessageKey): number | undefined {
  for (const { outcome } of trials) {
    if (outcome.ok || outcome.fault.kind !== 'frame' || outcome.fault.detail.key !== key) continue;
    const { values } = outcome.fault.detail;
    if ('found' in values && typeof values.found === 'number') return values.found;
  }
  return undefined;
}
