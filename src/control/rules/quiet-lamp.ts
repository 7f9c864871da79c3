/**
 * Lights the "quiet please" lamp when people are loud at night: by the level in the rest area, or because voices were
 * told from the rest at any meter in the open. It asks; it never derates.
 */

import { rollingLevel } from '../../acoustics/level-track.ts';
import type { Bound } from '../../model/bound.ts';
import type { Rule } from '../rule.ts';
import type { RuleParams } from '../rule-params.ts';

type Params = RuleParams['quiet-lamp'];

interface State {
  readonly lit: boolean;
  /** Null until the lamp has changed once. */
  readonly changedMs: number | null;
  /** When voices were told last; null before. */
  readonly voicesMs: number | null;
}

const NAME = 'quiet-lamp';
/** Voices count for so long; less sure than this they do not. */
const VOICES_MS = 120_000;
const LEAST_CONFIDENCE = 0.6;

export const quietLamp: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => ({ lit: false, changedMs: null, voicesMs: null }),
  evaluate({ params, state, image, plan, levels, isNight, heard }) {
    const restDb = loudest(
      plan.otherLevels.filter((level) => level.place === 'rest-area').map((level) => level.id),
    );
    const isVoice = heard.some(({ kind, confidence }) => kind === 'people' && confidence >= LEAST_CONFIDENCE);
    const voicesMs = isVoice ? image.nowMs : state.voicesMs;
    const isTalk = voicesMs !== null && image.nowMs >= voicesMs && image.nowMs - voicesMs < VOICES_MS;
    const isLoud = restDb !== null && restDb >= (state.lit ? params.offDb : params.onDb);
    const wanted = isNight && (isLoud || isTalk);
    const held = state.changedMs !== null && image.nowMs - state.changedMs < params.hold;
    const moves = wanted !== state.lit && !held;
    const next = {
      lit: moves ? wanted : state.lit,
      changedMs: moves ? image.nowMs : state.changedMs,
      voicesMs,
    };
    const reason = `people in the rest area at ${restDb?.toFixed(1) ?? 'unknown'} dB (LAeq,1min)`;
    const bounds: Bound[] = next.lit
      ? plan.outputs
          .filter((output) => output.kind === 'lamp')
          .map((output) => ({ output: output.id, min: output.max, priority: 'noise', rule: NAME, reason }))
      : [];
    return { state: next, bounds, events: [] };

    function loudest(ids: readonly string[]): number | null {
      let loudestDb: number | null = null;
      for (const id of ids) {
        const track = levels[id];
        const levelDb = track === undefined ? null : rollingLevel(track, 60);
        if (levelDb !== null && (loudestDb === null || levelDb > loudestDb)) loudestDb = levelDb;
      }
      return loudestDb;
    }
  },
};
