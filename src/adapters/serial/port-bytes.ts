/**
 * Bytes from and to an open serial port. Where the port is a file (all but Windows) they are read and written
 * synchronously: the thread pool that the binding uses for each costs more than the bytes and delays the start of a
 * frame.
 */

import { readSync, writeSync } from 'node:fs';
import type { SerialPort } from 'serialport';

/** An open port of the serialport binding, below its streams. */
export type Port = Awaited<ReturnType<typeof SerialPort.binding.open>>;

/** Waits for bytes and gives their number. Rejects when the port is closed or unplugged. */
export async function readBytes(port: Port, buffer: Buffer): Promise<number> {
  if (!('poller' in port)) return (await port.read(buffer, 0, buffer.length)).bytesRead;
  for (;;) {
    await readable(port.poller);
    const { fd } = port;
    if (fd === null) throw new Error('closed');
    const count = unlessBusy(() => readSync(fd, buffer, 0, buffer.length, null));
    // Ready without data: the adapter was unplugged.
    if (count === 0) throw new Error('EIO');
    if (count !== undefined) return count;
  }
}

/** Settles when the port has taken all bytes. */
export async function writeBytes(port: Port, bytes: Uint8Array): Promise<void> {
  const fd = 'poller' in port ? port.fd : null;
  const taken = fd === null ? 0 : (unlessBusy(() => writeSync(fd, bytes)) ?? 0);
  if (taken < bytes.length) await port.write(Buffer.from(bytes.subarray(taken)));
}

type Poller = Extract<Port, { poller: unknown }>['poller'];

function readable(poller: Poller): Promise<void> {
  return new Promise((resolve, reject) => {
    poller.once('readable', (error: Error | null) => (error === null ? resolve() : reject(error)));
  });
}

/** Undefined where the call would have to wait. */
function unlessBusy(work: () => number): number | undefined {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EAGAIN' || code === 'EINTR') return undefined;
    throw error;
  }
}
