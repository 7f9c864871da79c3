/** The command that needs no station. It is loaded when it is called. */

import type { Command } from 'commander';
import { exampleText } from '../terminal/help.ts';

export function addAssessCommands(program: Command): void {
  addAssess(program);
}

function addAssess(program: Command): void {
  program
    .command('assess')
    .description('assess any file of timestamped sound levels by a noise limit standard')
    .requiredOption(
      '--levels <file>',
      'CSV, text or workbook (.xlsx) of times and LAeq, rows of 0.01 s to 1 h',
    )
    .option('--rule <name>', 'a file of config/limits by its name, or the path of one of yours', 'gb-22337')
    .option('--class <name>', 'class of the area outside the boundary', '1')
    .option(
      '--zone <zone>',
      'time zone of the place, and of times without one; may be left out where the file says it',
    )
    .option(
      '--stamp-zone <offset>',
      'offset of times without zone where it is not that of the place: UTC, +08:00',
    )
    .option('--from <time>', 'leave out what is earlier, local time: 2025-03-22')
    .option('--to <time>', 'leave out what is not earlier')
    .option('--step <duration>', 'what each row stands for', 'auto')
    .option('--time <column...>', 'name or number of the column of times; two for date and time of day')
    .option('--level <column>', 'name or number of the column that is the LAeq of each row')
    .option('--date-order <order>', 'dmy, mdy or ymd, where the dates do not show it')
    .option('--stamp <edge>', 'what a time is of its row: begin, end or middle')
    .option('--where <column=value...>', 'one sensor of several in a file')
    .option('--sheet <name>', 'the sheet of a workbook')
    .option(
      '--background <none|L90|dB|file>',
      'level without the station, or a file that was measured with it off',
      'none',
    )
    .option('--indoors', 'measured in the dwelling, because the boundary is less than 1 m away')
    .option('--room <A|B>', 'measured in a room, A to sleep in or B, for sound through the structure')
    .option('--source <place>', 'where the source is for that room: inside or outside of the building')
    .option(
      '--on <duration>',
      'how long the sound lasts in a period, for rules that allow more to short ones: 20m',
    )
    .option(
      '--path <m,m,m>',
      'distance, height of the source and of the meter, for what weather does: 40,2,4',
    )
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      exampleText(
        'quietpost assess --levels night.csv --zone Asia/Shanghai --rule gb-22337 --class 1 --background 42',
      ),
    )
    .action(async (options) => {
      const { assess } = await import('./assess.ts');
      process.exitCode = await assess(options, { write: console.log, complain: console.error });
    });
}
