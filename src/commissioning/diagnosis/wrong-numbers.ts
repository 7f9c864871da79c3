/** Rules of diagnose.ts: answers under another number than the question had. */

import { consoleText } from '../../language/console/console-text.ts';
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
    what: consoleText('diag-transaction', { found }),
    todo: consoleText('diag-transaction-do'),
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
    what: consoleText('diag-as-other', { unitId, found }),
    todo: consoleText('diag-as-other-do', { found }),
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
