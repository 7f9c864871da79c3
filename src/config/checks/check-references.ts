/** References that lead nowhere, lead to the wrong thing, or are missing: entries that nothing uses. */

import { error, type Finding, warning } from '../problems/problem.ts';
import { suggestion } from '../problems/suggest.ts';
import { type Reference, referencesOf, type Target } from '../site/references.ts';
import { anyDefinitionOf, membersOf, type Section, type Station } from '../site/site-draft.ts';

/** Everything about names. */
export function checkReferences(station: Station): readonly Finding[] {
  const references = referencesOf(station.draft);
  return [
    ...references.flatMap((reference) => checkReference(station, reference)),
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

function checkReference(station: Station, reference: Reference): readonly Finding[] {
  const { path, at, id, to } = reference;
  if (!exists(station, id, to)) {
    if (station.groups.has(id)) {
      return [
        error(
          path,
          `"${id}" is a group, one device is needed`,
          `write one of its members: ${membersOf(station, id)[0]}`,
        ),
      ];
    }
    const known = to.startsWith('device')
      ? deviceNames(station, to)
      : (station.draft.declared[sectionOf[to]] ?? []);
    return [error(path, `there is no ${to} "${id}"`, suggestion(id, known, sectionOf[to]), at)];
  }
  return [...checkKind(station, reference), ...checkNeeds(station, reference)];
}

/** Missing sections and broken entries count as existing: a finding of their own reports them. */
function exists(station: Station, id: string, to: Target): boolean {
  const { declared } = station.draft;
  const names = declared[sectionOf[to]];
  if (names === undefined) return true;
  if (!to.startsWith('device')) return names.includes(id);
  if (station.devices.has(id)) return true;
  if (station.groups.has(id)) return to === 'device or group';
  const brokenNames = names.filter((name) => !station.groups.has(name) && !station.devices.has(name));
  return brokenNames.some((name) => id === name || id.startsWith(`${name}-`));
}

function deviceNames(station: Station, to: Target): readonly string[] {
  const groups = to === 'device or group' ? [...station.groups.keys()] : [];
  return [...groups, ...station.devices.keys()];
}

function checkKind(station: Station, { path, id, kind }: Reference): readonly Finding[] {
  const output = station.draft.outputs[id];
  if (kind === undefined || output === undefined || output.kind === kind) return [];
  const fitting = Object.entries(station.draft.outputs).filter(([, other]) => other.kind === kind);
  const names = fitting.map(([name]) => name).join(', ') || 'none yet';
  return [
    error(path, `output "${id}" is of kind ${output.kind}, not ${kind}`, `outputs of kind ${kind}: ${names}`),
  ];
}

function checkNeeds(station: Station, { path, id, needs }: Reference): readonly Finding[] {
  const first = membersOf(station, id)[0] ?? id;
  const definition = anyDefinitionOf(station, first);
  if (needs === undefined || definition === undefined) return [];
  if (definition.points.some((point) => needs.some((quantity) => point.id === quantity))) return [];
  const fitting = [...station.devices.keys()].filter((other) =>
    anyDefinitionOf(station, other)?.points.some((point) => needs.some((quantity) => point.id === quantity)),
  );
  const fix =
    fitting.length === 0
      ? 'no device of this site measures it'
      : `devices that do: ${fitting.slice(0, 8).join(', ')}`;
  return [error(path, `"${id}" (${definition.model}) has no point ${needs.join(' or ')}`, fix)];
}

function checkModels({ draft, models }: Station): readonly Finding[] {
  return Object.entries(draft.devices).flatMap(([id, { model }]) =>
    models.includes(model)
      ? []
      : [
          error(
            ['devices', id, 'model'],
            `there is no device definition "${model}"`,
            suggestion(model, models, 'models'),
          ),
        ],
  );
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
      error(
        path,
        `"${id}" is already used by ${owner.path.join('.')}`,
        'name another, or remove one of the two',
      ),
    ];
  });
}

function checkUnused(station: Station, references: readonly Reference[]): readonly Finding[] {
  const used = new Set(references.flatMap(({ id }) => [id, ...membersOf(station, id)]));
  const { draft } = station;
  const unused = (section: Section, what: string) => (id: string) =>
    warning([section, id], `nothing uses the ${what} "${id}"`, 'use it, or remove the entry', 'key');
  const isIdle = (id: string) => !membersOf(station, id).some((member) => used.has(member)) && !used.has(id);
  return [
    ...Object.keys(draft.devices).filter(isIdle).map(unused('devices', 'device')),
    ...Object.keys(draft.buses)
      .filter((id) => !used.has(id))
      .map(unused('buses', 'bus')),
    ...Object.entries(draft.outputs)
      .filter(([id, output]) => output.kind !== 'lamp' && !used.has(id))
      .map(([id]) => unused('outputs', 'output')(id)),
  ];
}
