/** The command line. Each folder beside this file adds its commands. */

import { Command } from 'commander';
import { guardConsole } from '../adapters/console-guard.ts';
import { version } from '../assembly/version.ts';
import { EXIT } from '../model/exit-code.ts';
import { addAssessCommands } from './assess/commands.ts';
import { addCollectCommands } from './collect/commands.ts';
import { addFieldCommands } from './field/commands.ts';
import { addKeepingCommands } from './keeping/commands.ts';
import { addRecordCommands } from './records/commands.ts';
import { addServiceCommands } from './service/commands.ts';
import { addSimulateCommands } from './simulate/commands.ts';
import { addStationCommands } from './station/commands.ts';

/** They move outputs, and leave the field as they promise, whatever becomes of the console. */
const MOVING = ['run', 'start', 'commission', 'write', 'failsafe'];

guardOutput(MOVING.includes(process.argv[2] ?? ''));

const program = new Command('quietpost')
  .description('Keeps an EV fast-charging station beside housing within its noise limit, cool, and charging.')
  .version(version)
  .showHelpAfterError('(quietpost <command> --help shows an example)')
  .exitOverride(({ exitCode }) => process.exit(exitCode === EXIT.OK ? EXIT.OK : EXIT.USAGE));

addStationCommands(program);
addAssessCommands(program);
addSimulateCommands(program);
addRecordCommands(program);
addFieldCommands(program);
addServiceCommands(program);
addKeepingCommands(program);
addCollectCommands(program);

await program.parseAsync();

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
