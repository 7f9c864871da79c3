/** Recordings made on the small plan. */

import { initialState, tick } from '../../../src/control/tick.ts';
import { createRecorder } from '../../../src/recording/recorder.ts';
import { type ReplayResult, replay } from '../../../src/recording/replay.ts';
import { calm, imageOf, nightMs, smallPlan } from '../control/small-plan.ts';

/** The lines of so many seconds of a warm night. */
export function record(seconds: number): string[] {
  const lines: string[] = [];
  const sink = { write: (line: string) => lines.push(line), close: () => {} };
  let state = initialState(smallPlan);
  const recorder = createRecorder(sink, smallPlan, 'hash', state);
  for (let second = 1; second <= seconds; second += 1) {
    const field = { ...calm, 'temp-a1.temperature': 25 + second / 4 };
    const image = imageOf(field, state, smallPlan, second * 1000, nightMs);
    const result = tick(state, image, smallPlan);
    state = result.state;
    recorder.cycle({ image, result, events: [] });
  }
  return lines;
}

export function replayed(lines: readonly string[]): Promise<ReplayResult> {
  async function* read() {
    yield* lines;
  }
  return replay(read());
}
