/** What of a Chinese report is still an English sentence. Keys, values, commands and names of files are none. */

import type { Problem } from '../../../src/config/problems/problem.ts';
import { renderLine, renderReport } from '../../../src/config/problems/render.ts';

/** Lines of the problems' report in Chinese that hold English, or no Chinese. */
export function englishLeft(problems: readonly Problem[]): readonly string[] {
  return problems.flatMap((problem) => {
    const [head = '', , , , fix = '', , count = ''] = renderReport([problem], 'zh').split('\n');
    const line = renderLine(problem, 'zh').replace(/^\S+ /, '');
    const isSaid = /[\u4e00-\u9fff]/.test(head) && /[\u4e00-\u9fff]/.test(fix);
    return [...(isSaid ? [] : [head]), ...[head, fix, count, line].filter(hasEnglish)];
  });
}

/** Three words in a row outside quotes and commands. */
export function hasEnglish(text: string): boolean {
  const rest = text
    .replace(/"[^"]*"|“[^”]*”|`[^`]*`|'[^']*'/g, '""')
    .replace(/(npx )?quietpost [a-z ]+/g, '');
  return /[A-Za-z]{2,},? [a-z]{2,},? [a-z]{2,}/.test(rest);
}
