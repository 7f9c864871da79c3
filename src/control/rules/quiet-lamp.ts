/**
 * Lights the "quiet please" lamp when people are loud at night: by the level in the rest area, or because voices were
 * told from the rest at any meter in the open. Lit for long without effect it goes dark for a while, so that it is still
 * noticed; lit often, it waits longer each time, and has so many changes an hour and a night. It asks; it never derates.
 */

import { rollingLevel } from '../../acoustics/periods/level-track.ts';
import type { Bound } from '../../model/bound.ts';
import { HOUR_MS } from '../../model/duration.ts';
import type { RuleEvent } from '../../model/event.ts';
import { type Message, message, rounded } from '../../model/message.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { NIGHT_MS } from '../outputs/relay-wear.ts';
import { isFlag, isNumber, isText, listOf, objectOf, orNull } from '../saved/check.ts';
import { partOf } from '../saved/part.ts';
import type { Rule, RuleInput } from './rule.ts';

type Params = RuleParams['quiet-lamp'];

interface State {
  readonly lit: boolean;
  /** Null until the lamp has changed once. */
  readonly changedMs: number | null;
  /** It has been lit without effect and stays dark for its quiet time. */
  readonly rests: boolean;
  /** Its changes of the last 8 hours, monotonic, oldest first. */
  readonly changesMs: readonly number[];
  /** It would be lit, and has no changes left: told once. */
  readonly isSpared: boolean;
  /** Voices that were told last; null before. */
  readonly speech: { readonly level: string; readonly atMs: number } | null;
}

const NAME = 'quiet-lamp';
/** Detected voices count for this long, with at least this confidence. */
const SPEECH_MS = 120_000;
const LEAST_CONFIDENCE = 0.6;
/** Who sees a lamp go on and off all night no longer looks at it. */
const CHANGES_AN_HOUR = 12;
const CHANGES_A_NIGHT = 40;
/** Its dark time doubles with so many changes, so that some are left for the end of the night. */
const CHANGES_A_DOUBLING = 6;

const isState = objectOf<State>({
  lit: isFlag,
  changedMs: orNull(isNumber),
  rests: isFlag,
  changesMs: listOf(isNumber),
  isSpared: isFlag,
  speech: orNull(objectOf<NonNullable<State['speech']>>({ level: isText, atMs: isNumber })),
});

/** The rule; where a site has no lamp it gives no bounds. */
export const quietLamp: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => ({
    lit: false,
    changedMs: null,
    rests: false,
    changesMs: [],
    isSpared: false,
    speech: null,
  }),
  part: partOf(isState),
  evaluate(input, params, before) {
    const { image, plan, isNight } = input;
    const state = asItStands(before, input);
    const speech = speechNow(input, state.speech);
    const restDb = restAreaDb(input);
    const isLoud = restDb !== null && restDb >= (state.lit ? params.offDb : params.onDb);
    const isRequested = isNight && (isLoud || speech !== null);
    const next = { ...lampStep(state, isRequested, image.nowMs, params), speech };
    const lamps = plan.outputs.filter(({ kind }) => kind === 'lamp');
    const reason =
      isLoud || speech === null ? peopleLoud(restDb) : message('voices-heard', { level: speech.level });
    const bounds: Bound[] = next.lit
      ? lamps.map(({ id, max }) => ({ output: id, min: max, priority: 'noise', rule: NAME, reason }))
      : [];
    const isTold = next.isSpared && !state.isSpared;
    return { state: next, bounds, events: isTold ? lamps.map(({ id }) => sparedEvent(id, next)) : [] };
  },
};

/** What a restart must not lose: how the lamp stands, and at night the voices it was lit for or will be. */
export function lampMark(state: unknown, isNight: boolean): unknown {
  if (!isState(state)) return null;
  const { lit, changedMs, speech } = state;
  return [lit, changedMs, isNight ? speech : null];
}

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

/** The lamp by what is wanted, its hold, its quiet time and the changes that are left. */
function lampStep(
  { lit, changedMs, rests, changesMs = [] }: State,
  isRequested: boolean,
  nowMs: number,
  { hold, litMax, quietTime }: Params,
): Omit<State, 'speech'> {
  const counted = changesMs.filter((atMs) => atMs <= nowMs && nowMs - atMs < NIGHT_MS);
  const stoodMs = changedMs === null ? Number.POSITIVE_INFINITY : nowMs - changedMs;
  const isInVain = lit && stoodMs >= litMax;
  const darkMs = hold * 2 ** Math.floor(counted.length / CHANGES_A_DOUBLING);
  const stays = stoodMs < (lit ? hold : rests ? Math.max(darkMs, quietTime) : darkMs);
  const isSpared = isRequested && !lit && !mayBeLit(counted, nowMs);
  const next = isRequested && !isInVain && !isSpared;
  const same = { lit, changedMs, rests: rests && stays, changesMs: counted, isSpared };
  if (stays || next === lit) return same;
  return {
    lit: next,
    changedMs: nowMs,
    rests: isInVain && isRequested,
    changesMs: [...counted, nowMs],
    isSpared,
  };
}

/** A lamp that is lit must go dark again: that change is kept back. */
function mayBeLit(changesMs: readonly number[], nowMs: number): boolean {
  const ofHour = changesMs.filter((atMs) => nowMs - atMs < HOUR_MS).length;
  return ofHour + 2 <= CHANGES_AN_HOUR && changesMs.length + 2 <= CHANGES_A_NIGHT;
}

function sparedEvent(lamp: string, { changesMs }: State): RuleEvent {
  const found = message('lamp-spared', { lamp, changes: changesMs.length });
  return { class: 'lifecycle', severity: 'info', subject: lamp, state: 'noted', message: found };
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
