/** Numbers that must have an order, and settings that other systems must know: zone and broker. */

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
    ...checkBroker(station),
    ...checkUnverified(station),
    ...checkMode(station),
  ];
}

type Place = readonly [rule: string, key: string];
type Order = readonly [lower: Place, relation: '<' | '<=', upper: Place, why: string];

const overTemperature = (key: string): Place => ['over-temperature', key];
const nightNoise = (key: string): Place => ['night-noise', key];
const thermalFan = (key: string): Place => ['thermal-fan', key];

/** The lower key is named first; the finding stands at it. */
const orders: readonly Order[] = [
  [thermalFan('startC'), '<', thermalFan('fullC'), 'a fan needs room to speed up'],
  [thermalFan('fullC'), '<=', overTemperature('warnC'), 'fans are at 100 % before the warning'],
  [overTemperature('warnC'), '<', overTemperature('tripC'), 'the warning comes before the trip'],
  [overTemperature('resetC'), '<', overTemperature('tripC'), 'a trip is left below where it began'],
  [thermalFan('nightC'), '<', nightNoise('limitC'), 'fans have room before power goes down'],
  [nightNoise('limitC'), '<', overTemperature('warnC'), 'power goes down before the warning raises the fans'],
  [['quiet-lamp', 'offDb'], '<', ['quiet-lamp', 'onDb'], 'the lamp goes out at a lower level than it lights'],
];

function checkOrders({ draft }: Station): readonly Finding[] {
  const rules: Readonly<Record<string, Readonly<Record<string, number>> | undefined>> = draft.rules;
  return orders.flatMap(([lower, relation, upper, why]) => {
    const low = rules[lower[0]]?.[lower[1]];
    const high = rules[upper[0]]?.[upper[1]];
    if (low === undefined || high === undefined) return [];
    if (relation === '<' ? low < high : low <= high) return [];
    const sameRule = lower[0] === upper[0];
    const text = `${lower[1]} ${low} must be ${relation === '<' ? 'below' : 'at most'} ${sameRule ? '' : `${upper[0]}.`}${upper[1]} ${high}`;
    return [error(['rules', ...lower], text, `write less than ${high}: ${why}`)];
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
  const is = limitDb < LIMIT_DB.min ? 'quieter than any place outdoors' : 'louder than any standard allows';
  const fix = 'has a digit been lost or added? GB 22337 class 1: dayDb 55, nightDb 45';
  return [
    warning(
      path,
      `${limitDb} dB is ${is}: the station could ${limitDb < LIMIT_DB.min ? 'never' : 'always'} keep it`,
      fix,
    ),
  ];
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
          `the night limit ${limits.nightDb} is above the day limit ${limits.dayDb}`,
          'have the two been swapped? GB 22337 class 1: dayDb 55, nightDb 45',
        ),
      ];
}

function checkTime({ draft }: Station): readonly Finding[] {
  const { zone, night } = draft;
  const findings: Finding[] = [];
  if (zone !== undefined && !isZone(zone)) {
    const near = suggest(zone, Intl.supportedValuesOf('timeZone'));
    const fix =
      near === undefined
        ? 'write a name such as "Asia/Shanghai" or "Europe/Berlin"'
        : `did you mean "${near}"?`;
    findings.push(error(['zone'], `"${zone}" is not a known time zone`, fix));
  }
  if (night !== undefined && night.start === night.end) {
    findings.push(
      error(['night', 'end'], 'the night ends when it begins', 'write start: "22:00" and end: "06:00"'),
    );
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
      return [error(path, `a receptor is called "${id}" too`, 'rename one of the two', 'key')];
    if (place === 'cover' && cabinet === undefined) {
      return [
        error(path, 'a meter in a cover belongs to a cabinet', 'add "cabinet: <name of the cabinet>"', 'key'),
      ];
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
    const fix = `measure each at "${receptor}" at night with everything else off: npx quietpost commission sweep`;
    const path = ['cabinets', first[0], 'fans', 0, 'atDb', receptor];
    return [
      warning(path, `the fans of all cabinets have the same level, ${level} dB, at "${receptor}"`, fix),
    ];
  });
}

function checkBroker({ draft }: Station): readonly Finding[] {
  const { broker } = draft;
  if (broker?.kind !== 'mqtt') return [];
  const findings: Finding[] = [];
  if (/\/\/[^/]*:[^/]*@/.test(broker.url)) {
    const fix =
      'write it into a file that only the service may read: username: NAME, passwordFile: /etc/quietpost/password';
    findings.push(
      error(
        ['broker', 'url'],
        'the password of the broker stands in its address, where everybody reads it',
        fix,
      ),
    );
  }
  if ((broker.certFile === undefined) !== (broker.keyFile === undefined)) {
    const [given, missing] =
      broker.certFile === undefined ? (['keyFile', 'certFile'] as const) : (['certFile', 'keyFile'] as const);
    findings.push(
      error(['broker', given], `${given} without ${missing}`, `add "${missing}: FILE"; they belong together`),
    );
  }
  if (broker.url.startsWith('mqtt:') && broker.certFile !== undefined) {
    findings.push(warning(['broker', 'url'], 'a certificate is shown over TLS only', 'use mqtts://'));
  }
  if (broker.url.startsWith('mqtt:') && broker.username !== undefined) {
    findings.push(warning(['broker', 'url'], 'the password travels unencrypted', 'use mqtts://'));
  }
  if (broker.username !== undefined && broker.passwordFile === undefined) {
    findings.push(
      warning(
        ['broker', 'username'],
        'a username without a password',
        'add "passwordFile: /etc/quietpost/password"',
      ),
    );
  }
  return findings;
}

function checkMode({ draft }: Station): readonly Finding[] {
  if (draft.mode !== 'advise') return [];
  return [
    warning(['mode'], 'mode advise moves nothing', 'write "auto" when its advice has been seen to be right'),
  ];
}

/** One warning for each model, at the first device that uses it. */
function checkUnverified({ draft, definitions }: Station): readonly Finding[] {
  const seen = new Set<string>();
  return Object.entries(draft.devices).flatMap(([id, { model }]) => {
    if (seen.has(model) || definitions.get(model)?.verified !== false) return [];
    seen.add(model);
    return [
      warning(
        ['devices', id, 'model'],
        `${model} has not been checked on the device yet`,
        'compare it with its display, then write "verified: true" in its definition',
      ),
    ];
  });
}
