/** References that lead nowhere, lead to the wrong thing, or are missing: entries that nothing uses. */

import { type Phrase, type PhraseLabel, phrase } from '../../model/phrase.ts';
import type { Quantity } from '../../model/quantity.ts';
import { name as nameSchema } from '../../schema/fields.ts';
import { error, type Finding, warning } from '../problems/problem.ts';
import { suggestion } from '../problems/suggest.ts';
import { type Reference, referencesOf, type Target } from '../site/references.ts';
import { anyDefinitionOf, membersOf, type Section, type Station } from '../site/site-draft.ts';

/** Everything about names. */
export function checkReferences(station: Station): readonly Finding[] {
  const references = referencesOf(station.draft);
  const names = namesOf(station);
  const [found, lost] = parted(references, ({ id, to }) => exists(station, names, id, to));
  return [
    ...lostNames(station, lost),
    ...found.flatMap((reference) => [...checkKind(station, reference), ...checkNeeds(station, reference)]),
    ...checkModels(station),
    ...checkSharing(references),
    ...checkUnused(station, references),
  ];
}

const sectionOf: Readonly<Record<Target, Section>> = {
  bus: 'buses',
  device: 'devices',
  'device or group': 'devices',
  output: 'outputs',
  receptor: 'receptors',
  cabinet: 'cabinets',
};

const nounOf: Readonly<Record<Target, PhraseLabel>> = {
  bus: 'noun-bus',
  device: 'noun-device',
  'device or group': 'noun-device-or-group',
  output: 'noun-output',
  receptor: 'noun-receptor',
  cabinet: 'noun-cabinet',
};

function parted<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  const first: T[] = [];
  const second: T[] = [];
  for (const one of all) (isFirst(one) ? first : second).push(one);
  return [first, second];
}

/** A name that leads nowhere is one mistake, however often it stands in the file. */
function lostNames(station: Station, lost: readonly Reference[]): readonly Finding[] {
  const byName = new Map<string, Reference[]>();
  for (const reference of lost) {
    const name = `${sectionOf[reference.to]} ${reference.id}`;
    const places = byName.get(name) ?? [];
    if (places.push(reference) === 1) byName.set(name, places);
  }
  return [...byName.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [lostName(station, first, others)],
  );
}

function lostName(station: Station, { path, at, id, to }: Reference, others: readonly Reference[]): Finding {
  const group = station.groups.has(id) ? membersOf(station, id)[0] : undefined;
  if (group !== undefined)
    return error(path, phrase('group-not-device', { name: id }), phrase('write-member', { member: group }));
  const more = others.length > 3 ? phrase('and-more', { count: others.length - 3 }) : '';
  const named = others.slice(0, 3).map((other) => other.path.join('.'));
  const also = others.length === 0 ? '' : phrase('also-named', { places: named, more });
  const fix = (): Phrase => {
    const known = to.startsWith('device')
      ? deviceNames(station, to)
      : (station.draft.declared[sectionOf[to]] ?? []);
    return suggestion(id, known, `nouns-${sectionOf[to]}`);
  };
  return error(path, phrase('no-such-name', { what: phrase(nounOf[to]), name: id, also }), fix, at);
}

/** What names there are in a section, and which of them are of entries that cannot be read. */
interface Names {
  readonly all: ReadonlySet<string>;
  readonly broken: readonly string[];
  /** One of them is not possible as a name: what was meant to be called so may be looked for under any. */
  readonly hasImpossible: boolean;
}

function namesOf({ draft }: Station): Readonly<Partial<Record<Section, Names>>> {
  return Object.fromEntries(
    Object.entries(draft.declared).flatMap(([section, all]) => {
      if (all === undefined) return [];
      const valid: Readonly<Record<string, unknown>> = draft[section as Section];
      const broken = all.filter((id) => valid[id] === undefined);
      const hasImpossible = all.some((id) => !nameSchema.safeParse(id).success);
      return [[section, { all: new Set(all), broken, hasImpossible }]];
    }),
  );
}

/** Missing sections and broken entries count as existing: a finding of their own reports them. */
function exists(
  station: Station,
  names: Readonly<Partial<Record<Section, Names>>>,
  id: string,
  to: Target,
): boolean {
  const known = names[sectionOf[to]];
  if (known === undefined || known.hasImpossible) return true;
  if (!to.startsWith('device')) return known.all.has(id);
  if (station.devices.has(id)) return true;
  if (station.groups.has(id)) return to === 'device or group';
  return isBroken(station, id) || known.broken.some((name) => id === name || id.startsWith(`${name}-`));
}

/** Devices whose entry is in order but gives none are included: without a unit id, or with two. */
function isBroken({ draft, groups, devices }: Station, id: string): boolean {
  return Object.hasOwn(draft.devices, id) && !groups.has(id) && !devices.has(id);
}

function deviceNames(station: Station, to: Target): readonly string[] {
  const groups = to === 'device or group' ? [...station.groups.keys()] : [];
  return [...groups, ...station.devices.keys()];
}

function checkKind(station: Station, { path, id, kind }: Reference): readonly Finding[] {
  const output = station.draft.outputs[id];
  if (kind === undefined || output === undefined || output.kind === kind) return [];
  const fitting = Object.entries(station.draft.outputs).filter(([, other]) => other.kind === kind);
  const names = fitting.length === 0 ? phrase('none-so-far') : fitting.map(([name]) => name);
  return [
    error(
      path,
      phrase('output-kind', { output: id, kind: output.kind, wanted: kind }),
      phrase('outputs-of-kind', { kind, names }),
    ),
  ];
}

function checkNeeds(station: Station, { path, id, needs }: Reference): readonly Finding[] {
  const first = membersOf(station, id)[0] ?? id;
  const definition = anyDefinitionOf(station, first);
  if (needs === undefined || definition === undefined) return [];
  if (definition.points.some((point) => gives(point, needs))) return [];
  const fitting = [...station.devices.keys()].filter((other) =>
    anyDefinitionOf(station, other)?.points.some((point) => gives(point, needs)),
  );
  const fix =
    fitting.length === 0
      ? phrase('nobody-measures')
      : phrase('devices-that-do', { devices: fitting.slice(0, 8) });
  return [
    error(path, phrase('no-such-point', { device: id, model: definition.model, quantities: needs }), fix),
  ];
}

/** One point has the name of its quantity; of a spectrum each band has its own. */
function gives(
  point: { readonly id: string; readonly quantity: Quantity },
  needs: readonly Quantity[],
): boolean {
  return (
    needs.some((quantity) => point.id === quantity) ||
    (needs.includes('sound.band') && point.quantity === 'sound.band')
  );
}

/** Each model that there is no file for, where it is named first. */
function checkModels({ draft, models }: Station): readonly Finding[] {
  const known = new Set(models);
  const lost = new Map<string, string[]>();
  for (const [id, { model }] of Object.entries(draft.devices)) {
    if (known.has(model)) continue;
    const devices = lost.get(model) ?? [];
    if (devices.push(id) === 1) lost.set(model, devices);
  }
  return [...lost].map(([model, [first = '', ...others]]) => {
    const also = others.length === 0 ? '' : phrase('more-devices', { count: others.length });
    const fix = () => suggestion(model, models, 'nouns-models');
    return error(['devices', first, 'model'], phrase('no-such-model', { model, also }), fix);
  });
}

/** Fans, limits and guns belong to one cabinet; a meter measures at one place. */
function checkSharing(references: readonly Reference[]): readonly Finding[] {
  const owners = new Map<string, Reference>();
  return references.flatMap((reference) => {
    const { path, id, to } = reference;
    const isOwning =
      path[0] !== 'devices' && (to === 'output' || to === 'device or group' || path[2] === 'meter');
    if (!isOwning) return [];
    const owner = owners.get(id);
    owners.set(id, owner ?? reference);
    if (owner === undefined) return [];
    return [
      error(path, phrase('already-used', { name: id, place: owner.path.join('.') }), phrase('name-other')),
    ];
  });
}

function checkUnused(station: Station, references: readonly Reference[]): readonly Finding[] {
  const used = new Set(references.flatMap(({ id }) => [id, ...membersOf(station, id)]));
  const { draft } = station;
  const unused = (section: Section, what: PhraseLabel) => (id: string) =>
    warning(
      [section, id],
      phrase('nothing-uses', { what: phrase(what), name: id }),
      phrase('use-or-remove'),
      'key',
    );
  const isIdle = (id: string) => !membersOf(station, id).some((member) => used.has(member)) && !used.has(id);
  return [
    ...Object.keys(draft.devices).filter(isIdle).map(unused('devices', 'noun-device')),
    ...Object.keys(draft.buses)
      .filter((id) => !used.has(id))
      .map(unused('buses', 'noun-bus')),
    ...Object.entries(draft.outputs)
      .filter(([id, output]) => output.kind !== 'lamp' && !used.has(id))
      .map(([id]) => unused('outputs', 'noun-output')(id)),
  ];
}
