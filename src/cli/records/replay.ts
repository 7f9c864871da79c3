/** `quietpost replay FILE`: exit code 0 when every decision comes out as recorded. */

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Decision } from '../../model/decision.ts';
import { EXIT } from '../../model/exit-code.ts';
import { isSameDecision } from '../../recording/as-recorded.ts';
import { DIFFERENCES_MAX, type ReplayDifference, replay } from '../../recording/replay.ts';
import { createProgress } from '../terminal/progress.ts';
import { tell, tellMessage } from '../terminal/tell.ts';

export async function replayFile(path: string): Promise<number> {
  if (!existsSync(path)) {
    console.error(tell('quietpost-says', { why: tell('recording-missing', { path }) }));
    return EXIT.NOINPUT;
  }
  const input = createReadStream(path);
  const { size } = statSync(path);
  const progress = createProgress(tell('replay-doing', { path }));
  input.on('data', () => progress.at(Math.min(1, input.bytesRead / Math.max(1, size))));
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const result = await replay(lines);
  progress.end();
  if (!result.ok) {
    console.error(tell('at-file-line', { path, line: result.line, why: result.message }));
    return EXIT.DATAERR;
  }
  const { cycles, decisions, differing, differences, config, firstWallMs, lastWallMs } = result.report;
  const [from, to] = [new Date(firstWallMs).toISOString(), new Date(lastWallMs).toISOString()];
  console.log(tell('replay-done', { path, config, from, to, cycles, decisions }));
  if (differing === 0) {
    console.log(tell('replay-same'));
    return EXIT.OK;
  }
  console.log(
    differing > DIFFERENCES_MAX
      ? tell('replay-differ-first', { count: differing, shown: DIFFERENCES_MAX })
      : tell('replay-differ', { count: differing }),
  );
  for (const difference of differences) console.log(differenceText(difference));
  return EXIT.NO;
}

function differenceText({ cycle, wallMs, recorded, replayed }: ReplayDifference): string {
  const outputs = new Set([...replayed, ...recorded].map(({ output }) => output));
  const lines = [...outputs].flatMap((id) => {
    const then = recorded.find(({ output }) => output === id);
    const now = replayed.find(({ output }) => output === id);
    if (isSameDecision(then, now)) return [];
    return [tell('replay-then-now', { output: id, old: decisionText(then), changed: decisionText(now) })];
  });
  return [tell('replay-cycle', { cycle, time: new Date(wallMs).toISOString() }), ...lines].join('\n');
}

/** An output that only one of the two has was not decided by the other. */
function decisionText(decision: Decision | undefined): string {
  if (decision === undefined) return tell('replay-not-decided');
  return tell('replay-decided', { pct: decision.value, reason: tellMessage(decision.reason) });
}
