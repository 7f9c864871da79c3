/** Numbers that must have an order, and settings that other systems must know: zone and broker. */

import { type Phrase, phrase } from '../../model/phrase.ts';
import { error, type Finding, type Path, warning } from '../problems/problem.ts';
import { suggest } from '../problems/suggest.ts';
import type { Station } from '../site/site-draft.ts';

/** Everything about temperatures, limits, times and the zone. */
export function checkNumbers(station: Station): readonly Finding[] {
  return [
    ...checkOrders(station),
    ...checkLimits(station),
    ...checkTime(station),
    ...checkLevels(station),
    ...checkNominalLevels(station),
    ...checkStandby(station),
    ...checkBroker(station),
    ...checkUnverified(station),
    ...checkMode(station),
  ];
}

type Place = readonly [rule: string, key: string];
type Order = readonly [lower: Place, relation: '<' | '<=', upper: Place, why: Phrase];

const overTemperature = (key: string): Place => ['over-temperature', key];
const nightNoise = (key: string): Place => ['night-noise', key];
const thermalFan = (key: string): Place => ['thermal-fan', key];

/** The lower key is named first; the finding stands at it. */
const orders: readonly Order[] = [
  [thermalFan('startC'), '<', thermalFan('fullC'), phrase('why-fan-room')],
  [thermalFan('fullC'), '<=', overTemperature('warnC'), phrase('why-fans-full-before-warning')],
  [overTemperature('warnC'), '<', overTemperature('tripC'), phrase('why-warning-before-trip')],
  [overTemperature('resetC'), '<', overTemperature('tripC'), phrase('why-reset-below-trip')],
  [thermalFan('nightC'), '<', nightNoise('limitC'), phrase('why-fans-before-power')],
  [nightNoise('limitC'), '<', overTemperature('warnC'), phrase('why-power-before-warning')],
  [['quiet-lamp', 'offDb'], '<', ['quiet-lamp', 'onDb'], phrase('why-lamp-off-below')],
];

function checkOrders({ draft }: Station): readonly Finding[] {
  const rules: Readonly<Record<string, Readonly<Record<string, number>> | undefined>> = draft.rules;
  return orders.flatMap(([lower, relation, upper, why]) => {
    const low = rules[lower[0]]?.[lower[1]];
    const high = rules[upper[0]]?.[upper[1]];
    if (low === undefined || high === undefined) return [];
    if (relation === '<' ? low < high : low <= high) return [];
    const sameRule = lower[0] === upper[0];
    const places = { lower: lower[1], low, upper: `${sameRule ? '' : `${upper[0]}.`}${upper[1]}`, high };
    const text = phrase(relation === '<' ? 'must-be-below' : 'must-be-at-most', places);
    return [error(['rules', ...lower], text, phrase('write-less-than', { high, why }))];
  });
}

/** Levels outdoors that a limit can have: 20 dB are a quiet desert, and no standard allows 85. */
const LIMIT_DB = { min: 25, max: 80 };

function checkLimits({ draft }: Station): readonly Finding[] {
  return Object.entries(draft.receptors).flatMap(([id, { limits }]) => [
    ...(['dayDb', 'nightDb'] as const).flatMap((key) =>
      implausibleLimit(['receptors', id, 'limits', key], limits[key]),
    ),
    ...swapped(id, limits),
  ]);
}

function implausibleLimit(path: Path, limitDb: number): readonly Finding[] {
  if (limitDb >= LIMIT_DB.min && limitDb <= LIMIT_DB.max) return [];
  const fix = phrase('digit-lost');
  return [warning(path, phrase(limitDb < LIMIT_DB.min ? 'never-kept' : 'always-kept', { limitDb }), fix)];
}

function swapped(
  id: string,
  limits: { readonly dayDb: number; readonly nightDb: number },
): readonly Finding[] {
  return limits.nightDb <= limits.dayDb
    ? []
    : [
        error(
          ['receptors', id, 'limits', 'nightDb'],
          phrase('night-above-day', { nightDb: limits.nightDb, dayDb: limits.dayDb }),
          phrase('swapped'),
        ),
      ];
}

function checkTime({ draft }: Station): readonly Finding[] {
  const { zone, night } = draft;
  const findings: Finding[] = [];
  if (zone !== undefined && !isZone(zone)) {
    const near = suggest(zone, Intl.supportedValuesOf('timeZone'));
    const fix = near === undefined ? phrase('write-zone') : phrase('did-you-mean', { near });
    findings.push(error(['zone'], phrase('unknown-zone', { zone }), fix));
  }
  if (night !== undefined && night.start === night.end) {
    findings.push(error(['night', 'end'], phrase('night-empty'), phrase('write-night')));
  }
  return findings;
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // Intl has no other way to say no.
  }
}

function checkLevels({ draft }: Station): readonly Finding[] {
  const names = new Set(Object.keys(draft.receptors));
  return Object.entries(draft.levels).flatMap(([id, { place, cabinet }]) => {
    const path: Path = ['levels', id];
    if (names.has(id))
      return [error(path, phrase('receptor-same-name', { name: id }), phrase('rename-one'), 'key')];
    if (place === 'cover' && cabinet === undefined) {
      return [error(path, phrase('cover-needs-cabinet'), phrase('add-cabinet'), 'key')];
    }
    return [];
  });
}

/**
 * Every fan of several cabinets equally loud at a receptor: nobody has measured it, since no two covers and distances are
 * alike. The controller would then spread the air evenly, and the near cabinet would take what the far one could give.
 */
function checkNominalLevels({ draft }: Station): readonly Finding[] {
  const cabinets = Object.entries(draft.cabinets);
  const [first] = cabinets;
  if (first === undefined || cabinets.length < 2) return [];
  return Object.keys(draft.receptors).flatMap((receptor) => {
    const levels = cabinets.flatMap(([, { fans }]) => fans.map(({ atDb }) => atDb?.[receptor]));
    const [level] = levels;
    if (level === undefined || levels.some((other) => other !== level)) return [];
    const fix = phrase('measure-fans', { receptor });
    const path = ['cabinets', first[0], 'fans', 0, 'atDb', receptor];
    return [warning(path, phrase('same-level', { levelDb: level, receptor }), fix)];
  });
}

/** At rest the electronics are quieter than at full power; where not, two keys were swapped or two things measured. */
function checkStandby({ draft }: Station): readonly Finding[] {
  return Object.entries(draft.cabinets).flatMap(([id, { humAtDb, standbyAtDb = {} }]) =>
    Object.entries(standbyAtDb).flatMap(([receptor, standbyDb]) => {
      const fullDb = humAtDb[receptor];
      if (fullDb === undefined || standbyDb < fullDb) return [];
      const path = ['cabinets', id, 'standbyAtDb', receptor];
      const text = phrase('standby-not-quieter', { standbyDb, fullDb, receptor });
      return [warning(path, text, phrase('measure-standby'))];
    }),
  );
}

function checkBroker({ draft }: Station): readonly Finding[] {
  const { broker } = draft;
  if (broker?.kind !== 'mqtt') return [];
  const findings: Finding[] = [];
  if (/\/\/[^/]*:[^/]*@/.test(broker.url)) {
    const fix = phrase('password-to-file');
    findings.push(error(['broker', 'url'], phrase('password-in-url'), fix));
  }
  if ((broker.certFile === undefined) !== (broker.keyFile === undefined)) {
    const [given, missing] =
      broker.certFile === undefined ? (['keyFile', 'certFile'] as const) : (['certFile', 'keyFile'] as const);
    findings.push(
      error(
        ['broker', given],
        phrase('given-without', { given, missing }),
        phrase('add-together', { missing }),
      ),
    );
  }
  if (broker.url.startsWith('mqtt:') && broker.certFile !== undefined) {
    findings.push(warning(['broker', 'url'], phrase('certificate-needs-tls'), phrase('use-mqtts')));
  }
  if (broker.url.startsWith('mqtt:') && broker.username !== undefined) {
    findings.push(warning(['broker', 'url'], phrase('password-unencrypted'), phrase('use-mqtts')));
  }
  if (broker.username !== undefined && broker.passwordFile === undefined) {
    findings.push(
      warning(
        ['broker', 'username'],
        phrase('username-without-password'),
        phrase('add', { what: '"passwordFile: /etc/quietpost/password"' }),
      ),
    );
  }
  return findings;
}

function checkMode({ draft }: Station): readonly Finding[] {
  if (draft.mode !== 'advise') return [];
  return [warning(['mode'], phrase('advise-moves-nothing'), phrase('write-auto'))];
}

/** One warning for each model, at the first device that uses it. */
function checkUnverified({ draft, definitions }: Station): readonly Finding[] {
  const seen = new Set<string>();
  return Object.entries(draft.devices).flatMap(([id, { model }]) => {
    if (seen.has(model) || definitions.get(model)?.verified !== false) return [];
    seen.add(model);
    return [warning(['devices', id, 'model'], phrase('unverified', { model }), phrase('verify'))];
  });
}
