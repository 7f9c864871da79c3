// bench/assess.mjs as a row of the table.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export function measure({ smoke }) {
  const program = join(import.meta.dirname, 'assess.mjs');
  const run = spawnSync(process.execPath, [program, ...(smoke ? ['--smoke'] : [])], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`bench/assess.mjs: ${run.stderr}`);
  const told = JSON.parse(run.stdout);
  const conditions = `${told.rows} rows, ${told.periods} periods, start included`;
  return [
    { name: 'assess a file', value: told.seconds, unit: 's', conditions },
    { name: 'assess a file, peak memory', value: told.peakRssMb, unit: 'MB', conditions },
  ];
}
