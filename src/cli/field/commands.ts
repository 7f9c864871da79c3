/** Commands for a technician in front of a device. Each is loaded when it is called. */

import type { Command } from 'commander';
import { exampleText } from '../terminal/help.ts';
import { addCommissioning } from './commissioning.ts';

export function addFieldCommands(program: Command): void {
  addScan(program);
  addRead(program);
  addWrite(program);
  addBus(program);
  addCommissioning(program);
  addGolden(program);
}

/** What says of an address what stands in the site file of a device. */
function withAddress(command: Command): Command {
  return command
    .option('--unit <id>', 'of an address: unit id; not given: 1')
    .option('--model <model>', 'of an address: a definition in config/devices')
    .option('--baud <rate>', 'of an address: baud rate; not given: as the model is delivered')
    .option('--format <format>', 'of an address: 8N1, 8E1, 8O1 or 8N2')
    .option('--base <register>', 'of an address: where a SunSpec model begins; not given: it is looked for');
}

function addGolden(program: Command): void {
  program
    .command('golden')
    .description('make the golden file of a device model, from words and what they mean')
    .argument('<model>', 'a definition in config/devices')
    .argument('<reads>', 'JSON file: one or more of { address, words, values }')
    .option('--into <file>', 'golden file that gets them; not given: printed')
    .addHelpText('after', exampleText('quietpost golden xy-md02 reads.json --into test/golden/xy-md02.json'))
    .action(async (model, reads, options) => {
      const { goldenCommand } = await import('./golden.ts');
      process.exitCode = goldenCommand(model, reads, options);
    });
}

function addScan(program: Command): void {
  program
    .command('scan')
    .description('find who is on a line, at which setting, and what it is')
    .argument(
      '<bus|address>',
      'a bus, a port, a board or GPIO lines of the site, rtu:/dev/ttyUSB0, tcp://host:502, rtutcp://host:4001',
    )
    .option('--site <file>', 'site file', 'config/site.yaml')
    .option('--ids <ranges>', 'unit ids to try', '1-247')
    .option('--baud <rates>', 'baud rates to try in full: 9600,19200')
    .option('--format <formats>', 'formats to try in full: 8N1,8E1')
    .option('--instruments', 'of an address: look for instruments with a language of their own')
    .option('--timeout <duration>', 'how long a device may take to answer; not given: 200ms, 500ms by TCP')
    .addHelpText(
      'after',
      exampleText('quietpost scan rtu:///dev/ttyUSB0 --ids 1-32 --baud 9600,19200 --format 8N1,8E1'),
    )
    .action(async (target, options) => {
      const { scanCommand } = await import('./scan.ts');
      process.exitCode = await scanCommand(target, options);
    });
}

function addRead(program: Command): void {
  withAddress(program.command('read'))
    .description(
      'read a device once: values, quality, time; and why not, when it does not answer as it should',
    )
    .argument(
      '<device>',
      'device of the site, or an address: rtu:/dev/ttyUSB0, tcp://host:502, rtutcp://host:4001',
    )
    .option('--site <file>', 'site file', 'config/site.yaml')
    .option('--table <table>', 'bare registers: holding, input, coil or discrete; not given: holding')
    .option('--address <register>', 'bare registers from here on, 0x0034 or 52, as on the wire')
    .option('--count <number>', 'how many bare registers; not given: 1')
    .option('--second-opinion', 'ask once more through another client (modbus-serial), side by side')
    .option('--raw', 'registers in hexadecimal, and what they mean in every order of words and bytes')
    .option('--link <bus=url...>', 'use another link for a bus')
    .addHelpText(
      'after',
      exampleText(
        'quietpost read meter-a --raw',
        'quietpost read rtu:/dev/ttyUSB0 --baud 9600 --unit 2 --model eastron-sdm630',
        'quietpost read tcp://192.0.2.7 --unit 2 --table input --address 0x34 --count 2',
      ),
    )
    .action(async (device, options) => {
      const { readCommand } = await import('./read.ts');
      process.exitCode = await readCommand(device, options);
    });
}

function addWrite(program: Command): void {
  withAddress(program.command('write'))
    .description('write one command or register of a device: shown before, confirmed, read back')
    .argument(
      '<device>',
      'device of the site, also relays on GPIO lines and parts of a board, or an address: rtu:/dev/ttyUSB0, tcp://host:502, rtutcp://host:4001',
    )
    .argument('<register|command>', 'setpoint, relays.3, 0x2000, holding:28:float32, coil:3')
    .argument('<value>', '55, on, off, 10s, 0x0064')
    .option('--site <file>', 'site file', 'config/site.yaml')
    .option('--yes', 'write without asking')
    .option('--for <duration>', 'how long a part of a board is held so; not given: one lease of the board')
    .option('--link <bus=url...>', 'use another link for a bus')
    .addHelpText('after', exampleText('quietpost write relays-a relays.8 10s'))
    .action(async (device, target, value, options) => {
      const { writeCommand } = await import('./write/write.ts');
      process.exitCode = await writeCommand(device, target, value, options);
    });
}

function addBus(program: Command): void {
  program
    .command('bus')
    .description('counters of a bus and its devices, live on a terminal')
    .argument('<bus>', 'bus of the site')
    .option('--site <file>', 'site file', 'config/site.yaml')
    .option('--link <bus=url...>', 'use another link for a bus')
    .option('--broker <url>', 'ask the running gateway by its MQTT broker instead of polling')
    .option('--for <duration>', 'how long to measure; not given: until Ctrl-C on a terminal, else 10s')
    .addHelpText('after', exampleText('quietpost bus noise --broker mqtt://127.0.0.1:1883'))
    .action(async (bus, options) => {
      const { busCommand } = await import('./bus.ts');
      process.exitCode = await busCommand(bus, options);
    });
}
