/** The link to an instrument over any stream of bytes. Lines are bounded first: see line-link.ts. */

import type { MeterPortPlan } from '../../plan/site-plan.ts';
import type { ByteLink } from '../../ports/field/byte-link.ts';
import type { InstrumentLink } from '../../ports/field/instrument-link.ts';
import { createLineLink } from './line-link.ts';

/** The link of lines or bytes that the meter's definition needs. */
export function instrumentLinkOver({ meter }: MeterPortPlan, link: ByteLink): InstrumentLink {
  const { definition } = meter;
  if (definition.kind === 'binary') return { kind: 'bytes', link };
  return { kind: 'lines', link: createLineLink(link, definition.limits.lineMax) };
}
