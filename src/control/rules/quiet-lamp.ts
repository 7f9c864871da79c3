/**
 * Lights the "quiet please" lamp when people are loud at night: by the level in the rest area, or because voices were
 * detected at any meter in the open. If it stays lit for long without effect, it goes dark for a while, so that it is
 * still noticed. It never derates.
 */

import { rollingLevel } from '../../acoustics/periods/level-track.ts';
import type { Bound } from '../../model/bound.ts';
import { type Message, message, rounded } from '../../model/message.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { isFlag, isNumber, isText, objectOf, orNull } from '../saved/check.ts';
import { partOf } from '../saved/part.ts';
import type { Rule, RuleInput } from './rule.ts';

type Params = RuleParams['quiet-lamp'];

interface State {
  readonly lit: boolean;
  /** Null until the lamp has changed once. */
  readonly changedMs: number | null;
  /** It has been lit without effect and stays dark for its quiet time. */
  readonly rests: boolean;
  /** The voices detected last; null before. */
  readonly speech: { readonly level: string; readonly atMs: number } | null;
}

const NAME = 'quiet-lamp';
/** Detected voices count for this long, with at least this confidence. */
const SPEECH_MS = 120_000;
const LEAST_CONFIDENCE = 0.6;

const isState = objectOf<State>({
  lit: isFlag,
  changedMs: orNull(isNumber),
  rests: isFlag,
  speech: orNull(objectOf<NonNullable<State['speech']>>({ level: isText, atMs: isNumber })),
});

export const quietLamp: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => ({ lit: false, changedMs: null, rests: false, speech: null }),
  part: partOf(isState),
  evaluate(input, params, before) {
    const { image, plan, isNight } = input;
    const state = asItStands(before, input);
    const speech = speechNow(input, state.speech);
    const restDb = restAreaDb(input);
    const isLoud = restDb !== null && restDb >= (state.lit ? params.offDb : params.onDb);
    const isRequested = isNight && (isLoud || speech !== null);
    const next = { ...lampStep(state, isRequested, image.nowMs, params), speech };
    const reason =
      isLoud || speech === null ? peopleLoud(restDb) : message('voices-heard', { level: speech.level });
    const bounds: Bound[] = next.lit
      ? plan.outputs
          .filter((output) => output.kind === 'lamp')
          .map((output) => ({ output: output.id, min: output.max, priority: 'noise', rule: NAME, reason }))
      : [];
    return { state: next, bounds, events: [] };
  },
};

function peopleLoud(restDb: number | null): Message {
  return restDb === null
    ? message('people-loud-unknown')
    : message('people-loud', { levelDb: rounded(restDb, 1) });
}

/** Before control begins a lamp is left as it stands; one that the state knows otherwise changed a moment ago. */
function asItStands(state: State, { image, plan }: RuleInput): State {
  const lamp = plan.outputs.find(({ kind }) => kind === 'lamp');
  const stands = lamp === undefined ? undefined : image.standing?.[lamp.id];
  if (lamp === undefined || stands === undefined) return state;
  const lit = stands >= lamp.max;
  return lit === state.lit ? state : { ...state, lit, changedMs: image.nowMs, rests: false };
}

/** The lamp by what is requested, its hold, and its quiet time. */
function lampStep(
  { lit, changedMs, rests }: State,
  isRequested: boolean,
  nowMs: number,
  { hold, litMax, quietTime }: Params,
): Omit<State, 'speech'> {
  const stoodMs = changedMs === null ? Number.POSITIVE_INFINITY : nowMs - changedMs;
  const isInVain = lit && stoodMs >= litMax;
  const stays = stoodMs < (rests ? Math.max(hold, quietTime) : hold);
  const next = isRequested && !isInVain;
  if (stays || next === lit) return { lit, changedMs, rests: rests && stays };
  return { lit: next, changedMs: nowMs, rests: isInVain && isRequested };
}

/** The latest voices that still count; null without any. */
function speechNow({ image, noiseEvents }: RuleInput, before: State['speech']): State['speech'] {
  const latest = noiseEvents.findLast(
    ({ kind, confidence }) => kind === 'people' && confidence >= LEAST_CONFIDENCE,
  );
  if (latest !== undefined) return { level: latest.level, atMs: image.nowMs };
  if (before === null) return null;
  return image.nowMs - before.atMs < SPEECH_MS ? before : null;
}

/** LAeq of the loudest rest area over the last minute, dB; null without a level. */
function restAreaDb({ plan, levels }: RuleInput): number | null {
  let loudestDb: number | null = null;
  for (const { id, place } of plan.otherLevels) {
    const track = levels[id];
    const levelDb = place !== 'rest-area' || track === undefined ? null : rollingLevel(track, 60);
    if (levelDb !== null && (loudestDb === null || levelDb > loudestDb)) loudestDb = levelDb;
  }
  return loudestDb;
}
