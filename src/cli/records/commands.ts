/** Commands on records. Each is loaded when it is called. */

import type { Command } from 'commander';
import { exampleText } from '../terminal/help.ts';
import { addHistoryCommands } from './history-commands.ts';

export function addRecordCommands(program: Command): void {
  addReplay(program);
  addHistoryCommands(program);
  addReport(program);
  addVerify(program);
  addExport(program);
  addCalibrate(program);
  addExclude(program);
}

function addReplay(program: Command): void {
  program
    .command('replay')
    .description('decide again on a recording and compare with what was decided then')
    .argument('<file>', 'recording')
    .addHelpText('after', exampleText('quietpost replay tonight.ndjson'))
    .action(async (file) => {
      const { replayFile } = await import('./replay.ts');
      process.exitCode = await replayFile(file);
    });
}

function addReport(program: Command): void {
  program
    .command('report')
    .description('write the record of one night, or of many, as a page (html), a table (csv) or data (json)')
    .option('--night <date>', 'date of the evening on which the night begins, yyyy-mm-dd')
    .option('--from <date>', 'of many nights the first; --to the last')
    .option('--to <date>', 'see --from')
    .option('--week <week>', 'the nights of a week: 2026-W29, or a date in it')
    .option('--month <month>', 'the nights of a month: 2026-07')
    .option('--year <year>', 'the nights of a year: 2026')
    .requiredOption('--out <file>', 'file to write: .html, .csv or .json')
    .option('--history <file>', 'history file, where it is not the one of the site')
    .option('--site <file>', 'site file, where it is not to be the configuration of that night')
    .option('--rule <names>', 'a file of config/limits; more after commas are set beside it', 'gb-22337')
    .option('--reading <name>', 'hj-706-5.3: what is too near the background may be a little above the limit')
    .option(
      '--class <name>',
      'class of the area outside the boundary; not given: the one with the limits of the site',
    )
    .option('--background <dB>', 'background measured with the station off; not given: calculated')
    .addHelpText(
      'after',
      exampleText(
        'quietpost report --night 2026-07-15 --history night.db --out night.html --lang zh',
        'quietpost report --month 2026-07 --out july.html',
      ),
    )
    .action(async (options) => {
      const { report } = await import('./report.ts');
      const io = { write: console.log, complain: console.error, nowMs: Date.now };
      process.exitCode = await report(options, io);
    });
}

function addVerify(program: Command): void {
  program
    .command('verify')
    .description('recompute chain and seal of the records and name what was changed, taken out or put in')
    .argument('[site]', 'site file, for where its history is', 'config/site.yaml')
    .option('--history <file>', 'history file')
    .option(
      '--expect <head>',
      'a signed head that was published, or a report as JSON: its records must be in',
    )
    .option('--since-head', 'only what came after the last signed head; a second, where a year takes minutes')
    .addHelpText('after', exampleText('quietpost verify --history /var/lib/quietpost/history.db'))
    .action(async (site, options) => {
      const { verify } = await import('./evidence/verify.ts');
      process.exitCode = await verify({ site, ...options }, { write: console.log, complain: console.error });
    });
}

function addExport(program: Command): void {
  program
    .command('export')
    .description(
      'write the evidence of one night as a zip that a Python program in it verifies without quietpost',
    )
    .requiredOption('--night <date>', 'date of the evening on which the night begins, yyyy-mm-dd')
    .requiredOption('--out <file>', 'zip to write')
    .option('--history <file>', 'history file')
    .option('--site <file>', 'site file, for where its history is', 'config/site.yaml')
    .addHelpText('after', exampleText('quietpost export --night 2026-07-15 --out night.zip'))
    .action(async (options) => {
      const { exportEvidence } = await import('./evidence/export.ts');
      const io = { write: console.log, complain: console.error };
      process.exitCode = await exportEvidence(options, io);
    });
}

function addCalibrate(program: Command): void {
  program
    .command('calibrate')
    .description('record an acoustic check of a sound level meter; its offset holds from then on')
    .argument('<meter>', 'device, channel or level: slm-north')
    .argument('[site]', 'site file', 'config/site.yaml')
    .requiredOption('--level <dB>', 'level of the calibrator')
    .requiredOption('--by <name>', 'who did it')
    .option('--before <dB>', 'what the meter showed before it was adjusted')
    .option('--after <dB>', 'what it showed after; without both, what it shows now, by a running gateway')
    .option('--meter-serial <text>', 'serial number of the meter')
    .option('--calibrator-serial <text>', 'serial number of the calibrator')
    .option('--note <text>', 'anything worth knowing later')
    .option(
      '--took <duration>',
      'for how long the calibrator may have sounded; this time does not count',
      '5m',
    )
    .option('--history <file>', 'history file')
    .addHelpText(
      'after',
      exampleText('quietpost calibrate slm-north --level 94.0 --before 93.8 --after 94.0 --by "Li Wei"'),
    )
    .action(async (meter, site, options) => {
      const { calibrate } = await import('./evidence/calibrate.ts');
      const io = { wallMs: Date.now(), write: console.log, complain: console.error };
      process.exitCode = calibrate(meter, site, options, io);
    });
}

function addExclude(program: Command): void {
  program
    .command('exclude')
    .description('leave minutes out of the evaluation, with reason and name; nothing is deleted')
    .argument('[site]', 'site file, for where its history is', 'config/site.yaml')
    .requiredOption('--from <time>', 'begin, local time of the site: "2026-07-15 23:10"')
    .requiredOption('--to <time>', 'end: "2026-07-15 23:20" or "23:20"')
    .requiredOption('--reason <text>', 'why they do not count')
    .requiredOption('--by <name>', 'who says so')
    .option('--meter <name>', 'device, channel or level; not given: every sound level meter')
    .option('--withdraw', 'let count again what is left out within this time')
    .option('--history <file>', 'history file')
    .addHelpText(
      'after',
      exampleText(
        'quietpost exclude --from "2026-07-15 23:10" --to 23:20 --reason "fireworks" --by "Li Wei"',
      ),
    )
    .action(async (site, options) => {
      const { exclude } = await import('./evidence/exclude.ts');
      const io = { wallMs: Date.now(), write: console.log, complain: console.error };
      process.exitCode = await exclude(site, options, io);
    });
}
