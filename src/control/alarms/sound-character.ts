/**
 * What A-weighted levels do not tell of the sound at a receptor, as alarms: low frequencies (LCeq - LAeq, DIN 45680), and
 * tones that stay, with the blade pass at whose frequency they lie. Counted minute by minute: one with it is one more, one
 * without one less, so that it is told once and over once. Minutes of wind and rain do not count.
 */

import { weightedSum } from '../../acoustics/spectra/band-sums.ts';
import { LOW_FREQUENCY_DB } from '../../acoustics/spectra/low-frequency.ts';
import { type BandTone, tonesOf } from '../../acoustics/spectra/tones.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import type { RuleEvent } from '../../model/event.ts';
import { type Message, message, rounded } from '../../model/message.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import { fansOf } from '../heat/fan-speeds.ts';
import type { ClosedLevel } from '../inputs/level-tracks.ts';
import type { ClosedSpectrum } from '../inputs/spectrum-minutes.ts';
import { isFlag, isNumber, objectOf, recordOf } from '../saved/check.ts';
import { partById, type SnapshotPart } from '../saved/part.ts';
import type { FanToneState } from '../tones/fan-tones.ts';
import { bladePass, rangeIn } from '../tones/speed-ranges.ts';
import { isToneAt } from '../tones/tone-counts.ts';

/** Something of the sound that comes and goes. */
interface Standing {
  /** Minutes with it, less those without, of the latest. */
  readonly minutes: number;
  readonly isTold: boolean;
}

/** By receptor, plain JSON. */
export type SoundCharacters = Readonly<Record<string, SoundCharacterState>>;

interface SoundCharacterState {
  readonly low: Standing;
  /** By nominal frequency of the band, Hz. */
  readonly tones: Readonly<Record<string, Standing>>;
}

const TOLD_AFTER_MIN = 10;
const NEVER: Standing = { minutes: 0, isTold: false };
const NONE: SoundCharacterState = { low: NEVER, tones: {} };

/** What ended in a cycle, and what is known beside it. */
export interface EndedMinutes {
  readonly levels: readonly ClosedLevel[];
  readonly spectra: readonly ClosedSpectrum[];
  readonly fanTones: FanToneState;
  /** Wind or rain now. */
  readonly isDisturbed: boolean;
}

/** A cycle on. */
export function trackSoundCharacter(
  before: SoundCharacters = {},
  ended: EndedMinutes,
  plan: ControlPlan,
): { readonly state: SoundCharacters; readonly events: readonly RuleEvent[] } {
  if (ended.spectra.length === 0 || ended.isDisturbed) return { state: before, events: [] };
  const state: Record<string, SoundCharacterState> = { ...before };
  const events: RuleEvent[] = [];
  for (const spectrum of ended.spectra) {
    const { level } = spectrum;
    if (!plan.receptors.some(({ id }) => id === level)) continue;
    const own = state[level] ?? NONE;
    const low = lowStep(own.low, spectrum, laeqOf(ended.levels, spectrum), events);
    state[level] = { low, tones: toneSteps(own.tones, spectrum, ended.fanTones, plan, events) };
  }
  return { state, events };
}

/** What was told is not told again after a restart. */
export const soundCharactersPart: SnapshotPart<SoundCharacters> = {
  save: (state, plan) => receptorsPart.save(state, plan),
  // A snapshot from before there were any has none.
  restore: (saved, away, plan) =>
    saved === undefined ? { state: {}, dropped: [] } : receptorsPart.restore(saved, away, plan),
};

const isStanding = objectOf<Standing>({ minutes: isNumber, isTold: isFlag });

const receptorsPart = partById<SoundCharacterState>({
  isEntry: objectOf<SoundCharacterState>({ low: isStanding, tones: recordOf(isStanding) }),
  basis: (plan, id) => plan.receptors.find((receptor) => receptor.id === id)?.spectrum,
});

/** LCeq - LAeq of the minute; of its bands where it has them, else of the two levels. */
function lowStep(
  before: Standing,
  { level, bandsHz, bandsDb, lceqDb }: ClosedSpectrum,
  laeqDb: number | null,
  events: RuleEvent[],
): Standing {
  const [c, a] =
    bandsDb.length > 0
      ? [weightedSum(bandsHz, bandsDb, 'C'), weightedSum(bandsHz, bandsDb, 'A')]
      : [lceqDb, laeqDb];
  if (c === null || a === null) return before;
  const excessDb = c - a;
  const now = stepped(before, excessDb > LOW_FREQUENCY_DB);
  if (now.isTold === before.isTold) return now;
  const values = { level, excessDb: rounded(excessDb, 1) };
  events.push(
    eventOf(
      `${level}-low-frequency`,
      now.isTold,
      message(now.isTold ? 'low-frequencies' : 'low-frequencies-gone', values),
    ),
  );
  return now;
}

function laeqOf(levels: readonly ClosedLevel[], { level, startWallMs }: ClosedSpectrum): number | null {
  const minute = levels.find(
    ({ level: id, period }) => id === level && period.kind === 'minute' && period.startWallMs === startWallMs,
  );
  return minute?.period.laeqDb ?? null;
}

function toneSteps(
  before: SoundCharacterState['tones'],
  spectrum: ClosedSpectrum,
  fanTones: FanToneState,
  plan: ControlPlan,
  events: RuleEvent[],
): SoundCharacterState['tones'] {
  const found = tonesOf(spectrum.bandsHz, spectrum.bandsDb);
  const keys = new Set([...Object.keys(before), ...found.map(({ bandHz }) => String(bandHz))]);
  const now: Record<string, Standing> = {};
  for (const hz of keys) {
    const tone = found.find(({ bandHz }) => String(bandHz) === hz);
    const was = before[hz] ?? NEVER;
    const own = stepped(was, tone !== undefined);
    if (own.minutes > 0 || own.isTold) now[hz] = own;
    if (own.isTold === was.isTold) continue;
    const { level } = spectrum;
    const said =
      tone === undefined
        ? message('tone-gone', { level, hz: Number(hz) })
        : message('tone-heard', {
            level,
            hz: Number(hz),
            prominenceDb: rounded(tone.prominenceDb, 1),
            cause: causeOf(tone, spectrum, fanTones, plan),
          });
    events.push(eventOf(`${level}-tone-${hz}`, own.isTold, said));
  }
  return now;
}

/** A fan whose blade pass lies where the tone is; that alone is no proof, so it is said as it is. */
function causeOf(
  tone: BandTone,
  { startWallMs }: ClosedSpectrum,
  { ranges }: FanToneState,
  plan: ControlPlan,
): Message {
  for (const fan of fansOf(plan)) {
    const pass = bladePass(fan, rangeIn(ranges[fan.output] ?? [], startWallMs, MINUTE_MS));
    if (pass !== null && isToneAt(tone, pass.hz))
      return message('tone-at-pass', { fan: fan.output, pct: Math.round(pass.pct) });
  }
  return message('tone-of-whom');
}

/** Up by a minute with it and down by one without, told at the top and over at the bottom. */
function stepped({ minutes, isTold }: Standing, isThere: boolean): Standing {
  const now = Math.max(0, Math.min(TOLD_AFTER_MIN, minutes + (isThere ? 1 : -1)));
  return { minutes: now, isTold: isTold ? now > 0 : now === TOLD_AFTER_MIN };
}

function eventOf(subject: string, isRaised: boolean, said: Message): RuleEvent {
  return {
    class: 'exceedance',
    severity: isRaised ? 'warning' : 'info',
    subject,
    state: isRaised ? 'raised' : 'cleared',
    message: said,
  };
}
