/** Checks what a scenario names against the site, and when its events fall. */

import { error, type Finding, type Path } from '../../src/config/problems/problem.ts';
import { suggestion } from '../../src/config/problems/suggest.ts';
import { type PhraseLabel, phrase } from '../../src/model/phrase.ts';
import { deviceOf } from '../../src/model/reading.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import type { EventEntry } from './scenario-events-schema.ts';
import type { ScenarioFile } from './scenario-schema.ts';

/** The valid parts of a scenario, whatever is wrong with the others; events keep their places. */
export interface ScenarioDraft {
  readonly cabinets: ScenarioFile['cabinets'];
  readonly events: readonly (EventEntry | undefined)[];
  readonly start: number;
  readonly length: number;
}

/** The names that an event or cabinet may use: device ids, by name. */
export interface SiteNames {
  readonly cabinets: readonly string[];
  readonly fansOf: Readonly<Record<string, readonly string[]>>;
  /** Device of the meter, by name of the receptor or level. */
  readonly meters: Readonly<Record<string, string>>;
  readonly receptors: readonly string[];
  readonly devices: readonly string[];
  readonly buses: readonly string[];
}

/** The names of a site. */
export function namesOf(plan: SitePlan): SiteNames {
  const { layout, control } = plan;
  const places = [...control.receptors, ...control.otherLevels];
  return {
    cabinets: layout.cabinets.map(({ id }) => id),
    fansOf: Object.fromEntries(layout.cabinets.map(({ id, fans }) => [id, fans])),
    meters: Object.fromEntries(places.map(({ id, level }) => [id, deviceOf(level)])),
    receptors: control.receptors.map(({ id }) => id),
    devices: plan.devices.map(({ id }) => id),
    buses: plan.buses.map(({ id }) => id),
  };
}

/** All problems of a scenario against a site. */
export function checkScenario(draft: ScenarioDraft, names: SiteNames): readonly Finding[] {
  return [
    ...Object.entries(draft.cabinets).flatMap(([id, cabinet]) => checkCabinet(id, cabinet, names)),
    ...draft.events.flatMap((event, index) =>
      event === undefined ? [] : [...checkEvent(event, ['events', index], names)],
    ),
    ...draft.events.flatMap((event, index) =>
      event === undefined ? [] : [...checkTimes(event, ['events', index], draft)],
    ),
  ];
}

/** Seconds from the start of the station to the start of an event. */
export function beginS({ at, after }: EventEntry, startMin: number): number {
  if (after !== undefined) return after / 1000;
  return (((((at ?? startMin) - startMin) % 1440) + 1440) % 1440) * 60;
}

function checkCabinet(
  id: string,
  { sound, fans }: ScenarioFile['cabinets'][string],
  names: SiteNames,
): Finding[] {
  const path = ['cabinets', id];
  const cabinetFans = names.fansOf[id];
  if (cabinetFans === undefined) return unknown(path, id, names.cabinets, 'noun-cabinet', 'key');
  const places = Object.keys(names.meters);
  const missing = names.receptors.filter((receptor) => sound !== undefined && !(receptor in sound.distanceM));
  return [
    ...Object.keys(fans ?? {}).flatMap((fan) =>
      unknown([...path, 'fans', fan], fan, cabinetFans, 'noun-fan', 'key'),
    ),
    ...keysUnknown([...path, 'sound', 'distanceM'], sound?.distanceM, places),
    ...keysUnknown([...path, 'sound', 'reflectionDb'], sound?.reflectionDb, places),
    ...missing.map((receptor) =>
      error(
        [...path, 'sound', 'distanceM'],
        phrase('distance-missing', { receptor }),
        phrase('add', { what: `"${receptor}: <m>"` }),
      ),
    ),
  ];
}

function checkEvent(event: EventEntry, path: Path, names: SiteNames): readonly Finding[] {
  const places = Object.keys(names.meters);
  switch (event.kind) {
    case 'talkers':
    case 'dog':
    case 'siren':
      return keysUnknown([...path, 'atM'], event.atM, places);
    case 'truck':
      return [
        ...keysUnknown([...path, 'atM'], event.atM, places),
        ...keysUnknown([...path, 'reflectionDb'], event.reflectionDb, places),
      ];
    case 'works':
      return keysUnknown([...path, 'atDb'], event.atDb, places);
    case 'clogged-filter':
      return unknown([...path, 'cabinet'], event.cabinet, names.cabinets, 'noun-cabinet');
    case 'dead-tacho':
    case 'stalled-fan':
      return unknown([...path, 'fan'], event.fan, Object.values(names.fansOf).flat(), 'noun-fan');
    case 'meter-lost':
      return unknown([...path, 'meter'], event.meter, places, 'noun-receptor-or-level');
    case 'bus-fault':
      return [
        ...(event.device === undefined
          ? []
          : unknown([...path, 'device'], event.device, names.devices, 'noun-device')),
        ...(event.bus === undefined ? [] : unknown([...path, 'bus'], event.bus, names.buses, 'noun-bus')),
      ];
    case 'path-change':
      return keysUnknown([...path, 'db'], event.db, places);
    case 'door-open':
    case 'hum-step':
    case 'welded-relay':
      return unknown([...path, 'cabinet'], event.cabinet, names.cabinets, 'noun-cabinet');
    case 'fan-bearing':
      return unknown([...path, 'fan'], event.fan, Object.values(names.fansOf).flat(), 'noun-fan');
    case 'meter-bias':
      return unknown([...path, 'meter'], event.meter, places, 'noun-receptor-or-level');
    case 'sensor-bias':
      return unknown([...path, 'sensor'], event.sensor, names.devices, 'noun-device');
    case 'heat-pump':
      return keysUnknown([...path, 'atM'], event.atM, places);
    case 'rain':
    case 'wind':
      return [];
  }
}

function checkTimes(event: EventEntry, path: Path, { start, length }: ScenarioDraft): readonly Finding[] {
  if ((event.at === undefined) === (event.after === undefined)) {
    const both = event.at === undefined ? phrase('neither-at-nor-after') : phrase('both-at-and-after');
    return [error(path, phrase('when-it-begins', { which: both }), phrase('write-at-or-after'))];
  }
  if (beginS(event, start) * 1000 < length) return [];
  const key = event.at === undefined ? 'after' : 'at';
  return [error([...path, key], phrase('begins-after-end'), phrase('begin-earlier'))];
}

function keysUnknown(
  path: Path,
  record: Readonly<Record<string, number>> | undefined,
  known: readonly string[],
): Finding[] {
  return Object.keys(record ?? {}).flatMap((key) =>
    unknown([...path, key], key, known, 'noun-receptor-or-level', 'key'),
  );
}

function unknown(
  path: Path,
  id: string,
  known: readonly string[],
  what: PhraseLabel,
  at: 'key' | 'value' = 'value',
): Finding[] {
  if (known.includes(id)) return [];
  return [
    error(
      path,
      phrase('site-has-no', { what: phrase(what), name: id }),
      suggestion(id, known, 'known-here'),
      at,
    ),
  ];
}
