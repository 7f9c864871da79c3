/** The command for the day on which a station is handed over: `quietpost commission`. */

import type { Command } from 'commander';
import { EXIT } from '../../model/exit-code.ts';
import { exampleText } from '../terminal/help.ts';
import { tell } from '../terminal/tell.ts';

export function addCommissioning(program: Command): void {
  program
    .command('commission')
    .description('measure how loud each fan is at each receptor; nobody may charge, it takes a while')
    .argument('<what>', 'sweep')
    .argument('[site]', 'site file', 'config/site.yaml')
    .option('--hold <duration>', 'how long each speed is held', '60s')
    .option('--anyway', 'although cars are charging')
    .option('--link <bus=url...>', 'use another link for a bus')
    .addHelpText('after', exampleText('quietpost commission sweep /etc/quietpost/site.yaml --hold 60s'))
    .action(async (what, site, options) => {
      if (what !== 'sweep') {
        const why = tell('commission-takes', { given: what });
        console.error(tell('command-says', { command: 'commission', why }));
        process.exitCode = EXIT.USAGE;
        return;
      }
      const { commissionSweep } = await import('./commission.ts');
      process.exitCode = await commissionSweep(site, options);
    });
}
