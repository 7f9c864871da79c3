/** Commands in virtual time. Each is loaded when it is called. */

import type { Command } from 'commander';
import { exampleText } from '../terminal/help.ts';
import { wholeNumber } from '../terminal/whole-number.ts';

export function addSimulateCommands(program: Command): void {
  addSimulate(program);
}

function addSimulate(program: Command): void {
  program
    .command('simulate')
    .description('run gateway and simulated station in virtual time and print a table per night')
    .argument('[site]', 'site file (default: "config/site.yaml")')
    .option(
      '--scenario <path...>',
      'nights of scenario files (or of a folder of them) instead of days of a site',
    )
    .option('--days <n>', 'how many days, noon to noon (default: 1)', wholeNumber)
    .option('--from <date>', 'first day, yyyy-mm-dd')
    .option('--background <file>', 'recorded background sound: CSV of time and LAeq')
    .option('--sessions <file>', 'recorded charging sessions')
    .option('--weather <file>', 'recorded outdoor temperature, wind and rain, hourly')
    .option('--curves <file>', 'charging curves of cars')
    .option('--equipment <on|off>', 'off: no cars, and the equipment makes no sound (default: "on")')
    .option(
      '--policy <names>',
      'none, clock, threshold, cap, greedy or quietpost; of scenarios several, with commas, scored beside the upper bound',
    )
    .option('--seed <n>', 'seed of the simulated station (default: 1, or that of the scenario)', wholeNumber)
    .option('--faults <file>', 'faults of devices and lines, as JSON')
    .option('--record <file>', 'record every input and decision for `quietpost replay`')
    .option('--history <file>', 'write the history of these days, or of one scenario, into a new file')
    .option('--json', 'print the table as JSON')
    .addHelpText(
      'after',
      exampleText(
        'quietpost simulate --days 2 --seed 7 --record nights.ndjson',
        'quietpost simulate --scenario hw-mocks/scenarios',
      ),
    )
    .action(async (site, options) => {
      const { simulate } = await import('./simulate.ts');
      process.exitCode = await simulate(site, options);
    });
}
