/** The station for Prometheus, text format 0.0.4. Names end in their base unit; what is not known is left out. */

import { receptorStatus } from '../../control/receptor-status.ts';
import { decidedValue, freshValue, type Seen } from './moment.ts';

interface Family {
  readonly name: string;
  readonly kind: 'gauge' | 'counter';
  readonly help: string;
  readonly samples: readonly Sample[];
}

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number | null];

export function metricsText(seen: Seen, clients: number): string {
  const families = [...cycleFamilies(seen, clients), ...plantFamilies(seen), ...busFamilies(seen)];
  return families.map(familyText).join('');
}

function cycleFamilies({ health, image, result }: Seen, clients: number): Family[] {
  return [
    counter('quietpost_cycles_total', 'Control cycles since the start', [[{}, image.cycle]]),
    counter('quietpost_cycle_overruns_total', 'Cycles skipped', [[{}, health?.cycle.overruns ?? null]]),
    gauge('quietpost_cycle_late_seconds', '99th percentile of the lateness of a cycle', [
      [{}, health === undefined ? null : health.cycle.lateP99Ms / 1000],
    ]),
    gauge('quietpost_waiting_inputs', 'Inputs that control waits for; 0: it has begun', [
      [{}, result.state.waitingFor.length],
    ]),
    gauge('quietpost_clock_synchronised', '1 while the wall clock is known to be right', [
      [{}, image.clockSynced ? 1 : 0],
    ]),
    gauge('quietpost_history_up', '1 while the history is written', [
      [{}, health?.history === undefined ? null : health.history.state === 'up' ? 1 : 0],
    ]),
    gauge('quietpost_page_clients', 'Streams of the page', [[{}, clients]]),
  ];
}

function plantFamilies(seen: Seen): Family[] {
  const { plan, result } = seen;
  const receptors = receptorStatus(result, plan.control);
  const places = (value: (one: (typeof receptors)[number]) => number | null): Sample[] =>
    receptors.map((one) => [{ receptor: one.receptor }, value(one)]);
  const cabinets = plan.control.cabinets;
  return [
    gauge(
      'quietpost_equipment_decibels',
      'Level of the equipment by its model',
      places((one) => one.equipmentDb),
    ),
    gauge(
      'quietpost_allowed_decibels',
      'What the equipment may give now',
      places((one) => one.allowedDb),
    ),
    gauge(
      'quietpost_limit_decibels',
      'Limit in force',
      places((one) => one.limitDb),
    ),
    gauge(
      'quietpost_cabinet_celsius',
      'Temperature of the cabinet that counts',
      cabinets.map(({ id }) => [{ cabinet: id }, result.heat[id]?.tempC ?? null]),
    ),
    gauge(
      'quietpost_cabinet_watts',
      'Power that the cabinet takes',
      cabinets.map(({ id, powerIn }) => [{ cabinet: id }, freshValue(seen, powerIn)]),
    ),
    gauge(
      'quietpost_output_percent',
      'Value of each output as decided',
      plan.control.outputs.map(({ id }) => [{ output: id }, decidedValue(seen, id)]),
    ),
  ];
}

function busFamilies({ health }: Seen): Family[] {
  const buses = Object.entries(health?.buses ?? {});
  const each = (value: (bus: (typeof buses)[number][1]) => number): Sample[] =>
    buses.map(([id, bus]) => [{ bus: id }, value(bus)]);
  return [
    gauge(
      'quietpost_bus_up',
      '1 while a device on the bus answers',
      each((bus) => (bus.isUp ? 1 : 0)),
    ),
    gauge(
      'quietpost_bus_busy_ratio',
      'Share of time in which the line is busy',
      each((bus) => bus.utilisation),
    ),
    counter(
      'quietpost_bus_answers_total',
      'Good answers',
      each((bus) => bus.ok),
    ),
    counter(
      'quietpost_bus_timeouts_total',
      'Questions without an answer',
      each((bus) => bus.timeouts),
    ),
    counter(
      'quietpost_bus_checksum_errors_total',
      'Answers with a wrong checksum',
      each((bus) => bus.crcErrors),
    ),
    gauge(
      'quietpost_bus_silent_devices',
      'Devices that are only probed',
      each((bus) => bus.suspended.length),
    ),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, kind: 'gauge', help, samples };
}

function counter(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, kind: 'counter', help, samples };
}

function familyText({ name, kind, help, samples }: Family): string {
  const known = samples.filter(([, value]) => value !== null && Number.isFinite(value));
  if (known.length === 0) return '';
  const lines = known.map(([labels, value]) => `${name}${labelText(labels)} ${value}`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n${lines.join('\n')}\n`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll(/["\\\n]/g, '_')}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
