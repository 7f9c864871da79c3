/** `quietpost check`: all problems of a site file at once, or the site on one page. */

import { secretFiles } from '../../adapters/host/secret-files.ts';
import { sqliteProblem } from '../../adapters/sqlite.ts';
import { busLoad, workOf } from '../../config/checks/bus-load.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { SHOWN_MAX } from '../../config/problems/render.ts';
import { consoleText } from '../../language/console/console-text.ts';
import { dictionaries, type Language } from '../../language/languages.ts';
import { sayConsole } from '../../language/say-console.ts';
import { sayPhrase } from '../../language/say-phrase.ts';
import { formatDuration } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import { type Phrase, phrase } from '../../model/phrase.ts';
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
import { unkeptText } from '../../service/unkept-text.ts';
import { columns } from '../terminal/columns.ts';

type Say = (phrase: Phrase) => string;

/** Checks the site file at `path` and prints the result in `language`. Gives the exit code. */
export function check(path: string, io: { write(line: string): void }, language: Language = 'en'): number {
  const say: Say = (one) => sayPhrase(language, one);
  const site = loadSite(path, [], language);
  if (!site.ok) {
    io.write(site.report);
    io.write(`\n${say(phrase('check-unusable', { path }))}`);
    return EXIT.CONFIG;
  }
  io.write(summary(site.plan, site.warnings, say));
  const files = secretFiles(site.plan).map(secretFinding);
  if (files.length > 0) {
    const lines = files.map((file) => `  ${fileLine(file, language)}`);
    io.write(`\n${say(phrase('check-files'))}\n${lines.join('\n')}`);
  }
  const unkept = sqliteProblem();
  if (unkept !== undefined)
    io.write(
      `\n${say(phrase('check-computer'))}\n  ${sayConsole(dictionaries[language], unkeptText(unkept))}`,
    );
  return EXIT.OK;
}

function fileLine({ text, mend }: Finding, language: Language): string {
  const found = sayConsole(dictionaries[language], text);
  if (mend === undefined) return found;
  const what = typeof mend === 'string' ? mend : sayConsole(dictionaries[language], mend);
  return sayConsole(dictionaries[language], consoleText('found-and-mend', { found, mend: what }));
}

function summary(plan: SitePlan, warnings: readonly string[], say: Say): string {
  const lines = [
    say(phrase('check-good', { station: `${plan.site}/${plan.station}`, hash: plan.hash })),
    ...totals(plan).map((line) => `  ${say(line)}`),
    '',
    say(phrase('check-buses')),
    ...table([
      ...plan.buses.map((bus) => busRow(plan, bus, say)),
      ...plan.ports.map((port) => portRow(port, say)),
      ...plan.boards.map((board) => boardRow(plan, board, say)),
      ...plan.banks.map((bank) => bankRow(bank, say)),
    ]),
    '',
    say(phrase('check-outputs')),
    ...table(plan.outputs.map((output) => outputRow(plan, output, say))),
    '',
    say(phrase('check-rules', { rules: Object.keys(plan.control.rules) })),
  ];
  if (warnings.length > 0) {
    const shown = warnings.slice(0, SHOWN_MAX).map((warning) => `  ${warning}`);
    lines.push('', say(phrase('check-warnings')), ...shown);
    const more = warnings.length - SHOWN_MAX;
    if (more > 0) lines.push(`  ${say(phrase('check-more', { count: more }))}`);
  }
  return lines.join('\n');
}

function totals(plan: SitePlan): readonly Phrase[] {
  const { cabinets, channels, periodMs, night, receptors } = plan.control;
  const counts = phrase('check-counts', {
    cabinets: cabinets.length,
    guns: cabinets.flatMap((cabinet) => cabinet.guns).length,
    devices: readersOf(plan).length,
    channels: Object.keys(channels).length,
    cycle: formatDuration(periodMs),
  });
  const hours = phrase('check-night', {
    start: clockTime(night.startMin),
    end: clockTime(night.endMin),
    zone: plan.zone,
    limits: receptors.map((place) => `${place.id} ${place.dayDb}/${place.nightDb} dB`),
  });
  return [counts, hours];
}

function busRow(plan: SitePlan, bus: BusPlan, say: Say): readonly string[] {
  const devices = plan.devices.filter((device) => device.bus === bus.id);
  const load = Math.round(100 * busLoad(bus, workOf(plan, bus.id)).share);
  const models = [...new Set(devices.map((device) => device.definition.model))];
  const counts = models.map((model) => {
    return `${devices.filter((device) => device.definition.model === model).length} ${model}`;
  });
  return [bus.id, endText(bus, say), say(phrase('check-load', { percent: load })), counts.join(', ')];
}

function endText(bus: BusPlan, say: Say): string {
  switch (bus.kind) {
    case 'modbus-tcp':
      return `tcp ${bus.host}:${bus.port}`;
    case 'modbus-rtu':
      return `rtu ${bus.path} ${bus.baud} ${bus.format}`;
    case 'rtu-over-tcp':
      return say(phrase('check-rtu-over-tcp', { end: `${bus.host}:${bus.port} ${bus.baud} ${bus.format}` }));
  }
}

function boardRow(plan: SitePlan, { id, end, failSafe }: BoardPlan, say: Say): readonly string[] {
  const where =
    end.kind === 'tcp'
      ? `tcp ${end.host}:${end.port}`
      : phrase('check-serial', { path: end.path, baud: end.baud });
  const parts = plan.devices.filter(({ bus }) => bus === id).length;
  const { fansPct, relays } = failSafe;
  const has = phrase('check-board-parts', { fans: fansPct.length, relays: relays.length, parts });
  return [id, say(phrase('check-board', { end: where })), '', say(has)];
}

function bankRow({ bus, chip, driver, lines, isActiveLow, device }: BankPlan, say: Say): readonly string[] {
  const levels = isActiveLow ? phrase('check-active-low') : '';
  return [bus, `gpio ${chip} (${driver})`, '', say(phrase('check-lines', { device, lines, levels }))];
}

/** The port of an instrument has one user, so its load does not matter. */
function portRow(port: PortPlan, say: Say): readonly string[] {
  const models = instrumentsOn(port).map(({ definition }) => definition.model);
  const counts = [...new Set(models)].map(
    (model) => `${models.filter((one) => one === model).length} ${model}`,
  );
  return [port.id, say(portEnd(port)), say(phrase('check-own')), counts.join(', ')];
}

function portEnd(port: PortPlan): Phrase {
  switch (port.kind) {
    case 'one-wire':
      return phrase('check-folder', { path: port.path });
    case 'meter-tcp':
      return phrase('check-tcp', { end: `${port.host}:${port.port}` });
    case 'meter-serial':
      return phrase('check-serial', { path: port.path, baud: `${port.baud} ${port.format}` });
  }
}

function outputRow(plan: SitePlan, output: OutputPlan, say: Say): readonly string[] {
  const spec = plan.control.outputs.find((one) => one.id === output.id);
  const values =
    spec?.steps?.join(', ') ?? say(phrase('check-range', { min: `${spec?.min}`, max: `${spec?.max}` }));
  const end = `${output.device} ${output.command}`;
  return [
    output.id,
    `${spec?.kind}`,
    end,
    `${values} %`,
    say(phrase('check-fail-safe', { value: `${spec?.failSafe}` })),
    say(phrase('check-lease', { time: formatDuration(output.leaseMs) })),
  ];
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  return columns(rows).map((line) => `  ${line}`);
}

function clockTime(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
