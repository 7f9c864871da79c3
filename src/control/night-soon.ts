/** Whether the night begins within a short time: its limits and what prepares for it come a little earlier. */

import { isNight, type NightHours } from '../acoustics/periods/periods.ts';
import type { ProcessImage } from '../model/image.ts';

/** True by day when it is night `aheadMs` from now. */
export function isNightSoon(
  { wallMs, utcOffsetMin }: Pick<ProcessImage, 'wallMs' | 'utcOffsetMin'>,
  night: NightHours,
  aheadMs: number,
): boolean {
  return !isNight(wallMs, utcOffsetMin, night) && isNight(wallMs + aheadMs, utcOffsetMin, night);
}
