/** The command line: `quietpost run | start | check | assess | simulate | replay | watch`. */

import { Command, InvalidArgumentError } from 'commander';
import { version } from '../assembly/version.ts';
import { addCommissioning } from './field/commissioning.ts';
import { addHistoryCommands } from './records/history-commands.ts';

const program = new Command('quietpost')
  .description('Keeps an EV fast-charging station beside housing within its noise limit, cool, and charging.')
  .version(version)
  .showHelpAfterError('(quietpost <command> --help shows an example)')
  // EX_USAGE of sysexits.h for every mistake on the command line.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 64));

program
  .command('run')
  .description('run the gateway on a site')
  .argument('[site]', 'site file', 'config/site.yaml')
  .option(
    '--link <bus=url...>',
    'use another link for a bus: io=tcp://127.0.0.1:5020 or io=rtu:///dev/ttyUSB0?baud=9600&format=8N1',
  )
  .option('--broker <url>', 'use another MQTT broker than the site names')
  .option('--record <file>', 'record every input and decision for `quietpost replay`')
  .option('--history <file|off>', 'use another history file than the site names, or none')
  .addHelpText(
    'after',
    '\nExample:\n  quietpost run /etc/quietpost/site.yaml --record /var/lib/quietpost/tonight.ndjson',
  )
  .action(async (site, options) => {
    const { run } = await import('./station/run.ts');
    process.exitCode = await run(site, options);
  });

program
  .command('start')
  .description('run everything on a desktop: simulated station, broker, gateway')
  .argument('[site]', 'site file', 'config/site.yaml')
  .option('--serial', 'simulated devices on serial lines (Linux, needs socat) instead of Modbus TCP')
  .option('--background <file>', 'recorded background sound: CSV of time and LAeq')
  .option('--sessions <file>', 'recorded charging sessions')
  .option('--weather <file>', 'recorded outdoor temperature, wind and rain, hourly')
  .option('--curves <file>', 'charging curves of cars')
  .option('--seed <n>', 'seed of the simulated station', wholeNumber, 1)
  .option('--broker <url>', 'use another MQTT broker than the site names')
  .option('--record <file>', 'record every input and decision for `quietpost replay`')
  .option('--history <file|off>', 'use another history file than the site names, or none')
  .addHelpText('after', '\nExample:\n  npm start -- --serial --background noise_laeq_1s_24h.csv')
  .action(async (site, options) => {
    const { start } = await import('./station/start.ts');
    process.exitCode = await start(site, options);
  });

program
  .command('check')
  .description('check a site file: all problems at once, with line, column and the fix')
  .argument('[site]', 'site file', 'config/site.yaml')
  .addHelpText('after', '\nExample:\n  quietpost check config/site.yaml')
  .action(async (site) => {
    const { check } = await import('./station/check.ts');
    process.exitCode = check(site, { write: (line) => console.log(line) });
  });

program
  .command('failsafe')
  .description('bring all relays on GPIO to fail-safe: for ExecStopPost of the service, and by hand')
  .argument('[site]', 'site file', 'config/site.yaml')
  .option('--link <bus=url...>', 'use other tools for a GPIO bus: header=gpiod:///folder')
  .addHelpText(
    'after',
    '\nExample:\n  quietpost failsafe /etc/quietpost/site.yaml\n\nIn the unit of the service, so that it also runs after kill -9:\n  ExecStopPost=/usr/bin/quietpost failsafe /etc/quietpost/site.yaml',
  )
  .action(async (site, options) => {
    const { failsafe } = await import('./station/failsafe.ts');
    process.exitCode = await failsafe(site, options);
  });

program
  .command('assess')
  .description('judge any file of timestamped sound levels by a noise limit standard')
  .requiredOption('--levels <file>', 'CSV of times and LAeq, 1 s to 1 min apart')
  .option('--rule <name>', 'a file of config/limits', 'gb-22337')
  .option('--class <name>', 'class of the area outside the boundary', '1')
  .option('--zone <zone>', 'time zone of the place, and of times without one', 'Asia/Shanghai')
  .option('--from <time>', 'leave out what is earlier, local time: 2025-03-22')
  .option('--to <time>', 'leave out what is not earlier')
  .option('--step <duration>', 'what a row stands for', 'auto')
  .option('--time <column...>', 'name or number of the column of times; two for date and time of day')
  .option('--level <column>', 'name or number of the column of levels')
  .option('--background <none|L90|dB>', 'what is heard without the station', 'none')
  .option('--indoors', 'measured in the dwelling, because the boundary is less than 1 m away')
  .option('--json', 'print the answer as JSON')
  .addHelpText(
    'after',
    '\nExample:\n  quietpost assess --levels night.csv --rule gb-22337 --class 1 --background 42',
  )
  .action(async (options) => {
    const { assess } = await import('./assess/assess.ts');
    process.exitCode = assess(options, { write: console.log, complain: console.error });
  });

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
    'none, clock, threshold or quietpost; of scenarios several, with commas, judged beside the upper bound',
  )
  .option('--seed <n>', 'seed of the simulated station (default: 1)', wholeNumber)
  .option('--faults <file>', 'faults of devices and lines, as JSON')
  .option('--record <file>', 'record every input and decision for `quietpost replay`')
  .option('--history <file>', 'write the history of these days into a new file')
  .option('--json', 'print the table as JSON')
  .addHelpText(
    'after',
    '\nExamples:\n  quietpost simulate --days 2 --seed 7 --record nights.ndjson\n  quietpost simulate --scenario hw-mocks/scenarios',
  )
  .action(async (site, options) => {
    const { simulate } = await import('./simulate/simulate.ts');
    process.exitCode = await simulate(site, options);
  });

program
  .command('replay')
  .description('decide again on a recording and compare with what was decided then')
  .argument('<file>', 'recording')
  .addHelpText('after', '\nExample:\n  quietpost replay tonight.ndjson')
  .action(async (file) => {
    const { replayFile } = await import('./records/replay.ts');
    process.exitCode = await replayFile(file);
  });

addHistoryCommands(program);
addCommissioning(program);

program
  .command('watch')
  .description('subscribe to a station and print its telemetry readably')
  .option('--url <url>', 'MQTT broker', 'mqtt://127.0.0.1:1883')
  .option('--topic <filter>', 'topic filter', 'quietpost/v1/#')
  .option('--json', 'raw messages, one JSON text a line')
  .option('--wait', 'keep trying when no broker answers')
  .addHelpText('after', '\nExample:\n  quietpost watch --url mqtt://192.0.2.10:1883')
  .action(async (options) => {
    const { watchCommand } = await import('./station/watch.ts');
    process.exitCode = await watchCommand(options);
  });

program
  .command('report')
  .description('write the record of one night as a page (html), a table (csv) or data (json)')
  .requiredOption('--night <date>', 'date of the evening on which the night begins, yyyy-mm-dd')
  .requiredOption('--out <file>', 'file to write: .html, .csv or .json')
  .option('--history <file>', 'history file, where it is not the one of the site')
  .option('--site <file>', 'site file, where it is not to be the configuration of that night')
  .option('--rule <name>', 'a file of config/limits', 'gb-22337')
  .option(
    '--class <name>',
    'class of the area outside the boundary; not given: the one with the limits of the site',
  )
  .option('--background <dB>', 'background measured with the station off; not given: calculated')
  .option('--lang <language>', 'en or zh', 'en')
  .addHelpText(
    'after',
    '\nExample:\n  quietpost report --night 2026-07-15 --history night.db --out night.html --lang zh',
  )
  .action(async (options) => {
    const { report } = await import('./records/report.ts');
    const io = { write: console.log, complain: console.error, nowMs: Date.now };
    process.exitCode = await report(options, io);
  });

program
  .command('verify')
  .description('recompute the chain of recorded minutes and name what was changed, taken out or put in')
  .argument('[site]', 'site file, for where its history is', 'config/site.yaml')
  .option('--history <file>', 'history file')
  .addHelpText('after', '\nExample:\n  quietpost verify --history /var/lib/quietpost/history.db')
  .action(async (site, options) => {
    const { verify } = await import('./records/verify.ts');
    process.exitCode = verify({ site, ...options }, { write: console.log, complain: console.error });
  });

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
  .option('--took <duration>', 'for how long the calibrator may have sounded; this time does not count', '5m')
  .option('--history <file>', 'history file')
  .addHelpText(
    'after',
    '\nExample:\n  quietpost calibrate slm-north --level 94.0 --before 93.8 --after 94.0 --by "Li Wei"',
  )
  .action(async (meter, site, options) => {
    const { calibrate } = await import('./records/calibrate.ts');
    const io = { wallMs: Date.now(), write: console.log, complain: console.error };
    process.exitCode = calibrate(meter, site, options, io);
  });

program
  .command('scan')
  .description('find who is on a line, at which setting, and what it is')
  .argument(
    '<bus|address>',
    'a bus of the site, rtu:///dev/ttyUSB0?baud=9600, tcp://host:502, rtutcp://host:4001',
  )
  .option('--site <file>', 'site file', 'config/site.yaml')
  .option('--ids <ranges>', 'unit ids to try', '1-247')
  .option('--baud <rates>', 'baud rates to try in full: 9600,19200')
  .option('--format <formats>', 'formats to try in full: 8N1,8E1')
  .option('--timeout <duration>', 'how long a device may take to answer; not given: 200ms, 500ms by TCP')
  .addHelpText(
    'after',
    '\nExample:\n  quietpost scan rtu:///dev/ttyUSB0 --ids 1-32 --baud 9600,19200 --format 8N1,8E1',
  )
  .action(async (target, options) => {
    const { scanCommand } = await import('./field/scan.ts');
    process.exitCode = await scanCommand(target, options);
  });

program
  .command('read')
  .description('read a device once: values, quality, time; and why not, when it does not answer as it should')
  .argument('<device>', 'device of the site')
  .option('--site <file>', 'site file', 'config/site.yaml')
  .option('--raw', 'registers in hexadecimal, and what they mean in every order of words and bytes')
  .option('--link <bus=url...>', 'use another link for a bus')
  .addHelpText('after', '\nExample:\n  quietpost read meter-a --raw')
  .action(async (device, options) => {
    const { readCommand } = await import('./field/read.ts');
    process.exitCode = await readCommand(device, options);
  });

program
  .command('write')
  .description('write one command or register of a device: shown before, confirmed, read back')
  .argument('<device>', 'device of the site')
  .argument('<register|command>', 'setpoint, relays.3, 0x2000, holding:28:float32, coil:3')
  .argument('<value>', '55, on, off, 10s, 0x0064')
  .option('--site <file>', 'site file', 'config/site.yaml')
  .option('--yes', 'write without asking')
  .option('--link <bus=url...>', 'use another link for a bus')
  .addHelpText('after', '\nExample:\n  quietpost write relays-a relays.8 10s')
  .action(async (device, target, value, options) => {
    const { writeCommand } = await import('./field/write.ts');
    process.exitCode = await writeCommand(device, target, value, options);
  });

program
  .command('bus')
  .description('counters of a bus and its devices, live on a terminal')
  .argument('<bus>', 'bus of the site')
  .option('--site <file>', 'site file', 'config/site.yaml')
  .option('--link <bus=url...>', 'use another link for a bus')
  .option('--broker <url>', 'ask the running gateway by its MQTT broker instead of polling')
  .option('--for <duration>', 'how long to measure; not given: until Ctrl-C on a terminal, else 10s')
  .addHelpText('after', '\nExample:\n  quietpost bus noise --broker mqtt://127.0.0.1:1883')
  .action(async (bus, options) => {
    const { busCommand } = await import('./field/bus.ts');
    process.exitCode = await busCommand(bus, options);
  });

program
  .command('schema', { hidden: true })
  .option('--write', 'write config/schema')
  .action(async (options) => {
    const { schema } = await import('./station/schema.ts');
    process.exitCode = schema({ write: options.write === true });
  });

await program.parseAsync();

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
