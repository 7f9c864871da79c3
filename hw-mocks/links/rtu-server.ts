/** Serves a simulated bus on a serial port: the device end of a pty, or a real adapter on a test bench. */

import { SerialPort } from 'serialport';
import { failed, ok, type Result } from '../../src/model/result.ts';
import type { BusPlan } from '../../src/plan/site-plan.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ServerEnd } from './memory-link.ts';

/** An open serial port; `close` ends it. */
export interface RtuServer {
  close(): void;
}

/** Which port, and how it is set. */
export type SerialSettings = Pick<Extract<BusPlan, { kind: 'modbus-rtu' }>, 'path' | 'baud' | 'format'>;

/** Opens the port; `serve` gets the station's end of the line. */
export async function serveRtu(
  serve: (end: ServerEnd) => void,
  clock: Clock,
  settings: SerialSettings,
): Promise<Result<RtuServer, string>> {
  const port = new SerialPort({
    path: settings.path,
    baudRate: settings.baud,
    dataBits: 8,
    parity: parities[settings.format],
    stopBits: settings.format.endsWith('2') ? 2 : 1,
    autoOpen: false,
  });
  const problem = await new Promise<Error | null>((resolve) => port.open(resolve));
  if (problem !== null) return failed(`${settings.path}: ${problem.message}`);

  const close = () => {
    if (port.isOpen) port.close();
  };
  const end: ServerEnd = {
    onData: () => {},
    send(bytes, afterMs = 0) {
      clock.at(clock.nowMs() + afterMs, () => {
        if (port.isOpen) port.write(bytes);
      });
    },
    drop: close,
  };
  port.on('data', (bytes: Uint8Array) => end.onData(bytes));
  // If the other end goes away, nothing is sent until it returns.
  port.on('error', () => {});
  serve(end);
  return ok({ close });
}

const parities = { '8N1': 'none', '8N2': 'none', '8E1': 'even', '8O1': 'odd' } as const;
