/** `quietpost explain config KEY`: what a key of the site file means. */

import { explainKey } from '../../config/site/explain-key.ts';
import { EXIT } from '../../model/exit-code.ts';
import { languageHere } from '../terminal/language.ts';
import { tell } from '../terminal/tell.ts';

interface ExplainIo {
  write(line: string): void;
  complain(line: string): void;
}

export function explainConfig(key: string, io: ExplainIo): number {
  const found = explainKey(key, languageHere());
  if (!found.ok) {
    const why = tell('key-unknown', { key, fix: found.fix });
    io.complain(tell('command-says', { command: 'explain config', why }));
    return EXIT.USAGE;
  }
  for (const line of found.lines) io.write(line);
  return EXIT.OK;
}
