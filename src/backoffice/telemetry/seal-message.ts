import type { SealPayload } from '../../contract/standing/seal.ts';
import { messageOf } from '../../contract/topics.ts';
import type { SignedHead } from '../../model/signed-head.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Message } from '../../ports/publisher.ts';

/** `seal`: as a file it is what `quietpost verify --expect` takes. */
export function sealMessage(
  { site, station }: Pick<SitePlan, 'site' | 'station'>,
  signed: SignedHead,
): Message {
  const payload: SealPayload = { v: 1, site, station, ...signed };
  return messageOf('seal', undefined, JSON.stringify(payload));
}
