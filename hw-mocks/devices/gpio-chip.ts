/** GPIO of the simulated station for another process: a chip behind the tools of libgpiod, whose lines move relays. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { StationModel } from '../station/model.ts';
import { createFakeChip, type FakeChip } from './gpio-tools.ts';

/** The station sees a line move this late at most. */
const LOOK_EVERY_MS = 200;

/** One chip for each GPIO bus; gives the link to each. Lines of active-low relays are pulled high. */
export function serveGpio(
  plan: Pick<SitePlan, 'banks'>,
  model: Pick<StationModel, 'relays'>,
  directory: string,
  clock: Clock,
): Record<string, string> {
  const links: Record<string, string> = {};
  for (const bus of new Set(plan.banks.map((bank) => bank.bus))) {
    const banks = plan.banks.filter((bank) => bank.bus === bus);
    const folder = join(directory, bus);
    mkdirSync(folder);
    const label = banks[0]?.chip === 'raspberry-pi' ? 'pinctrl-rp1' : (banks[0]?.chip ?? '');
    const pulledHigh = banks.flatMap(({ isActiveLow, lines }) => (isActiveLow ? lines : []));
    const chip = createFakeChip(folder, { label, version: 2, pulledHigh });
    for (const bank of banks) watch(chip, bank, model, clock);
    links[bus] = `gpiod://${folder}`;
  }
  return links;
}

function watch(
  chip: FakeChip,
  bank: SitePlan['banks'][number],
  model: Pick<StationModel, 'relays'>,
  clock: Clock,
): void {
  const isEnergised = (line: number) => chip.level(line) !== bank.isActiveLow;
  model.relays(
    bank.device,
    bank.lines.reduce((mask, line, index) => mask + (isEnergised(line) ? 2 ** index : 0), 0),
  );
  clock.at(clock.nowMs() + LOOK_EVERY_MS, () => watch(chip, bank, model, clock));
}
