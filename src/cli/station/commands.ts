/** Commands that run or check a station. Each is loaded when it is called. */

import type { Command } from 'commander';
import { exampleText } from '../terminal/help.ts';
import { tell } from '../terminal/tell.ts';
import { wholeNumber } from '../terminal/whole-number.ts';

/** Adds these commands to `program`. */
export function addStationCommands(program: Command): void {
  addRun(program);
  addStart(program);
  addCheck(program);
  addDiff(program);
  addConfig(program);
  addInit(program);
  addFailsafe(program);
  addWatch(program);
  addSchema(program);
}

function addRun(program: Command): void {
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
    .option(
      '--safe-mode',
      'every output in fail-safe, telemetry alive: for the service after too many starts',
    )
    .addHelpText(
      'after',
      exampleText('quietpost run /etc/quietpost/site.yaml --record /var/lib/quietpost/tonight.ndjson'),
    )
    .action(async (site, options) => {
      const { run } = await import('./run.ts');
      process.exitCode = await run(site, options);
    });
}

function addStart(program: Command): void {
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
    .option(
      '--night',
      'begin at 22:15 of a hot evening: a cap, a power step, voices and the lamp within minutes',
    )
    .option('--broker <url>', 'use another MQTT broker than the site names')
    .option('--record <file>', 'record every input and decision for `quietpost replay`')
    .option('--history <file|off>', 'use another history file than the site names, or none')
    .addHelpText('after', exampleText('npm start -- --serial --background noise_laeq_1s_24h.csv'))
    .action(async (site, options) => {
      const { start } = await import('./start.ts');
      process.exitCode = await start(site, options);
    });
}

function addCheck(program: Command): void {
  program
    .command('check')
    .description('check a site file: all problems at once, with line, column and the fix')
    .argument('[site]', 'site file', 'config/site.yaml')
    .option('--probe', 'then ask each device once, reading only, and say who answers')
    .option('--link <bus=url...>', 'with --probe: another link for a bus, io=tcp://127.0.0.1:5020')
    .addHelpText(
      'after',
      exampleText('quietpost check config/site.yaml --probe', 'quietpost check config/site.yaml --lang zh'),
    )
    .action(async (site, options) => {
      const { check } = await import('./check.ts');
      const { languageHere } = await import('../terminal/language.ts');
      const language = languageHere(options.lang);
      process.exitCode = check(site, { write: (line) => console.log(line) }, language);
      if (options.probe !== true || process.exitCode !== 0) return;
      const { probeSite } = await import('./probe.ts');
      process.exitCode = await probeSite(site, options);
    });
}

function addDiff(program: Command): void {
  program
    .command('diff')
    .description(
      'what a changed site file changes, key by key, and whether it acts at once or takes a restart',
    )
    .argument('<old>', 'site file that is in force')
    .argument('<new>', 'changed site file')
    .addHelpText('after', exampleText('quietpost diff /etc/quietpost/site.yaml changed.yaml'))
    .action(async (before, after) => {
      const { diff } = await import('../settings/diff.ts');
      process.exitCode = diff(before, after, { write: (line) => console.log(line) });
    });
}

function addConfig(program: Command): void {
  program
    .command('config')
    .description(
      'the site files that were in force, as they were written: list, show, restore beside the present one',
    )
    .argument('<action>', 'list, show or restore')
    .argument('[hash]', 'fingerprint of the settings, or its beginning')
    .option('--site <file>', 'site file, for where its history is', 'config/site.yaml')
    .option('--history <file>', 'history file')
    .option('--out <file>', 'where restore writes; never over a file that is there')
    .addHelpText('after', exampleText('quietpost config list', 'quietpost config restore 089a91'))
    .action(async (action, hash, options) => {
      const { config } = await import('../settings/config.ts');
      process.exitCode = await config(
        action,
        { hash, ...options },
        { write: console.log, complain: console.error },
      );
    });
}

function addInit(program: Command): void {
  program
    .command('init')
    .description('make a folder to begin with: site file, definitions, schemas for the editor')
    .argument('<folder>', 'folder that is made, or has no site.yaml yet')
    .option('--from <site>', 'station, one-cover or before-upgrade', 'station')
    .option('--site <name>', 'operator or place; asked on a terminal, as the next four')
    .option('--station <name>', 'name of this station')
    .option('--zone <zone>', 'IANA time zone: Asia/Shanghai')
    .option('--night-db <dB>', 'noise limit of the night at the neighbours')
    .option('--broker <url>', 'mqtts://host:8883; empty: one inside the process')
    .addHelpText('after', exampleText('quietpost init /etc/quietpost --from one-cover --zone Europe/Berlin'))
    .action(async (folder, options) => {
      const { init } = await import('./init.ts');
      const { asking } = await import('../terminal/asking.ts');
      process.exitCode = await init(folder, options, {
        write: (line) => console.log(line),
        complain: (line) => console.error(line),
        ...asking(),
      });
    });
}

function addFailsafe(program: Command): void {
  program
    .command('failsafe')
    .description('bring all relays on GPIO to fail-safe: for ExecStopPost of the service, and by hand')
    .argument('[site]', 'site file', 'config/site.yaml')
    .option('--link <bus=url...>', 'use other tools for a GPIO bus: header=gpiod:///folder')
    .option('--service', 'called by ExecStopPost: nothing to do while a restart is pending')
    .addHelpText(
      'after',
      `${exampleText('quietpost failsafe /etc/quietpost/site.yaml')}\n\n${tell('failsafe-by-service')}`,
    )
    .action(async (site, options) => {
      const { failsafe } = await import('./failsafe.ts');
      process.exitCode = await failsafe(site, options);
    });
}

function addWatch(program: Command): void {
  program
    .command('watch')
    .description('subscribe to a station and print its telemetry readably')
    .option('--url <url>', 'MQTT broker', 'mqtt://127.0.0.1:1883')
    .option('--topic <filter>', 'topic filter', 'quietpost/v1/#')
    .option('--json', 'raw messages, one JSON text a line')
    .option('--wait', 'keep trying when no broker answers')
    .addHelpText('after', exampleText('quietpost watch --url mqtt://192.0.2.10:1883'))
    .action(async (options) => {
      const { watchCommand } = await import('./watch.ts');
      process.exitCode = await watchCommand(options);
    });
}

function addSchema(program: Command): void {
  program
    .command('schema', { hidden: true })
    .option('--write', 'write config/schema')
    .action(async (options) => {
      const { schema } = await import('./schema.ts');
      process.exitCode = schema({ write: options.write === true });
    });
}
