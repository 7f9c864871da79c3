/** Files for tests, gone when the test is over, and the command with its output kept. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { assess } from '../../../../src/cli/assess/assess.ts';
import type { AssessOptions } from '../../../../src/cli/assess/assess-question.ts';

/** The path of a file with this content. */
export function writtenFile(content: string | Buffer, name = 'levels.csv'): string {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-assess-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** What `quietpost assess` prints for a file. */
export async function runAssess(
  levels: string,
  options: Partial<AssessOptions> = {},
): Promise<{ code: number; text: string; complaint: string }> {
  const printed: string[] = [];
  const complaints: string[] = [];
  const code = await assess(
    { levels, step: 'auto', rule: 'gb-22337', class: '1', zone: 'UTC', background: 'none', ...options },
    { write: (text) => printed.push(text), complain: (text) => complaints.push(text) },
  );
  return { code, text: printed.join('\n'), complaint: complaints.join('\n') };
}
