/** The whole gateway at nine in the evening on a file with made nights: page, MQTT and command say the same. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryBroker, type MemoryBroker } from '../../hw-mocks/memory-broker.ts';
import { noInputs } from '../../hw-mocks/station/inputs.ts';
import { createSqliteFiles } from '../../src/adapters/sqlite.ts';
import { createForecaster, type Forecaster } from '../../src/analysis/forecast/forecaster.ts';
import { figuresEvent } from '../../src/analysis/forecast/kept-nights.ts';
import { dateBefore, siteNight } from '../../src/analysis/forecast/site-night.ts';
import { createNorthbound } from '../../src/assembly/northbound.ts';
import { createPlanHistory } from '../../src/assembly/plan-history.ts';
import { lastWillOf } from '../../src/backoffice/telemetry/birth.ts';
import { forecast as forecastCommand } from '../../src/cli/records/forecast.ts';
import { type ModelsPayload, modelsSchema } from '../../src/contract/standing/models.ts';
import { rootOf } from '../../src/contract/topics.ts';
import { createSimulation } from '../../src/laboratory/simulation.ts';
import { MINUTE_MS } from '../../src/model/duration.ts';
import type { Event } from '../../src/model/event.ts';
import { noOutlook } from '../../src/model/forecast/night-forecast.ts';
import type { History } from '../../src/ports/history-writer.ts';
import type { Journal } from '../../src/ports/journal.ts';
import { localThread } from '../../src/store/writer/local-thread.ts';
import { projectRoot, shippedPlan } from './rig.ts';

const evening = '2026-07-15';
const plan = shippedPlan();

/** Ten nights of which each hour took a little more than in the night before. */
function madeNights(): readonly Event[] {
  return Array.from({ length: 10 }, (_, index) => {
    const times = siteNight(dateBefore(evening, 10 - index), plan.control.night, () => 480);
    if (times === null) throw new Error('a night');
    const hours = Array.from({ length: times.hours }, (_hour, hour) => ({
      ...{ servedKwh: 200 + 10 * index + hour, overDb: -3 + hour / 10, riskMinutes: hour },
      ...{ limitedMinutes: 2 * index, withheldKwh: index / 2 },
    }));
    const night = { id: times.id, eveningC: 24 + (index % 3), hours };
    return figuresEvent(night, times.startMs, () => 480, times.endMs + MINUTE_MS);
  });
}

interface Run {
  readonly forecaster: () => Forecaster;
  readonly history: () => History & Journal;
  readonly models: () => ModelsPayload;
  readonly told: string[];
  minutes(count: number): Promise<void>;
  stop(): void;
}

function begin(path: string, startHour: number): Run {
  let broker: MemoryBroker | undefined;
  let history: (History & Journal) | undefined;
  let forecaster: Forecaster | undefined;
  let pending: unknown;
  const told: string[] = [];
  const simulation = createSimulation({
    ...{ plan, inputs: noInputs, seed: 1, from: evening, startHour, wire: 'lean' },
    history: (clock) => {
      const files = createSqliteFiles({ sync: 'off' });
      history = createPlanHistory({ plan, path, clock, start: localThread(files) });
      return history;
    },
    northbound: (clock) => {
      const identity = { session: 'session', firmware: 'test' };
      broker = createMemoryBroker(clock, lastWillOf(plan, identity, clock.wallMs(), 1));
      const outlook = () => forecaster?.outlook ?? noOutlook;
      const parts = { plan, identity, publisher: broker.publisher, clock, rssMb: () => 0, outlook };
      const northbound = createNorthbound(parts);
      return {
        ...northbound,
        cycle(finished) {
          told.push(...finished.events.map(({ message }) => message.key));
          northbound.cycle(finished);
          pending = forecaster?.cycle(finished) ?? pending;
        },
      };
    },
  });
  if (history === undefined) throw new Error('no history');
  const note = (event: Event): void => simulation.gateway.note(event);
  forecaster = createForecaster({ plan, history, note });
  const of = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error('not begun');
    return value;
  };
  return {
    forecaster: () => of(forecaster),
    history: () => of(history),
    models: () => {
      const payload = of(broker).retained.get(`${rootOf(plan)}models`)?.payload ?? '';
      return modelsSchema.parse(JSON.parse(payload));
    },
    told,
    async minutes(count) {
      for (let minute = 0; minute < count; minute++) {
        simulation.clock.runUntil(simulation.clock.nowMs() + MINUTE_MS);
        await pending;
      }
    },
    stop: () => simulation.stop(),
  };
}

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-forecast-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'history.db');
}

test('at nine the night is forecast on MQTT and told once; a restart and the command say the same', async () => {
  const path = newFile();
  const first = begin(path, 20 + 58 / 60);
  first.history().add({ events: madeNights() });
  await first.minutes(1);
  expect(first.models().forecast).toBeNull();
  await first.minutes(4);
  const tonight = first.forecaster().outlook.tonight;
  expect(tonight).toMatchObject({ night: evening, nightsBefore: 10 });
  const published = first.models().forecast;
  expect(published).toMatchObject({ night: evening, nights: 10 });
  expect(published?.hours).toHaveLength(8);
  expect(first.told.filter((key) => key === 'night-expected')).toHaveLength(1);
  first.stop();

  const again = begin(path, 21 + 5 / 60);
  await again.minutes(4);
  expect(again.models().forecast).toMatchObject({ ...published, made: expect.any(Number) });
  expect(again.told.filter((key) => key.startsWith('night-'))).toEqual([]);
  again.stop();

  const lines: string[] = [];
  const io = { write: (line: string) => lines.push(line), complain: (line: string) => lines.push(line) };
  const site = join(projectRoot, 'config', 'site.yaml');
  expect(await forecastCommand(site, { history: path, json: true }, io)).toBe(0);
  const printed = JSON.parse(lines[0] ?? '');
  expect(printed).toMatchObject({ night: evening, nightsBefore: 10, byWeather: tonight?.byWeather });
  expect(printed.rest).toEqual(tonight?.rest);
  expect(printed.hours.map((hour: { forecast: unknown }) => hour.forecast)).toEqual(
    tonight?.hours.map(({ forecast }) => forecast),
  );
  lines.length = 0;
  expect(await forecastCommand(site, { history: path }, io)).toBe(0);
  expect(lines[0]).toContain(`night of ${evening}, from 10 nights before it`);
  expect(lines[0]).toContain('past nights, each forecast from those before it:');
});

test('a history without nights tells null', async () => {
  const run = begin(newFile(), 20 + 59 / 60);
  await run.minutes(3);
  expect(run.models().forecast).toBeNull();
  expect(run.forecaster().outlook).toEqual({ nights: 0, tonight: null, last: null });
  run.stop();
});
