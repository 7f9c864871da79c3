/** What a broker or the way to it answers, each in one sentence that says what to look at. */

import { ReasonCodes } from 'mqtt';

/** `error`: of mqtt.js, of Node's sockets and TLS, or a refused connection. */
export function describeMqttError(error: unknown, url: string): string {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const known = errorTexts[code];
  if (known !== undefined) return `${known} (${url})`;
  if (/CERT|SSL|TLS|SIGNED|SIGNATURE/.test(code)) return `TLS with ${url} failed: ${message}`;
  if (/connack timeout/.test(message)) return `the broker accepts the connection and says nothing (${url})`;
  return `the connection to ${url} failed: ${message}`;
}

/** The code of the system or of MQTT, as text; empty for none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The broker speaks MQTT 3.1.1 only: CONNACK 0x01 of that version, 0x84 of version 5. */
export function isOldBroker(error: unknown): boolean {
  return ['1', '132'].includes(codeOf(error));
}

/** A reason code of MQTT 5 (2.4) in the words of the standard, lower case. */
export function reasonText(code: number): string {
  return (ReasonCodes[code as keyof typeof ReasonCodes] ?? `reason code ${code}`).toLowerCase();
}

/**
 * Whether a message that was refused so will be refused again: what it is, where it goes, who we are. Quota, rate and
 * unspecified trouble may pass.
 */
export function isFinalRefusal(code: number): boolean {
  return FINAL.includes(code);
}

/** Not authorized, topic name invalid, packet too large, payload format invalid, retain and QoS not supported. */
const FINAL: readonly number[] = [0x87, 0x90, 0x95, 0x99, 0x9a, 0x9b];

/** System codes by name; MQTT 3.1.1 CONNACK return codes (3.2.2.3) and MQTT 5 reason codes (3.2.2.2) by number. */
const errorTexts: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: is the broker running, is the port right?',
  ENOTFOUND: 'the host name is unknown: check the address and DNS',
  EAI_AGAIN: 'the host name cannot be looked up: is there a network?',
  EHOSTUNREACH: 'the host cannot be reached: is there a network?',
  ENETUNREACH: 'there is no network to the host',
  ETIMEDOUT: 'the host does not answer',
  ECONNRESET: 'the connection was cut by the other side',
  EPIPE: 'the connection was cut by the other side',
  CERT_HAS_EXPIRED: 'TLS: the certificate of the broker has expired, or the clock here is wrong',
  CERT_NOT_YET_VALID: 'TLS: the certificate is not valid yet: is the clock here right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS: the certificate is for another host name',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS: the certificate is not signed by a known authority: set caFile',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS: the certificate is self-signed: set caFile',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'TLS: the certificate is not signed by a known authority: set caFile',
  '1': 'the broker does not speak MQTT 3.1.1',
  '2': 'the broker refuses this client id',
  '3': 'the broker is not available now',
  '4': 'the broker refuses user name or password',
  '5': 'the broker does not allow this client to connect: check user name and password',
  '133': 'the broker refuses this client id',
  '134': 'the broker refuses user name or password',
  '135': 'the broker does not allow this client to connect: check user name and password',
  '136': 'the broker is not available now',
  '137': 'the broker is too busy now',
  '138': 'the broker has banned this client',
  '139': 'the broker is shutting down',
  '141': 'the broker has heard nothing of us for too long',
  '142': 'another client has taken our place at the broker: is the client id used twice?',
  '151': 'the quota of this client at the broker is used up',
  '152': 'the operator of the broker has ended the connection',
  '159': 'the broker limits how often one may connect',
};
