/**
 * What today's control decides on inputs that were recorded long ago (test/recordings/README.md). A change that only moves
 * or renames changes none of these files; one of control shows in their differences, which its author judges.
 */

import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { expect, test } from 'vitest';
import { type TickResult, tick } from '../../src/control/tick.ts';
import { openRecording } from '../../src/recording/recorded-cycles.ts';
import { recordedState } from '../../src/recording/recorded-plan.ts';

const folder = join(import.meta.dirname, '..', 'recordings');
const files = readdirSync(folder).filter((name) => name.endsWith('.ndjson.gz'));
const MINUTE_CYCLES = 60;

test('three recordings are kept', () => {
  expect(files).toHaveLength(3);
});

test.each(files)(
  '%s, of an older form, is read to its end and decided as written down beside it',
  async (name) => {
    const lines = createInterface({ input: createReadStream(join(folder, name)).pipe(createGunzip()) });
    const opened = await openRecording(lines);
    if (!opened.ok) throw new Error(opened.fault.message);
    const { header, cycles, broken } = opened.value;
    let state = recordedState(header);
    let count = 0;
    const last = new Map<string, string>();
    const said: string[] = [];
    for await (const { image } of cycles) {
      const result = tick(state, image, header.plan);
      state = result.state;
      said.push(...changesOf(result, last, count));
      count += 1;
    }
    expect(broken()).toBeUndefined();
    expect(count).toBe(1799);
    await expect(`${said.join('\n')}\n`).toMatchFileSnapshot(
      join(folder, name.replace('.ndjson.gz', '.decided.txt')),
    );
  },
);

/** Each move of a limit or lamp; fans once a minute. */
function changesOf({ decisions }: TickResult, last: Map<string, string>, cycle: number): readonly string[] {
  return decisions.flatMap(({ output, value, by }) => {
    if (output.startsWith('fan') && cycle % MINUTE_CYCLES !== 0) return [];
    const now = `${output} ${value} % by ${by}`;
    if (last.get(output) === now) return [];
    last.set(output, now);
    return [`${cycle} s: ${now}`];
  });
}
