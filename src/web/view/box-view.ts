/** The computer itself: lines, devices, back office, records, clock, settings. */

import type { Outlook } from '../../model/forecast/night-forecast.ts';
import type { Message } from '../../model/message.ts';
import { deviceOf } from '../../model/reading.ts';
import { readersOf } from '../../plan/site-plan.ts';
import { freshValue, type Moment } from './moment.ts';

/** What the gateway around the cycle says. */
export interface StationState {
  readonly version: string;
  readonly isBrokerConnected: boolean;
  /** Why the history is not written; null while it is. */
  readonly historyFault: Message | null;
  readonly hasHistory: boolean;
  /** When the settings in force were read, UTC. */
  readonly settingsMs: number;
  readonly isShifted: boolean;
  /** May this station be commanded from the page at all. */
  readonly canCommand: boolean;
  /** What the night will probably bring. */
  readonly outlook: Outlook;
}

/** How many of what are well; texts in the language of the page. */
export interface BoxView {
  readonly linesUp: number;
  readonly lines: number;
  readonly devicesGood: number;
  readonly devices: number;
  readonly isBrokerConnected: boolean;
  readonly history: 'kept' | 'waiting' | 'none';
  readonly historyFault: string | null;
  readonly isClockSynced: boolean;
  readonly overruns: number;
  readonly settings: string;
  readonly settingsAt: string;
  readonly version: string;
  readonly canCommand: boolean;
}

/** What the cycle knows of the computer, and what `station` adds. */
export function boxView(moment: Moment, station: StationState): BoxView {
  const { plan, image, health, words } = moment;
  const buses = Object.values(health?.buses ?? {});
  const good = goodDevices(moment);
  return {
    linesUp: buses.filter(({ isUp }) => isUp).length,
    lines: buses.length,
    devicesGood: good.size,
    devices: readersOf(plan).length,
    isBrokerConnected: station.isBrokerConnected,
    history: !station.hasHistory ? 'none' : station.historyFault === null ? 'kept' : 'waiting',
    historyFault: station.historyFault === null ? null : words.tell(station.historyFault),
    isClockSynced: image.clockSynced,
    overruns: health?.cycle.overruns ?? 0,
    settings: plan.hash,
    settingsAt: words.moment(station.settingsMs),
    version: station.version,
    canCommand: station.canCommand,
  };
}

/** Devices with at least one good value that is not too old. */
function goodDevices(moment: Moment): ReadonlySet<string> {
  const good = new Set<string>();
  for (const channel of Object.keys(moment.plan.control.channels)) {
    const device = deviceOf(channel);
    if (!good.has(device) && freshValue(moment, channel) !== null) good.add(device);
  }
  return good;
}
