/** 1-wire sensors as Linux shows them: one folder each, with a file that starts a conversion when it is read. */

import { readFile } from 'node:fs';
import { join } from 'node:path';
import { type Message, message } from '../model/message.ts';
import { failed, ok } from '../model/result.ts';
import type { SensorFiles } from '../ports/field/sensor-files.ts';

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

function reasonOf(error: NodeJS.ErrnoException, path: string): Message {
  if (error.code === 'ENOENT') return message('sensor-absent', { path, folder: path.replace(/[^/]*$/, '') });
  return message('sensor-unreadable', { path, code: error.code ?? error.message });
}
