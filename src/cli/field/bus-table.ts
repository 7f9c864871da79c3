/** The counters of a bus and its devices as a table. */

import type { HealthPayload } from '../../contract/health.ts';
import type { BusCounters, DeviceCounters } from '../../fieldbus/bus/bus-counters.ts';
import { atMost } from '../../model/duration.ts';
import { type DevicePlan, type InstrumentPlan, readersOf, type SitePlan } from '../../plan/site-plan.ts';
import { columns } from '../terminal/columns.ts';
import { tell } from '../terminal/tell.ts';

/** One row for the bus, one for each device; what is wrong is marked in words. */
export function busTable(
  devices: readonly (DevicePlan | InstrumentPlan)[],
  counters: BusCounters,
  nowMs: number,
  startMs: number,
): readonly string[] {
  const { requests, ok, exceptions, timeouts, crcErrors, frameErrors, lateBytes, missed, reopened } =
    counters;
  const shares = [requests, ok, exceptions, timeouts, crcErrors, frameErrors, lateBytes, missed, reopened];
  const elapsedMs = Math.max(1, nowMs - startMs);
  const utilisation = `${Math.round((100 * counters.busyMs) / elapsedMs)} %`;
  const rows = devices.map((device) => {
    const { id, definition } = device;
    const unit = 'unitId' in device ? `${device.unitId}` : '';
    const one = counters.devices[id];
    if (one === undefined) return [id];
    const { ok: good, failed, lastOkMs, busyMs, p50Ms, p99Ms } = one;
    const last =
      lastOkMs === undefined
        ? tell('last-never')
        : tell('last-ago', { seconds: ((nowMs - lastOkMs) / 1000).toFixed(1) });
    const load = `${Math.round((100 * busyMs) / elapsedMs)} %`;
    const counts = [good, failed].map(String);
    return [id, unit, definition.model, ...counts, load, ms(p50Ms), ms(p99Ms), last, faultText(one)];
  });
  const heads = busHeads();
  return [
    ...columns([heads, [utilisation, ...shares.map(String), atMost(elapsedMs)]], numbers(heads)),
    '',
    ...columns([deviceHeads(), ...rows], [1, 3, 4, 5, 6, 7, 8]),
  ];
}

/** The same from what a gateway reports about itself, with less about single devices. */
export function busHealthTable(
  plan: SitePlan,
  id: string,
  health: HealthPayload,
  ageS: number,
): readonly string[] {
  const bus = health.buses[id];
  if (bus === undefined) return [tell('bus-other-site', { bus: id })];
  const { link, ok, timeouts, crc_errors, late_bytes, missed, utilisation, suspended, refused } = bus;
  const heads = [
    ...[tell('bus-head-link'), tell('bus-head-load'), tell('bus-head-ok'), tell('bus-head-timeouts')],
    ...['CRC', tell('bus-head-late'), tell('bus-head-missed')],
  ];
  const cells = [ok, timeouts, crc_errors, late_bytes, missed].map(String);
  const devices = readersOf(plan).filter((device) => device.bus === id).length;
  return [
    tell('bus-said', {
      bus: id,
      seconds: Math.max(0, Math.round(ageS)),
      up: atMost(health.uptime_s * 1000),
    }),
    ...columns([heads, [link, `${Math.round(utilisation * 100)} %`, ...cells]], numbers(heads)),
    suspended.length === 0
      ? tell('bus-none-suspended', { count: devices })
      : tell('bus-suspended', { devices: suspended }),
    ...(refused.length === 0 ? [] : [tell('bus-refused', { points: refused })]),
  ];
}

/**
 * `load`: share of the time for which the wire was taken. `late`: bytes that belonged to no question. Fits 80 columns.
 */
function busHeads(): readonly string[] {
  return [
    ...[tell('bus-head-load'), tell('bus-head-asked'), tell('bus-head-ok'), tell('bus-head-refused')],
    ...[tell('bus-head-timeouts'), 'CRC', tell('bus-head-mismatches'), tell('bus-head-late')],
    ...[tell('bus-head-missed'), tell('bus-head-reopens'), tell('bus-head-time')],
  ];
}

function deviceHeads(): readonly string[] {
  return [
    ...[tell('bus-head-device'), tell('bus-head-unit'), tell('bus-head-model'), tell('bus-head-ok')],
    ...[tell('bus-head-failed'), tell('bus-head-load'), 'p50', 'p99', tell('bus-head-last'), ''],
  ];
}

/** What is wrong with a device now, and what was before; empty if all went well. */
function faultText(device: DeviceCounters): string {
  const { suspended, consecutiveFailures, timeouts, crcErrors, frameErrors, lateBytes, missed, refused } =
    device;
  const now = suspended
    ? [tell('device-suspended')]
    : consecutiveFailures > 0
      ? [tell('device-failing', { count: consecutiveFailures })]
      : [];
  const counts = [
    [timeouts, 'bus-timeouts'],
    [crcErrors, 'bus-crc'],
    [frameErrors, 'bus-mismatches'],
    [lateBytes, 'bus-late-bytes'],
    [missed, 'bus-missed'],
  ] as const;
  const since = counts.filter(([count]) => count > 0).map(([count, key]) => tell(key, { count }));
  const missing = refused.length === 0 ? [] : [tell('device-not-given', { points: refused.join(' ') })];
  return [...now, ...since, ...missing].join(', ');
}

function numbers(heads: readonly string[]): number[] {
  return heads.map((_, column) => column);
}

function ms(value: number | undefined): string {
  return value === undefined ? '--' : `${Math.round(value)} ms`;
}
