/**
 * USB serial adapters of FTDI hold a short packet back until their latency timer ends: by default 16 ms for every
 * answer. The kernel shows the timer in sysfs, as a file that root may write.
 */

import { readFile, realpath, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const usbSerial = '/sys/bus/usb-serial/devices';
const SHORTEST_MS = 1;

/** Sets the timer of the adapter behind `path` to 1 ms; if that is not permitted, gives what to do about it. */
export async function shortenLatency(path: string, sysfs = usbSerial): Promise<string | undefined> {
  let latencyMs: number;
  let timer: string;
  try {
    timer = join(sysfs, basename(await realpath(path)), 'latency_timer');
    latencyMs = Number(await readFile(timer, 'utf8'));
  } catch {
    // No FTDI adapter, no sysfs, or unplugged again: no timer to set.
    return undefined;
  }
  if (latencyMs <= SHORTEST_MS) return undefined;
  try {
    await writeFile(timer, `${SHORTEST_MS}`);
    return undefined;
  } catch {
    return `${path}: its adapter holds each answer back for up to ${latencyMs} ms, and this user may not shorten that. Write a udev rule: ACTION=="add", SUBSYSTEM=="usb-serial", DRIVER=="ftdi_sio", ATTR{latency_timer}="1"`;
  }
}
