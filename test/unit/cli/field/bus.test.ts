/** `quietpost bus`: the table of a bus that is polled in virtual time, and of a gateway's own words. */

import { describe, expect, test } from 'vitest';
import { pollBus } from '../../../../src/cli/field/bus.ts';
import { busHealthTable } from '../../../../src/cli/field/bus-table.ts';
import type { HealthPayload } from '../../../../src/contract/health.ts';
import type { Person } from '../../../../src/ports/person.ts';
import { run, serialBench } from '../../commissioning/bench.ts';
import { airValues, model, rtu, siteWith } from '../../commissioning/parts.ts';

const air = model('xy-md02');
const plan = siteWith(rtu, [
  { id: 'air-1', unitId: 11, definition: air, pollMs: 1000 },
  { id: 'air-2', unitId: 12, definition: air, pollMs: 1000 },
]);
const bench = () => serialBench([{ unitId: 11, definition: air, values: airValues }]);

describe('bus', () => {
  test('polls as the site says and counts: what answers, what is silent and suspended', async () => {
    const { text, code } = await run(bench(), (field, person) => pollBus(plan, rtu, 20_000, field, person));
    expect(text).toMatch(/load +asked +ok +refused +timeouts +CRC +mismatches +late +missed +reopens +time/);
    expect(text).toMatch(/^air-1 +11 +xy-md02 +2\d +0 +\d+ % +\d+ ms +\d+ ms +\d+\.\d s ago$/m);
    expect(text).toMatch(
      /^air-2 +12 +xy-md02 +0 +\d+ +\d+ % +-- +-- +never +suspended: silent, \d+ timeouts$/m,
    );
    expect(code).toBe(0);
  });

  test('redraws each second on a terminal', async () => {
    const drawn: number[] = [];
    const on = bench();
    await run(on, (field, person) => {
      const watcher: Person = { ...person, redraw: () => void drawn.push(on.clock.nowMs()) };
      return pollBus(plan, rtu, 5000, field, watcher);
    });
    expect(drawn.length).toBe(5);
  });

  test('shows what a gateway says of itself', () => {
    const bus = { link: 'up' as const, utilisation: 0.24, ok: 36, timeouts: 1, crc_errors: 0 };
    const health: HealthPayload = {
      ...{ v: 1, ts: 0, session: 's', uptime_s: 60, rss_mb: 80, clock: { sync: true, src: 'assumed' } },
      cycle: { count: 60, overruns: 0, p99_ms: 1 },
      backlog: { parts: 0, refused: 0 },
      buses: {
        line: { ...bus, late_bytes: 9, missed: 2, suspended: ['air-2'], refused: ['air-1.humidity'] },
      },
    };
    const text = busHealthTable(plan, 'line', health, 3).join('\n');
    expect(text).toMatch(/up +24 % +36 +1 +0 +9 +2/);
    expect(text).toContain('suspended, silent: air-2');
    expect(text).toContain('not given by their devices: air-1.humidity');
    expect(busHealthTable(plan, 'other', health, 3).join()).toContain('no bus "other"');
  });
});
