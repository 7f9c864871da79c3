/** The command line: console, language, then the command. */

import { guardConsole } from '../adapters/console-guard.ts';
import { languages } from '../language/languages.ts';
import { EXIT } from '../model/exit-code.ts';
import { createProgram } from './program.ts';
import { heedLanguage, languageAsked } from './terminal/language.ts';
import { tell } from './terminal/tell.ts';

/** They move outputs, and leave the field as they promise, whatever becomes of the console. */
const MOVING = ['run', 'start', 'commission', 'write', 'failsafe'];

guardOutput(MOVING.includes(process.argv[2] ?? ''));
speakAsAsked(process.argv.slice(2));
await createProgram().parseAsync();

/** Before there are commands: their help is in that language, too. */
function speakAsAsked(args: readonly string[]): void {
  const given = languageAsked(args);
  if (given === undefined || heedLanguage(given)) return;
  console.error(tell('quietpost-says', { why: tell('lang-takes', { languages, given }) }));
  process.exit(EXIT.USAGE);
}

/** `report | head` ends quietly when `head` has enough; an answer that could not be written is no success. */
function guardOutput(isMoving: boolean): void {
  let isReaderGone = false;
  const output = guardConsole(process.stdout, () => {
    isReaderGone = true;
    if (!isMoving) process.exit(EXIT.OK);
  });
  guardConsole(process.stderr);
  process.on('exit', (code) => {
    const isLost = output.lost > 0 && !isReaderGone && !isMoving;
    if (code === EXIT.OK && isLost) process.exitCode = EXIT.IOERR;
  });
}
