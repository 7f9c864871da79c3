import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { longSystem, longVirtual } from './test/long-run.ts';

const system = ['test/system/**/*.test.ts', 'test/contract/**/*.test.ts'];
/** Emulated processors keep real time with a core each: last, and two at a time at most. All of them are long. */
const exact = ['test/system/firmware.test.ts', 'test/system/firmware-avr.test.ts'];
/** Left to `npm run test:long`. */
const long = [...longVirtual, ...longSystem];

export default defineConfig(({ mode }) => ({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: process.env['CI']
      ? [
          'default',
          ['json', { outputFile: mode === 'long' ? 'test-results/long.json' : 'test-results/report.json' }],
        ]
      : ['default'],
    // Simulated stations make much short-lived garbage: a larger young generation saves a tenth of the CPU time.
    execArgv: ['--max-semi-space-size=32'],
    projects: projectsOf(mode),
  },
}));

function projectsOf(mode: string) {
  switch (mode) {
    case 'long':
      return longProjects();
    case 'campaign':
      return campaignProjects();
    default:
      return projects();
  }
}

function projects() {
  return [
    // Without isolation, files share one loaded copy of the sources: half of the CPU time was loading.
    project('code', { include: ['test/**/*.test.ts'], exclude: [...system, ...long], maxWorkers: '100%' }),
    // Real processes, sockets and terminals on the real clock: after the rest, so that days of virtual time do not take
    // theirs. They wait more than they work.
    project('system', { include: system, exclude: long, ...real(1), maxWorkers: 4 }),
  ];
}

/** What `npm test` leaves out, each in the size of a sample. */
function longProjects() {
  return [
    project('long', { include: [...longVirtual], maxWorkers: '100%' }),
    project('long-system', { include: [...longSystem], exclude: exact, ...real(1), maxWorkers: 4 }),
    project('long-exact', { include: exact, ...real(2), maxWorkers: 2 }),
  ];
}

/** The campaigns in full size, by hand: every file that has two sizes. */
function campaignProjects() {
  const campaigns = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `test/${file.replaceAll('\\', '/')}`)
    .filter((file) => readFileSync(file, 'utf8').includes("/sample-size.ts'"));
  const isReal = (file: string): boolean => file.startsWith('test/system/');
  const common = { env: { QUIETPOST_LONG_TESTS: 'true' }, testTimeout: 900_000, hookTimeout: 600_000 };
  return [
    project('campaign', {
      ...common,
      include: campaigns.filter((file) => !isReal(file)),
      maxWorkers: '100%',
    }),
    project('campaign-system', { ...common, include: campaigns.filter(isReal), ...real(1), maxWorkers: 1 }),
  ];
}

/** Of projects with real processes. A busy machine starts a process late now and then: twice in a row is no accident. */
function real(groupOrder: number) {
  return { retry: 2, sequence: { groupOrder } };
}

function project(name: string, test: object) {
  return { extends: true as const, test: { name, isolate: false, ...test } };
}
