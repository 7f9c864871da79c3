/** Whether a line can carry what is planned for it, what takes most of it, and what would help. */

import { type Phrase, phrase } from '../../model/phrase.ts';
import type { BusPlan } from '../../plan/site-plan.ts';
import { error, type Finding, warning } from '../problems/problem.ts';
import { bauds } from '../site/field-schema.ts';
import { isRelays } from '../site/output-entry.ts';
import { type Device, definitionOf, type Station } from '../site/site-draft.ts';
import type { OutputEntry } from '../site/site-schema.ts';
import { type BusLoad, type BusWork, busLoad, type LoadedOutput } from './bus-load.ts';

/** Above this little is left for retries, and above 1 the plan is impossible. */
const FULL_SHARE = 0.8;
const NAMED_MAX = 3;

/** At most one finding: the bus cannot carry its plan, or has little left for retries. */
export function checkLoad(station: Station, bus: BusPlan, devices: readonly Device[]): readonly Finding[] {
  const work = workOn(station, devices);
  const load = busLoad(bus, work);
  if (load.share <= FULL_SHARE) return [];
  const isImpossible = load.share > 1;
  const speed = bus.kind === 'modbus-tcp' ? '' : phrase('at-baud', { baud: bus.baud });
  const left = isImpossible ? '' : phrase('little-left');
  const text = phrase('load-needs', {
    share: percent(load.share),
    bus: bus.id,
    speed,
    left,
    most: most(load, devices),
  });
  return [(isImpossible ? error : warning)(['buses', bus.id], text, help(bus, work, load.share), 'key')];
}

function workOn(station: Station, devices: readonly Device[]): BusWork {
  const loaded = devices.flatMap(({ id, model, pollMs }) => {
    const definition = station.definitions.get(model);
    return definition === undefined || pollMs <= 0 ? [] : [{ id, definition, pollMs }];
  });
  const outputs = Object.values(station.draft.outputs).flatMap((output) => loadOf(station, output));
  return { devices: loaded, outputs, cycleMs: station.draft.cycle ?? 1000 };
}

function loadOf(station: Station, output: OutputEntry): LoadedOutput[] {
  const { device, lease: leaseMs } = output;
  const command = definitionOf(station, device)?.commands.find(({ name }) => name === output.command);
  if (command === undefined || leaseMs <= 0) return [];
  return [{ device, command, leaseMs, relaysMax: relaysMax(output) }];
}

function relaysMax(output: OutputEntry): number {
  if (!isRelays(output)) return 1;
  if (output.kind === 'lamp') return output.coils.length;
  return Math.max(0, ...Object.values(output.steps).map((coils) => coils.length));
}

/** The entries of the site file that cost most, groups as a whole. */
function most({ byDevice }: BusLoad, devices: readonly Device[]): Phrase {
  const entries = new Map<string, { share: number; count: number }>();
  for (const { id, path } of devices) {
    const entry = String(path.at(-1));
    const { share, count } = entries.get(entry) ?? { share: 0, count: 0 };
    entries.set(entry, { share: share + (byDevice.get(id) ?? 0), count: count + 1 });
  }
  const dearest = [...entries].sort(([, a], [, b]) => b.share - a.share).slice(0, NAMED_MAX);
  const named = dearest.map(([entry, { share, count }]) => {
    return count === 1
      ? `${entry} ${percent(share)}`
      : phrase('entry-share', { entry, share: percent(share), count });
  });
  return phrase('most-of-it', { named });
}

function help(bus: BusPlan, work: BusWork, share: number): Phrase {
  const less = phrase('poll-less-often', { times: ((100 * share) / 70).toFixed(1) });
  if (bus.kind === 'modbus-tcp') return phrase('less-or-second-bus', { less });
  const faster = bauds.filter((baud) => baud > bus.baud);
  const shares = faster.map((baud) => ({ baud, share: busLoad({ ...bus, baud }, work).share }));
  const enough = shares.find((one) => one.share <= FULL_SHARE);
  if (enough !== undefined) {
    return phrase('load-faster', { baud: enough.baud, share: percent(enough.share), less });
  }
  const fastest = shares.at(-1);
  const still =
    fastest === undefined ? '' : phrase('still-full', { baud: fastest.baud, share: percent(fastest.share) });
  return phrase('load-gaps', { less, still });
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
