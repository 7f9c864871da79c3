/** Lights the "quiet please" lamp when people are loud in the rest area at night. It asks; it never derates. */

import { rollingLevel } from '../../acoustics/level-track.ts';
import type { Bound } from '../../model/bound.ts';
import type { Rule } from '../rule.ts';
import type { RuleParams } from '../rule-params.ts';

type Params = RuleParams['quiet-lamp'];

interface State {
  readonly lit: boolean;
  /** Null until the lamp has changed once. */
  readonly changedMs: number | null;
}

const NAME = 'quiet-lamp';

export const quietLamp: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => ({ lit: false, changedMs: null }),
  evaluate({ params, state, image, plan, levels, isNight }) {
    const restDb = loudest(
      plan.otherLevels.filter((level) => level.place === 'rest-area').map((level) => level.id),
    );
    const wanted = isNight && restDb !== null && restDb >= (state.lit ? params.offDb : params.onDb);
    const held = state.changedMs !== null && image.nowMs - state.changedMs < params.hold;
    const next = wanted === state.lit || held ? state : { lit: wanted, changedMs: image.nowMs };
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
