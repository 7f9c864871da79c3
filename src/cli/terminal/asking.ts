/** A question with a suggested answer, where somebody sits at the terminal. */

import { createInterface } from 'node:readline/promises';

interface Asking {
  ask?(question: string, suggested: string): Promise<string>;
}

/** No `ask` where input or output is a pipe. An empty answer takes what is suggested. */
export function asking(): Asking {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) return {};
  return {
    ask: async (question, suggested) => {
      const terminal = createInterface({ input: process.stdin, output: process.stdout });
      const shown = suggested === '' ? '' : ` [${suggested}]`;
      const answer = await terminal.question(`${question}${shown}: `);
      terminal.close();
      return answer.trim() === '' ? suggested : answer.trim();
    },
  };
}
