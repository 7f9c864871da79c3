/** From the command line of `quietpost scan` to what is to be scanned. */

import { parseUnitIds, type ScanWish } from '../../commissioning/diagnosis/scan-plan.ts';
import { loadDefinitions } from '../../config/load/load-site.ts';
import { suggestion } from '../../config/problems/suggest.ts';
import type { DeviceDefinition } from '../../devices/modbus/definition.ts';
import { endOf, type FieldEnd } from '../../fieldbus/field.ts';
import { type SerialFormat, settingOf } from '../../fieldbus/modbus/line-setting.ts';
import { sayPhrase } from '../../language/say-phrase.ts';
import { parseDuration } from '../../model/duration.ts';
import type { DevicePlan } from '../../plan/site-plan.ts';
import { languageHere } from '../terminal/language.ts';
import { planFor } from '../terminal/site-argument.ts';
import { tell, told } from '../terminal/tell.ts';
import { isAddress } from './place/device-at.ts';
import { type FieldTarget, isBaud, parseTarget, serialFormats } from './place/field-target.ts';

/** The options as typed. `ids`: a list or range of unit ids; `timeout`: a duration. */
export interface ScanOptions {
  readonly site: string;
  readonly ids: string;
  readonly baud?: string;
  readonly format?: string;
  readonly timeout?: string;
  /** Of an address: instruments with a language of their own, not Modbus. */
  readonly instruments?: boolean;
}

/** All that a scan depends on. */
export interface ScanJob extends FieldTarget {
  readonly wish: ScanWish;
  /** Models to recognise. */
  readonly models: readonly DeviceDefinition[];
  /** The devices that the site expects. */
  readonly expected: readonly DevicePlan[];
}

/** The job that the command line asks for, an exit code, or what is wrong with it. */
export function jobOf(target: string, options: ScanOptions): ScanJob | string | number {
  const place = isAddress(target)
    ? { ...asObject(parseTarget(target)), expected: [] }
    : busOf(target, options);
  if (typeof place === 'number') return place;
  if ('problem' in place) return place.problem;
  const unitIds = parseUnitIds(options.ids);
  if ('key' in unitIds) return told(unitIds);
  const bauds = listOf(options.baud).map(Number);
  const formats = listOf(options.format) as SerialFormat[];
  if (!bauds.every(isBaud)) return tell('takes-bauds');
  if (!formats.every((format) => serialFormats.includes(format)))
    return tell('takes-formats', { known: serialFormats.join(',') });
  const isSocket = place.end.kind === 'socket';
  const timeoutMs = parseDuration(options.timeout ?? (isSocket ? '500ms' : '200ms'));
  if (timeoutMs === undefined || timeoutMs < 10 || timeoutMs > 10_000) return tell('takes-timeout');
  const knownIds = place.expected.map(({ unitId }) => unitId);
  const wish: ScanWish = { own: place.line, isSocket, unitIds, bauds, formats, knownIds, timeoutMs };
  return { ...place, wish, models: loadDefinitions(options.site) };
}

/** Where an instrument may hang, undefined where Modbus is asked for, or an exit code after saying why not. */
export function portOf(target: string, { site, instruments }: ScanOptions): FieldEnd | number | undefined {
  if (isAddress(target)) {
    const at = instruments === true ? parseTarget(target) : undefined;
    return typeof at === 'object' ? at.end : undefined;
  }
  const plan = planFor(site, {});
  if (typeof plan === 'number') return plan;
  const port = plan.ports.find((one) => one.id === target);
  if (port === undefined || port.kind === 'one-wire') return undefined;
  return port.kind === 'meter-serial'
    ? { kind: 'serial', path: port.path }
    : { kind: 'socket', host: port.host, port: port.port };
}

type Place = (FieldTarget & { readonly expected: readonly DevicePlan[] }) | { readonly problem: string };

function busOf(id: string, { site }: ScanOptions): Place | number {
  const plan = planFor(site, {});
  if (typeof plan === 'number') return plan;
  const bus = plan.buses.find((one) => one.id === id);
  if (bus === undefined) {
    const known = plan.buses.map((one) => one.id);
    const fix = sayPhrase(languageHere(), suggestion(id, known, 'nouns-buses'));
    return { problem: tell('no-bus-in', { bus: id, site, fix }) };
  }
  const expected = plan.devices.filter((device) => device.bus === id);
  return { end: endOf(bus), line: settingOf(bus), expected };
}

function asObject(target: FieldTarget | string): FieldTarget | { readonly problem: string } {
  return typeof target === 'string' ? { problem: target } : target;
}

function listOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(',').map((part) => part.trim());
}
