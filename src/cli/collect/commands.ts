/** The commands of the back office. They are loaded when they are called. */

import type { Command } from 'commander';
import { exampleText } from '../terminal/help.ts';

const DB = 'postgres://user@host/name, or a file of SQLite for a few stations';

export function addCollectCommands(program: Command): void {
  const collect = program
    .command('collect')
    .description('collect what stations send into a database, each record once, and ask for what is missing')
    .option('--broker <url>', 'MQTT broker', 'mqtt://127.0.0.1:1883')
    .option('--db <database>', DB, 'collected.db')
    .option('--group <name>', 'collectors of one name share the work', 'quietpost')
    .option('--client <id>', 'name of this collector at the broker; the same after a restart')
    .option('--username <name>', 'at the broker')
    .option('--password-file <file>', 'file that holds its password')
    .option('--ca-file <file>', 'certificates that the broker is checked against')
    .option('--cert-file <file>', 'certificate of this collector, where the broker asks for one')
    .option('--key-file <file>', 'its key')
    .addHelpText(
      'after',
      exampleText(
        'quietpost collect --broker mqtts://broker.example.org:8883 --db postgres://quietpost@localhost/quietpost',
      ),
    )
    .action(async (options) => {
      const { collect: run } = await import('./collect.ts');
      process.exitCode = await run(options);
    });
  collect
    .command('status')
    .description('how complete the record of each station is')
    .addHelpText('after', exampleText('quietpost collect --db collected.db status'))
    .action(async (_options, command) => {
      const { collectStatus } = await import('./collect.ts');
      process.exitCode = await collectStatus(command.optsWithGlobals());
    });
}
