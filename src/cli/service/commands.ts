/** Commands for the service on a gateway. */

import type { Command } from 'commander';
import { exampleText } from '../terminal/help.ts';
import { tell } from '../terminal/tell.ts';

/** Adds `quietpost service` and `quietpost doctor`. */
export function addServiceCommands(program: Command): void {
  addService(program);
  addDoctor(program);
}

function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'look at ports, rights, clock, disk, broker, service and meters: what is wrong, and what mends it',
    )
    .argument('[site]', 'site file', 'config/site.yaml')
    .addHelpText('after', exampleText('quietpost doctor /etc/quietpost/site.yaml'))
    .action(async (site) => {
      const { doctor } = await import('./doctor.ts');
      process.exitCode = await doctor(site, {
        write: (line) => console.log(line),
        complain: (line) => console.error(line),
      });
    });
}

function addService(program: Command): void {
  program
    .command('service')
    .description('run the gateway as a service of systemd: install, uninstall, status, restart')
    .argument('<what>', 'install, uninstall, status or restart')
    .argument('[site]', 'site file', '/etc/quietpost/site.yaml')
    .option('--print', 'with install: print the units instead')
    .option('--root <folder>', 'with install: into a system image below this folder; nothing is started')
    .addHelpText(
      'after',
      exampleText(
        'quietpost service install --print',
        'sudo quietpost service install /etc/quietpost/site.yaml',
        `sudo quietpost service restart     ${tell('restart-keeps-values')}`,
      ),
    )
    .action(async (what, site, options) => {
      const { service } = await import('./service.ts');
      process.exitCode = service(what, site, options, {
        write: (line) => console.log(line),
        complain: (line) => console.error(line),
      });
    });
}
