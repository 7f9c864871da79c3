/** Every name in a site file that stands for something written elsewhere, as one list: who, where, what it must be. */

import type { Quantity } from '../../model/quantity.ts';
import type { Path } from '../problems/problem.ts';
import type { Draft } from './site-draft.ts';

/** What a name must stand for. */
export type Target = 'bus' | 'device' | 'device or group' | 'output' | 'receptor' | 'cabinet';

/** One name that stands for something written elsewhere. */
export interface Reference {
  readonly path: Path;
  readonly at: 'key' | 'value';
  readonly id: string;
  readonly to: Target;
  /** The device must have one of these points. */
  readonly needs?: readonly Quantity[];
  /** The output must be of this kind. */
  readonly kind?: 'fan' | 'power-limit' | 'lamp';
}

/** What a device must measure to serve as a meter of sound. */
export const soundQuantities: readonly Quantity[] = ['sound.laeq', 'sound.laf'];

/** What a device gives that stands beside a meter for its spectrum. */
export const spectrumQuantities: readonly Quantity[] = ['sound.band', 'sound.lceq'];

/** All references of a draft. */
export function referencesOf(draft: Draft): readonly Reference[] {
  return [
    ...Object.entries(draft.devices).map(([id, { bus }]) => value(['devices', id, 'bus'], bus, 'bus')),
    ...Object.entries(draft.cabinets).flatMap(([id, cabinet]) =>
      cabinetReferences(['cabinets', id], cabinet),
    ),
    ...Object.entries(draft.receptors).flatMap(([id, { meter, spectrum }]) => [
      device(['receptors', id, 'meter'], meter, soundQuantities),
      ...spectrumReference(['receptors', id, 'spectrum'], spectrum),
    ]),
    ...Object.entries(draft.levels).flatMap(([id, { meter, cabinet, spectrum }]) => [
      device(['levels', id, 'meter'], meter, soundQuantities),
      ...spectrumReference(['levels', id, 'spectrum'], spectrum),
      ...(cabinet === undefined ? [] : [value(['levels', id, 'cabinet'], cabinet, 'cabinet')]),
    ]),
    ...weatherReferences(draft.weather),
    ...Object.entries(draft.outputs).map(([id, output]) =>
      device(['outputs', id, 'device'], output.device, undefined),
    ),
  ];
}

function spectrumReference(path: Path, id: string | undefined): Reference[] {
  return id === undefined ? [] : [device(path, id, spectrumQuantities)];
}

function cabinetReferences(path: Path, cabinet: Draft['cabinets'][string]): Reference[] {
  const guns = typeof cabinet.guns === 'string' ? [cabinet.guns] : cabinet.guns;
  const gunPath = (index: number) =>
    typeof cabinet.guns === 'string' ? [...path, 'guns'] : [...path, 'guns', index];
  return [
    device([...path, 'meter'], cabinet.meter, ['power.active']),
    ...cabinet.temperatures.map((id, index) => device([...path, 'temperatures', index], id, ['temperature'])),
    ...guns.map(
      (id, index): Reference => ({
        path: gunPath(index),
        at: 'value',
        id,
        to: 'device or group',
        needs: ['power.active'],
      }),
    ),
    ...cabinet.fans.flatMap((fan, index) => [
      output([...path, 'fans', index, 'output'], fan.output, 'fan'),
      ...(fan.tacho === undefined
        ? []
        : [device([...path, 'fans', index, 'tacho'], fan.tacho, ['fan.speed'])]),
      ...receptors([...path, 'fans', index, 'atDb'], fan.atDb),
    ]),
    output([...path, 'limit'], cabinet.limit, 'power-limit'),
    ...receptors([...path, 'humAtDb'], cabinet.humAtDb),
    ...receptors([...path, 'standbyAtDb'], cabinet.standbyAtDb ?? {}),
  ];
}

function weatherReferences(weather: Draft['weather']): Reference[] {
  const needs = { temperature: 'temperature', wind: 'wind.speed', rain: 'rain.amount' } as const;
  return (['temperature', 'wind', 'rain'] as const).flatMap((key) => {
    const id = weather[key];
    return id === undefined ? [] : [device(['weather', key], id, [needs[key]])];
  });
}

function value(path: Path, id: string, to: Target): Reference {
  return { path, at: 'value', id, to };
}

function device(path: Path, id: string, needs: readonly Quantity[] | undefined): Reference {
  return { path, at: 'value', id, to: 'device', ...(needs === undefined ? {} : { needs }) };
}

function output(path: Path, id: string, kind: 'fan' | 'power-limit'): Reference {
  return { path, at: 'value', id, to: 'output', kind };
}

function receptors(path: Path, levels: Readonly<Record<string, number>>): Reference[] {
  return Object.keys(levels).map((id) => ({ path: [...path, id], at: 'key', id, to: 'receptor' }));
}
