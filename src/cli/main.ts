/** The command line. Each folder beside this file adds its commands. */

import { Command } from 'commander';
import { version } from '../assembly/version.ts';
import { EXIT } from '../model/exit-code.ts';
import { addAssessCommands } from './assess/commands.ts';
import { addFieldCommands } from './field/commands.ts';
import { addRecordCommands } from './records/commands.ts';
import { addSimulateCommands } from './simulate/commands.ts';
import { addStationCommands } from './station/commands.ts';

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

await program.parseAsync();
