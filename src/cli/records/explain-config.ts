/** `quietpost explain config KEY`: what a key of the site file means. */

import { explainKey } from '../../config/site/explain-key.ts';
import { EXIT } from '../../model/exit-code.ts';

interface ExplainIo {
  write(line: string): void;
  complain(line: string): void;
}

export function explainConfig(key: string, io: ExplainIo): number {
  const found = explainKey(key);
  if (!found.ok) {
    io.complain(`quietpost explain config: the site file has no key "${key}"; ${found.fix}`);
    return EXIT.USAGE;
  }
  for (const line of found.lines) io.write(line);
  return EXIT.OK;
}
