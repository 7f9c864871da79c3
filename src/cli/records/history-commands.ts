/** The commands that look back, and forward from there: `quietpost explain | whatif | forecast`. */

import type { Command } from 'commander';
import { exampleText } from '../terminal/help.ts';

const io = { write: console.log, complain: console.error };

export function addHistoryCommands(program: Command): void {
  addExplain(program);
  addWhatIf(program);
  addForecast(program);
}

function addExplain(program: Command): void {
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
      exampleText(
        'quietpost explain limit-a --at 23:41 --recording tonight.ndjson',
        'quietpost explain config nightDb',
      ),
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
}

function addWhatIf(program: Command): void {
  program
    .command('whatif')
    .description('decide recorded nights again under a changed site file and show what would have differed')
    .argument('<site>', 'the changed site file')
    .option('--night <date>', 'date of the evening on which the night begins, yyyy-mm-dd')
    .option('--nights <count>', 'the last nights of the history instead, summed')
    .option('--from <date>', 'the nights from this evening to that of --to instead, summed')
    .option('--to <date>', 'with --from: the last evening')
    .option('--recording <file>', 'a recording of `--record`: exact')
    .option('--history <file>', 'history file, coarser; without either: that of the site')
    .option('--json', 'print the figures as JSON')
    .addHelpText(
      'after',
      exampleText(
        'quietpost whatif quieter.yaml --night 2026-07-15 --recording night.ndjson',
        'quietpost whatif quieter.yaml --nights 7',
      ),
    )
    .action(async (site, options) => {
      const { night, nights, from, to } = options;
      if (night === undefined || (nights ?? from ?? to) !== undefined) {
        const { whatifNights } = await import('./whatif-nights.ts');
        process.exitCode = await whatifNights(site, options, io);
        return;
      }
      const { whatif } = await import('./whatif.ts');
      process.exitCode = await whatif(site, options, io);
    });
}

function addForecast(program: Command): void {
  program
    .command('forecast')
    .description('what the coming night will probably bring, hour by hour, and how good such forecasts were')
    .argument('[site]', 'site file', 'config/site.yaml')
    .option('--night <date>', 'date of the evening, yyyy-mm-dd; not given: the next after what is recorded')
    .option('--history <file>', 'history file, where it is not the one of the site')
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', exampleText('quietpost forecast --history /var/lib/quietpost/history.db'))
    .action(async (site, options) => {
      const { forecast } = await import('./forecast.ts');
      process.exitCode = await forecast(site, options, io);
    });
}
