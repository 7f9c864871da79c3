/** `quietpost check`: all problems of a site file at once, or the site on one page. */

import { secretFiles } from '../../adapters/host/secret-files.ts';
import { sqliteProblem } from '../../adapters/sqlite.ts';
import { describePort } from '../../assembly/instrument-links.ts';
import { busLoad, workOf } from '../../config/checks/bus-load.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { SHOWN_MAX } from '../../config/problems/render.ts';
import { formatDuration } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import {
  type BankPlan,
  type BoardPlan,
  type BusPlan,
  instrumentsOn,
  type OutputPlan,
  type PortPlan,
  readersOf,
  type SitePlan,
} from '../../plan/site-plan.ts';
import { type Finding, secretFinding } from '../../service/doctor.ts';
import { columns } from '../terminal/columns.ts';

/** Checks the site file at `path` and prints the result. Gives the exit code. */
export function check(path: string, io: { write(line: string): void }): number {
  const site = loadSite(path);
  if (!site.ok) {
    io.write(site.report);
    io.write(`\n${path} cannot be used. Nothing was changed.`);
    return EXIT.CONFIG;
  }
  io.write(summary(site.plan, site.warnings));
  const files = secretFiles(site.plan).map(secretFinding);
  if (files.length > 0) io.write(`\nFiles that it names\n${files.map(fileLine).join('\n')}`);
  const unkept = sqliteProblem();
  if (unkept !== undefined) io.write(`\nThis computer\n  ${unkept}`);
  return EXIT.OK;
}

function fileLine({ text, mend }: Finding): string {
  return `  ${text}${mend === undefined ? '' : `: ${mend}`}`;
}

function summary(plan: SitePlan, warnings: readonly string[]): string {
  const { control } = plan;
  const lines = [
    `${plan.site}/${plan.station}: good (${plan.hash})`,
    `  ${control.cabinets.length} cabinets, ${control.cabinets.flatMap((cabinet) => cabinet.guns).length} guns, ${readersOf(plan).length} devices, ${Object.keys(control.channels).length} channels, cycle ${formatDuration(control.periodMs)}`,
    `  night ${clockTime(control.night.startMin)} to ${clockTime(control.night.endMin)} ${plan.zone}; ${control.receptors.map((place) => `${place.id} ${place.dayDb}/${place.nightDb} dB`).join(', ')}`,
    '',
    'Buses',
    ...table([
      ...plan.buses.map((bus) => busRow(plan, bus)),
      ...plan.ports.map(portRow),
      ...plan.boards.map((board) => boardRow(plan, board)),
      ...plan.banks.map(bankRow),
    ]),
    '',
    'Outputs',
    ...table(plan.outputs.map((output) => outputRow(plan, output))),
    '',
    `Rules  ${Object.keys(control.rules).join(', ')}`,
  ];
  if (warnings.length > 0) {
    lines.push('', 'Warnings', ...warnings.slice(0, SHOWN_MAX).map((warning) => `  ${warning}`));
    if (warnings.length > SHOWN_MAX) lines.push(`  ... and ${warnings.length - SHOWN_MAX} more`);
  }
  return lines.join('\n');
}

function busRow(plan: SitePlan, bus: BusPlan): readonly string[] {
  const devices = plan.devices.filter((device) => device.bus === bus.id);
  const load = Math.round(100 * busLoad(bus, workOf(plan, bus.id)).share);
  const models = [...new Set(devices.map((device) => device.definition.model))];
  const counts = models.map((model) => {
    return `${devices.filter((device) => device.definition.model === model).length} ${model}`;
  });
  return [bus.id, endText(bus), `load ${load} %`, counts.join(', ')];
}

function endText(bus: BusPlan): string {
  switch (bus.kind) {
    case 'modbus-tcp':
      return `tcp ${bus.host}:${bus.port}`;
    case 'modbus-rtu':
      return `rtu ${bus.path} ${bus.baud} ${bus.format}`;
    case 'rtu-over-tcp':
      return `rtu over tcp ${bus.host}:${bus.port} ${bus.baud} ${bus.format}`;
  }
}

function boardRow(plan: SitePlan, { id, end, failSafe }: BoardPlan): readonly string[] {
  const where = end.kind === 'tcp' ? `tcp ${end.host}:${end.port}` : `serial ${end.path} ${end.baud}`;
  const parts = plan.devices.filter(({ bus }) => bus === id).length;
  const { fansPct, relays } = failSafe;
  return [id, `board ${where}`, '', `${fansPct.length} fans, ${relays.length} relays, ${parts} parts in use`];
}

function bankRow({ bus, chip, driver, lines, isActiveLow, device }: BankPlan): readonly string[] {
  const levels = isActiveLow ? ', active-low' : '';
  return [bus, `gpio ${chip} (${driver})`, '', `${device}: lines ${lines.join(', ')}${levels}`];
}

/** The port of an instrument has one user, so its load does not matter. */
function portRow(port: PortPlan): readonly string[] {
  const models = instrumentsOn(port).map(({ definition }) => definition.model);
  const counts = [...new Set(models)].map(
    (model) => `${models.filter((one) => one === model).length} ${model}`,
  );
  return [port.id, describePort(port), 'its own', counts.join(', ')];
}

function outputRow(plan: SitePlan, output: OutputPlan): readonly string[] {
  const spec = plan.control.outputs.find((one) => one.id === output.id);
  const values = spec?.steps?.join(', ') ?? `${spec?.min} to ${spec?.max}`;
  const end = `${output.device} ${output.command}`;
  return [
    output.id,
    `${spec?.kind}`,
    end,
    `${values} %`,
    `fail-safe ${spec?.failSafe} %`,
    `lease ${formatDuration(output.leaseMs)}`,
  ];
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  return columns(rows).map((line) => `  ${line}`);
}

function clockTime(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
