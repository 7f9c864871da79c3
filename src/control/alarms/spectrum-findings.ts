/** What the spectra say: tones of our fans, and what is told of the sound at the receptors. */

import type { RuleEvent } from '../../model/event.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { Read } from '../inputs/fresh-reader.ts';
import type { SpectrumState } from '../inputs/spectrum-minutes.ts';
import { type FanToneState, trackFanTones } from '../tones/fan-tones.ts';
import { type EndedMinutes, type SoundCharacters, trackSoundCharacter } from './sound-character.ts';

/** Plain JSON. */
export interface SpectrumFindings {
  readonly fanTones: FanToneState;
  readonly soundCharacters: SoundCharacters;
}

/** One cycle. */
export function findInSpectra(
  before: SpectrumFindings,
  image: Pick<ProcessImage, 'wallMs' | 'clockSynced'>,
  plan: ControlPlan,
  read: Read,
  ended: Omit<EndedMinutes, 'fanTones'>,
  open: SpectrumState,
): { readonly state: SpectrumFindings; readonly events: readonly RuleEvent[] } {
  const fanTones = trackFanTones(before.fanTones, image, plan, read, {
    open,
    isDisturbed: ended.isDisturbed,
  });
  const minutes = { ...ended, fanTones: fanTones.state };
  const characters = trackSoundCharacter(before.soundCharacters, minutes, plan);
  return {
    state: { fanTones: fanTones.state, soundCharacters: characters.state },
    events: [...fanTones.events, ...characters.events],
  };
}
