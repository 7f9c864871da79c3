/** What the libraries and the operating system say about links, once, in words a technician can act on. */

import type { Fault } from '../model/fault.ts';

/** Why a TCP connection to `where` (host:port) could not be made or was lost. */
export function tcpFault(error: unknown, where: string): Fault {
  return { kind: 'link-down', detail: `${where}: ${tcpReasons[codeOf(error)] ?? textOf(error)}` };
}

const tcpReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused; nothing listens there (device still starting, wrong port?)',
  ECONNRESET: 'reset by the device',
  EPIPE: 'closed by the device',
  ETIMEDOUT: 'no answer to the connection',
  EHOSTUNREACH: 'not reachable (cable, power, address?)',
  ENETUNREACH: 'no route to this network (address, gateway?)',
  ENOTFOUND: 'unknown host name',
  EAI_AGAIN: 'host name could not be looked up (name server?)',
};

/**
 * Why the serial port `path` could not be opened or was lost; `present` are the ports plugged in now, by id, `owner`
 * who holds this one.
 */
export function serialFault(error: unknown, path: string, present: readonly string[], owner?: string): Fault {
  const text = textOf(error);
  const reason = serialReasons.find(([pattern]) => pattern.test(text))?.[1];
  if (reason === inUse && owner !== undefined)
    return { kind: 'link-down', detail: `${path}: in use by ${owner}; only one may own a port` };
  if (reason !== noSuchPort) return { kind: 'link-down', detail: `${path}: ${reason ?? text}` };
  const hint =
    present.length === 0
      ? 'no USB serial adapter is plugged in'
      : `did you mean ${present.map((name) => `/dev/serial/by-id/${name}`).join(' or ')}?`;
  return { kind: 'link-down', detail: `${path}: ${noSuchPort}; ${hint}` };
}

const noSuchPort = 'no such port';
const inUse = 'in use by another process (only one may own a port)';

/** serialport gives the operating system's text and no code (bindings-cpp 13, serialport_unix.cpp). */
const serialReasons: readonly (readonly [RegExp, string])[] = [
  [/cannot lock port|resource busy|access denied/i, inUse],
  [/no such file|no such device|file not found/i, noSuchPort],
  [/permission denied/i, 'no permission; add the user to the group dialout'],
  [/baud rate/i, 'this port cannot do the baud rate'],
  [/input\/output error|EIO|bad file descriptor|not configured/i, 'unplugged'],
];

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
