/** What a cycle may read of its image. */

import type { ProcessImage } from '../../model/image.ts';
import { type ChannelId, isFresh } from '../../model/reading.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

/** The value of a channel when it is good and fresh, else null. */
export type Read = (channel: ChannelId) => number | null;

/** Reads the image: a value counts only while it is good and not older than its channel allows. */
export function freshReader(
  image: Pick<ProcessImage, 'nowMs' | 'channels'>,
  plan: Pick<ControlPlan, 'channels'>,
): Read {
  return (channel) => {
    const reading = image.channels[channel];
    const channelPlan = plan.channels[channel];
    if (reading === undefined || channelPlan === undefined) return null;
    return isFresh(reading, image.nowMs, channelPlan.validMs) ? reading.value : null;
  };
}
