/**
 * A device that no site file names: `rtu:/dev/ttyUSB0 --baud 9600 --unit 2 --model eastron-sdm630`. From here on it is
 * a device of a site with one bus.
 */

import { suggestion } from '../../../config/problems/suggest.ts';
import type { DeviceDefinition } from '../../../devices/modbus/definition.ts';
import { relocate } from '../../../devices/modbus/relocate.ts';
import type { LineSetting } from '../../../fieldbus/modbus/line-setting.ts';
import { sayPhrase } from '../../../language/say-phrase.ts';
import type { BusPlan } from '../../../plan/site-plan.ts';
import { languageHere } from '../../terminal/language.ts';
import { tell } from '../../terminal/tell.ts';
import type { FieldPlan } from './field-plan.ts';
import { type FieldTarget, isBaud, parseTarget, serialFormats } from './field-target.ts';

/** What a command line says of the device at an address. */
export interface AtOptions {
  readonly baud?: string;
  readonly format?: string;
  readonly unit?: string;
  readonly model?: string;
  /** Register of a model whose addresses count from one. */
  readonly base?: string;
}

/** The name of the device, and of its bus. */
const ID = 'device';
const BUS = 'line';

/** The device at `target` with its bus, or what to write instead. */
export function deviceAt(
  target: string,
  options: AtOptions,
  models: readonly DeviceDefinition[],
): { readonly plan: FieldPlan; readonly device: string } | string {
  const at = parseTarget(target);
  if (typeof at === 'string') return at;
  const definition = definitionOf(options, models);
  if (typeof definition === 'string') return definition;
  const bus = busAt(at, options, definition);
  if (typeof bus === 'string') return bus;
  const unitId = numberOf(options.unit ?? '1');
  if (unitId === undefined || unitId < 1 || unitId > 255)
    return tell('takes-unit', { given: options.unit ?? '' });
  const one = { id: ID, bus: BUS, unitId, definition, pollMs: 1000, validMs: 5000 };
  return { plan: { buses: [bus], devices: [one], ports: [], outputs: [] }, device: ID };
}

/** Whether `text` is an address and no name of the site. */
export function isAddress(text: string): boolean {
  return /^(rtu|tcp|rtutcp):/i.test(text);
}

/** A number in decimal or hexadecimal digits. */
export function numberOf(text: string): number | undefined {
  return /^(0x[0-9a-f]{1,4}|\d{1,5})$/i.test(text) ? Number(text) : undefined;
}

function definitionOf(
  { model, base }: AtOptions,
  models: readonly DeviceDefinition[],
): DeviceDefinition | string {
  if (model === undefined) return { ...unknownDevice, title: tell('unknown-device') };
  const definition = models.find((one) => one.model === model);
  if (definition === undefined) {
    const known = models.map((one) => one.model);
    return tell('no-model', {
      model,
      fix: sayPhrase(languageHere(), suggestion(model, known, 'nouns-models')),
    });
  }
  if (base === undefined) return definition;
  const from = numberOf(base);
  return from === undefined ? tell('takes-base', { given: base }) : relocate(definition, from);
}

/** Registers of which nothing is known. */
const unknownDevice: DeviceDefinition = {
  model: 'unknown',
  title: '',
  source: '',
  confidence: 'U',
  verified: false,
  serial: { baud: 9600, format: '8N1' },
  maxRegistersPerRead: 125,
  minGapMs: 50,
  responseTimeoutMs: 1000,
  holes: 'allowed',
  onSilence: '',
  unassigned: 'zero',
  points: [],
  commands: [],
};

/** The bus: as the address says, else the options, else as the factory of the model delivers it. */
function busAt(
  { end, line }: FieldTarget,
  options: AtOptions,
  { serial }: DeviceDefinition,
): BusPlan | string {
  const own = line?.kind === 'serial' ? line : undefined;
  const baud = own?.baud ?? Number(options.baud ?? serial.baud);
  const format = own?.format ?? serialFormats.find((one) => one === (options.format ?? serial.format));
  if (!isBaud(baud)) return tell('takes-baud', { given: options.baud ?? '' });
  if (format === undefined)
    return tell('takes-format', { known: serialFormats, given: options.format ?? '' });
  if (end.kind === 'serial') return { id: BUS, kind: 'modbus-rtu', path: end.path, baud, format };
  const socket: LineSetting['kind'] = line?.kind ?? 'tcp';
  const { host, port } = end;
  return socket === 'rtu-over-tcp'
    ? { id: BUS, kind: 'rtu-over-tcp', host, port, baud, format }
    : { id: BUS, kind: 'modbus-tcp', host, port };
}
