/** Commands that keep a station, and show it to whoever helps: `quietpost backup | restore | bundle`. */

import type { Command } from 'commander';
import { exampleText } from '../terminal/help.ts';

/** Adds these commands to `program`. */
export function addKeepingCommands(program: Command): void {
  const io = { wallMs: Date.now(), write: console.log, complain: console.error };
  program
    .command('backup')
    .description('settings, secrets, history and keys of a station in one file, while it runs')
    .argument('[site]', 'site file', 'config/site.yaml')
    .option('--out <file>', 'where to; not given: quietpost-backup-DATE.tar.gz here')
    .option('--history <file>', 'history file, where it is not the one of the site')
    .addHelpText(
      'after',
      exampleText('sudo quietpost backup /etc/quietpost/site.yaml --out /media/usb/north.tar.gz'),
    )
    .action(async (site, options) => {
      const { backup } = await import('./backup.ts');
      process.exitCode = await backup(site, options, io);
    });

  program
    .command('restore')
    .description('a backup back to where its files were; what is there and differs is not touched')
    .argument('<file>', 'what `quietpost backup` has made')
    .option('--force', 'set aside what is there and differs, and replace it')
    .option('--root <folder>', 'everything below this folder: the card of another computer')
    .addHelpText('after', exampleText('sudo quietpost restore /media/usb/north.tar.gz'))
    .action(async (file, options) => {
      const { restore } = await import('./restore.ts');
      process.exitCode = await restore(file, options, io);
    });

  program
    .command('bundle')
    .description('what helps whoever helps, in one file without secrets: settings, findings, events, state')
    .argument('[site]', 'site file', 'config/site.yaml')
    .option('--out <file>', 'where to; not given: quietpost-bundle-DATE.tar.gz here')
    .option('--history <file>', 'history file, where it is not the one of the site')
    .addHelpText('after', exampleText('sudo quietpost bundle /etc/quietpost/site.yaml'))
    .action(async (site, options) => {
      const { bundle } = await import('./bundle.ts');
      process.exitCode = await bundle(site, options, io);
    });
}
