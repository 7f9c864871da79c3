/**
 * `quietpost bus BUS`: the state of a bus and its devices. Polls the bus as the gateway would, while no gateway runs;
 * or, with --broker, shows what a running gateway reports about it.
 */

import { createSystemClock } from '../../adapters/system-clock.ts';
import { describePort, instrumentLinkOf } from '../../assembly/instrument-links.ts';
import { realField } from '../../assembly/real-field.ts';
import { suggestion } from '../../config/problems/suggest.ts';
import { isPort } from '../../config/site/bus-kinds.ts';
import { rootOf } from '../../contract/topics.ts';
import { type Bus, createBus } from '../../fieldbus/bus/bus.ts';
import type { BusChange } from '../../fieldbus/bus/bus-change.ts';
import { describeEnd, endOf, type Field } from '../../fieldbus/field.ts';
import { createInstrumentPort } from '../../fieldbus/instruments/instrument-port.ts';
import { settingOf } from '../../fieldbus/modbus/line-setting.ts';
import { sayPhrase } from '../../language/say-phrase.ts';
import { parseDuration } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import {
  type BusPlan,
  type DevicePlan,
  type InstrumentPlan,
  instrumentsOn,
  type PortPlan,
  type SitePlan,
} from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Person } from '../../ports/person.ts';
import { languageHere } from '../terminal/language.ts';
import { planFor } from '../terminal/site-argument.ts';
import { tell, tellFault } from '../terminal/tell.ts';
import { atTerminal } from '../terminal/terminal.ts';
import { busHealthTable, busTable } from './bus-table.ts';
import { listenToHealth } from './health-listener.ts';

/** The options as typed; `link` puts an address in the place of a bus of the site. */
export interface BusOptions {
  readonly site: string;
  readonly link?: readonly string[];
  readonly broker?: string;
  /** How long to measure; on a terminal until Ctrl-C when not given. */
  readonly for?: string;
}

const REFRESH_MS = 1000;
/** Length of a measurement that is not watched on a terminal. */
const USUAL_MS = 10_000;

/** Runs the command. */
export async function busCommand(id: string, options: BusOptions): Promise<number> {
  const plan = planFor(options.site, options.link === undefined ? {} : { link: options.link });
  if (typeof plan === 'number') return plan;
  const person = atTerminal();
  const forMs = options.for === undefined ? undefined : parseDuration(options.for);
  const bus = [...plan.buses, ...plan.ports].find((one) => one.id === id);
  if (bus === undefined || (forMs === undefined && options.for !== undefined)) {
    const known = [...plan.buses, ...plan.ports].map((one) => one.id);
    const text =
      bus === undefined
        ? tell('no-bus', { bus: id, fix: sayPhrase(languageHere(), suggestion(id, known, 'nouns-buses')) })
        : tell('takes-for');
    person.complain(tell('command-says', { command: 'bus', why: text }));
    return EXIT.USAGE;
  }
  if (options.broker !== undefined)
    return listenToHealth(options.broker, `${rootOf(plan)}health`, person, (health, ageS) =>
      busHealthTable(plan, id, health, ageS),
    );
  return pollBus(plan, bus, forMs, realField(createSystemClock({ wallSync: plan.clock })), person);
}

/** Polls until the time is over or Ctrl-C; redraws each second on a terminal, else prints once at the end. */
export async function pollBus(
  plan: SitePlan,
  busPlan: BusPlan | PortPlan,
  forMs: number | undefined,
  field: Field,
  person: Person,
): Promise<number> {
  const { clock } = field;
  let change: BusChange | undefined;
  const { bus, devices, where } = ownerOf(plan, busPlan, field, (next) => {
    if (next.kind === 'link-up' || next.kind === 'link-down') change = next;
  });
  person.write(tell('bus-polled', { bus: busPlan.id, end: where, count: devices.length }));
  const startMs = clock.nowMs();
  const endMs = startMs + (forMs ?? (person.redraw === undefined ? USUAL_MS : Number.POSITIVE_INFINITY));
  bus.start();
  while (
    !person.signal.aborted &&
    clock.nowMs() < endMs &&
    !hasNeverOpened(change, bus.counters().requests)
  ) {
    await wait(clock, Math.min(REFRESH_MS, endMs - clock.nowMs()));
    person.redraw?.(busTable(devices, bus.counters(), clock.nowMs(), startMs));
  }
  const counters = bus.counters();
  bus.stop();
  if (change?.kind === 'link-down') person.complain(downText(plan, busPlan, change));
  if (counters.requests === 0) return EXIT.UNAVAILABLE;
  if (person.redraw === undefined)
    for (const row of busTable(devices, counters, clock.nowMs(), startMs)) person.write(row);
  return EXIT.OK;
}

interface Owner {
  readonly bus: Bus;
  readonly devices: readonly (DevicePlan | InstrumentPlan)[];
  /** The other end, as text for people. */
  readonly where: string;
}

/** Reads as the gateway does and drops the values. */
function ownerOf(
  plan: SitePlan,
  busPlan: BusPlan | PortPlan,
  { clock, linkTo }: Field,
  onState: (change: BusChange) => void,
): Owner {
  const deps = { clock, jitter: Math.random, onReading: () => {}, onState };
  if (isPort(busPlan)) {
    const bus = createInstrumentPort(busPlan, instrumentLinkOf(busPlan, clock), deps);
    return { bus, devices: instrumentsOn(busPlan), where: describePort(busPlan) };
  }
  const end = endOf(busPlan);
  const line = settingOf(busPlan);
  const devices = plan.devices.filter((device) => device.bus === busPlan.id);
  const bus = createBus({ plan: busPlan, devices, link: linkTo(end, line), ...deps });
  return { bus, devices, where: describeEnd(end, line) };
}

/** A link that did not open at first belongs to another program, or does not exist, so it is not waited for. */
function hasNeverOpened(change: BusChange | undefined, requests: number): boolean {
  return change?.kind === 'link-down' && requests === 0;
}

function downText(
  plan: SitePlan,
  bus: BusPlan | PortPlan,
  change: Extract<BusChange, { kind: 'link-down' }>,
): string {
  const { broker } = plan;
  const url = broker.kind === 'mqtt' ? broker.url : `mqtt://127.0.0.1:${broker.port}`;
  const why = tell('bus-ask-gateway', { why: tellFault(change.fault), bus: bus.id, url });
  return tell('command-says', { command: 'bus', why });
}

function wait(clock: Clock, durationMs: number): Promise<void> {
  return new Promise((resolve) => clock.at(clock.nowMs() + durationMs, resolve));
}
