/** The commands that look back, and forward from there: `quietpost explain | whatif | forecast`. */

import type { Command } from 'commander';

export function addHistoryCommands(program: Command): void {
  const io = { write: console.log, complain: console.error };
  program
    .command('explain')
    .description('say why an output had its value: which rule asked, who was overruled, what the inputs were')
    .argument('<output>', 'output of the site: limit-a; or "config", for a key of the site file')
    .argument('[key]', 'after "config": nightDb, or more of its path')
    .option('--at <time>', 'local time of the site, "2026-07-15 23:41" or 23:41:05; not given: the latest')
    .option('--recording <file>', 'a recording of `--record`')
    .option('--history <file>', 'history file; without either: that of the site')
    .option('--site <file>', 'site file, for where its history is', 'config/site.yaml')
    .addHelpText(
      'after',
      '\nExample:\n  quietpost explain limit-a --at 23:41 --recording tonight.ndjson\n  quietpost explain config nightDb',
    )
    .action(async (output, key, options) => {
      if (output === 'config' && key !== undefined) {
        const { explainConfig } = await import('./explain-config.ts');
        process.exitCode = explainConfig(key, io);
        return;
      }
      const { explain } = await import('./explain.ts');
      process.exitCode = await explain(output, options, io);
    });

  program
    .command('whatif')
    .description('decide a recorded night again under a changed site file and show what would have differed')
    .argument('<site>', 'the changed site file')
    .requiredOption('--night <date>', 'date of the evening on which the night begins, yyyy-mm-dd')
    .option('--recording <file>', 'a recording of `--record`: exact')
    .option('--history <file>', 'history file, coarser; without either: that of the site')
    .option('--json', 'print the figures as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  quietpost whatif quieter.yaml --night 2026-07-15 --recording night.ndjson',
    )
    .action(async (site, options) => {
      const { whatif } = await import('./whatif.ts');
      process.exitCode = await whatif(site, options, io);
    });

  program
    .command('forecast')
    .description('what the coming night will probably bring, hour by hour, and how good such forecasts were')
    .argument('[site]', 'site file', 'config/site.yaml')
    .option('--night <date>', 'date of the evening, yyyy-mm-dd; not given: the next after what is recorded')
    .option('--history <file>', 'history file, where it is not the one of the site')
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', '\nExample:\n  quietpost forecast --history /var/lib/quietpost/history.db')
    .action(async (site, options) => {
      const { forecast } = await import('./forecast.ts');
      process.exitCode = await forecast(site, options, io);
    });
}
