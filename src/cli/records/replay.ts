/** `quietpost replay FILE`: exit code 0 when every decision comes out as recorded. */

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { inEnglish } from '../../language/say.ts';
import type { Decision } from '../../model/decision.ts';
import { EXIT } from '../../model/exit-code.ts';
import { isSameDecision } from '../../recording/as-recorded.ts';
import { DIFFERENCES_MAX, type ReplayDifference, replay } from '../../recording/replay.ts';
import { createProgress } from '../terminal/progress.ts';

export async function replayFile(path: string): Promise<number> {
  if (!existsSync(path)) {
    console.error(
      `quietpost: there is no file ${path}. Make a recording with: quietpost run --record ${path}`,
    );
    return EXIT.NOINPUT;
  }
  const input = createReadStream(path);
  const { size } = statSync(path);
  const progress = createProgress(`replaying ${path}`);
  input.on('data', () => progress.at(Math.min(1, input.bytesRead / Math.max(1, size))));
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const result = await replay(lines);
  progress.end();
  if (!result.ok) {
    console.error(`${path}:${result.line}: ${result.message}`);
    return EXIT.DATAERR;
  }
  const { cycles, decisions, differing, differences, config, firstWallMs, lastWallMs } = result.report;
  const span = `${new Date(firstWallMs).toISOString()} to ${new Date(lastWallMs).toISOString()}`;
  console.log(`${path}: config ${config}, ${span}, ${cycles} cycles, ${decisions} decisions replayed.`);
  if (differing === 0) {
    console.log('Every decision is the same as then.');
    return EXIT.OK;
  }
  const shown = differing > DIFFERENCES_MAX ? `, the first ${DIFFERENCES_MAX} are shown` : '';
  console.log(`${differing} cycles differ${shown}. The rules, or their parameters, are not those of then:`);
  for (const difference of differences) console.log(differenceText(difference));
  return EXIT.NO;
}

function differenceText({ cycle, wallMs, recorded, replayed }: ReplayDifference): string {
  const outputs = new Set([...replayed, ...recorded].map(({ output }) => output));
  const lines = [...outputs].flatMap((id) => {
    const then = recorded.find(({ output }) => output === id);
    const now = replayed.find(({ output }) => output === id);
    if (isSameDecision(then, now)) return [];
    return [`    ${id}: then ${decisionText(then)}, now ${decisionText(now)}`];
  });
  return [`  cycle ${cycle}, ${new Date(wallMs).toISOString()}`, ...lines].join('\n');
}

/** An output that only one of the two has was not decided by the other. */
function decisionText(decision: Decision | undefined): string {
  return decision === undefined ? 'not decided' : `${decision.value} % (${inEnglish(decision.reason)})`;
}
