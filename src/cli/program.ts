/** All commands. Each folder beside this file adds its own. */

import { Command } from 'commander';
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
import { helpInLanguage } from './terminal/help.ts';
import { languageHere } from './terminal/language.ts';
import { tell } from './terminal/tell.ts';

/** The command line; its help is in the language of this terminal. */
export function createProgram(): Command {
  const program = new Command('quietpost')
    .description(
      'Keeps an EV fast-charging station beside housing within its noise limit, cool, and charging.',
    )
    .version(version, '-V, --version', tell('help-version'))
    .showHelpAfterError(tell('help-after-error'))
    .exitOverride(({ exitCode }) => process.exit(exitCode === EXIT.OK ? EXIT.OK : EXIT.USAGE));
  addStationCommands(program);
  addAssessCommands(program);
  addSimulateCommands(program);
  addRecordCommands(program);
  addFieldCommands(program);
  addServiceCommands(program);
  addKeepingCommands(program);
  addCollectCommands(program);
  for (const command of [program, ...program.commands])
    command.option(
      '--lang <language>',
      'code of the language of what is printed, such as zh; not given: that of the environment (LANG)',
    );
  helpInLanguage(program, languageHere());
  return program;
}
