/** One finished cycle, and what is asked of it again and again: a fresh value, local time, words. */

import { type ReceptorStatus, receptorStatus } from '../../control/receptor-status.ts';
import type { TickResult } from '../../control/tick.ts';
import { dictionaries, type Language } from '../../language/languages.ts';
import { createLocalizer, type Localizer } from '../../language/localizer.ts';
import type { ProcessImage } from '../../model/image.ts';
import { isFresh } from '../../model/reading.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { GatewayHealth } from '../../ports/observer.ts';
import { localText } from '../../time/local-time.ts';

/** What the page may know of one cycle. */
export interface Seen {
  readonly plan: SitePlan;
  readonly image: ProcessImage;
  readonly result: TickResult;
  readonly health: GatewayHealth | undefined;
}

/** A cycle with its words. */
export interface Moment extends Seen {
  readonly words: Localizer;
  readonly receptors: readonly ReceptorStatus[];
}

/** A gun above this power counts as charging. */
export const CHARGING_W = 500;

/** The cycle with words of this language in its local time. */
export function momentOf(seen: Seen, language: Language): Moment {
  const { plan, image, result } = seen;
  return {
    ...seen,
    words: localizerAt(language, image.utcOffsetMin),
    receptors: receptorStatus(result, plan.control),
  };
}

/** Words of a language, with the times of one offset. */
export function localizerAt(language: Language, utcOffsetMin: number): Localizer {
  const offsets = [{ fromMs: 0, utcOffsetMin }];
  return createLocalizer(dictionaries[language], { night: { offsets }, momentOffsets: offsets });
}

/** A value that is good and not too old; null for all others. */
export function freshValue({ plan, image }: Seen, channel: string): number | null {
  const reading = image.channels[channel];
  const validMs = plan.control.channels[channel]?.validMs;
  if (reading === undefined || validMs === undefined || !isFresh(reading, image.nowMs, validMs)) return null;
  return reading.value;
}

/** The value of an output; null before the first decision. */
export function decidedValue({ result }: Seen, output: string): number | null {
  return result.decisions.find((decision) => decision.output === output)?.value ?? null;
}

/** "22:41", local, for a wall time near the cycle. */
export function clockText({ image }: Seen, wallMs: number): string {
  return localText(wallMs, image.utcOffsetMin).slice(11, 16);
}

/** "22:41" for a monotonic time. */
export function clockAt(seen: Seen, nowMs: number): string {
  return clockText(seen, seen.image.wallMs + nowMs - seen.image.nowMs);
}

/** To tenths, as it is shown. */
export function tenths(value: number): number;
export function tenths(value: number | null): number | null;
export function tenths(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Math.round(10 * value) / 10;
}
