/** The command that needs no station. It is loaded when it is called. */

import type { Command } from 'commander';

export function addAssessCommands(program: Command): void {
  addAssess(program);
}

function addAssess(program: Command): void {
  program
    .command('assess')
    .description('assess any file of timestamped sound levels by a noise limit standard')
    .requiredOption('--levels <file>', 'CSV of times and LAeq, 1 s to 1 min apart')
    .option('--rule <name>', 'a file of config/limits', 'gb-22337')
    .option('--class <name>', 'class of the area outside the boundary', '1')
    .option('--zone <zone>', 'time zone of the place, and of times without one', 'Asia/Shanghai')
    .option('--from <time>', 'leave out what is earlier, local time: 2025-03-22')
    .option('--to <time>', 'leave out what is not earlier')
    .option('--step <duration>', 'what a row stands for', 'auto')
    .option('--time <column...>', 'name or number of the column of times; two for date and time of day')
    .option('--level <column>', 'name or number of the column of levels')
    .option('--background <none|L90|dB>', 'level without the station', 'none')
    .option('--indoors', 'measured in the dwelling, because the boundary is less than 1 m away')
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  quietpost assess --levels night.csv --rule gb-22337 --class 1 --background 42',
    )
    .action(async (options) => {
      const { assess } = await import('./assess.ts');
      process.exitCode = assess(options, { write: console.log, complain: console.error });
    });
}
