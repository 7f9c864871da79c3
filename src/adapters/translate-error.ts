/** Errors of the libraries and the operating system about links, as faults that a technician can act on. */

import type { Fault } from '../model/fault.ts';
import { type Message, message, plain } from '../model/message.ts';

/** Why a TCP connection to `where` (host:port) could not be made or was lost. */
export function tcpFault(error: unknown, where: string): Fault {
  return linkDown(where, tcpReasons[codeOf(error)] ?? plain(textOf(error)));
}

const tcpReasons: Readonly<Record<string, Message>> = {
  ECONNREFUSED: message('tcp-refused'),
  ECONNRESET: message('tcp-reset'),
  EPIPE: message('tcp-closed'),
  ETIMEDOUT: message('tcp-timeout'),
  EHOSTUNREACH: message('tcp-unreachable'),
  ENETUNREACH: message('tcp-no-route'),
  ENOTFOUND: message('tcp-unknown-host'),
  EAI_AGAIN: message('tcp-no-name-server'),
};

/**
 * Why the serial port `path` could not be opened or was lost; `present` are the ports plugged in now, by id, `owner` is
 * the process that holds it.
 */
export function serialFault(error: unknown, path: string, present: readonly string[], owner?: string): Fault {
  const text = textOf(error);
  const reason = serialReasons.find(([pattern]) => pattern.test(text))?.[1];
  if (reason === undefined) return linkDown(path, plain(text));
  if (reason === 'port-in-use' && owner !== undefined)
    return linkDown(path, message('port-owned', { owner }));
  if (reason === 'port-absent' && present.length > 0) {
    const others = present.map((name) => `/dev/serial/by-id/${name}`);
    return linkDown(path, message('port-absent-others', { others }));
  }
  return linkDown(path, message(reason));
}

/** serialport gives the operating system's text without a code (bindings-cpp 13, serialport_unix.cpp). */
const serialReasons = [
  [/cannot lock port|resource busy|access denied/i, 'port-in-use'],
  [/no such file|no such device|file not found/i, 'port-absent'],
  [/permission denied/i, 'port-forbidden'],
  [/baud rate/i, 'port-baud'],
  [/input\/output error|EIO|bad file descriptor|not configured/i, 'port-unplugged'],
] as const;

function linkDown(where: string, why: Message): Fault {
  return { kind: 'link-down', detail: message('link-at', { where, why }) };
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
