/** 1-wire sensors as Linux shows them: a folder each, with a file whose reading begins a conversion. */

import { readFile } from 'node:fs';
import { join } from 'node:path';
import { failed, ok } from '../model/result.ts';
import type { SensorFiles } from '../ports/sensor-files.ts';

/** The sensors below `folder`, usually /sys/bus/w1/devices. */
export function createSensorFiles(folder: string): SensorFiles {
  return {
    read(sensor, done) {
      readFile(join(folder, sensor, 'w1_slave'), 'latin1', (error, text) => {
        if (error === null) done(ok(text));
        else done(failed({ kind: 'link-down', detail: reasonOf(error, `${folder}/${sensor}`) }));
      });
    },
  };
}

function reasonOf(error: NodeJS.ErrnoException, path: string): string {
  if (error.code === 'ENOENT')
    return `${path} is not there; "ls ${path.replace(/[^/]*$/, '')}" shows the sensors`;
  return `${path} cannot be read (${error.code ?? error.message})`;
}
