import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const system = ['test/system/**/*.test.ts', 'test/contract/**/*.test.ts'];
/** Emulated processors keep real time with a core each: last, and two at a time at most. */
const exact = ['test/system/firmware*.test.ts'];

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
    projects:
      mode === 'long'
        ? longProjects()
        : [
            {
              extends: true,
              // Without isolation, files share one loaded copy of the sources: half of the CPU time was loading.
              test: {
                name: 'code',
                include: ['test/**/*.test.ts'],
                exclude: system,
                isolate: false,
                maxWorkers: '100%',
              },
            },
            // Real processes, sockets and terminals on the real clock: after the rest, so that days of virtual time do not
            // take theirs. They wait more than they work.
            {
              extends: true,
              // A busy machine starts a process late now and then: twice in a row is no accident.
              test: {
                name: 'system',
                include: system,
                exclude: exact,
                isolate: false,
                sequence: { groupOrder: 1 },
                maxWorkers: 4,
                retry: 2,
              },
            },
            {
              extends: true,
              test: {
                name: 'exact',
                include: exact,
                sequence: { groupOrder: 2 },
                maxWorkers: 2,
                isolate: false,
                retry: 2,
              },
            },
          ],
  },
}));

/**
 * The campaigns in full size (`npm run test:long`): every file that has two sizes. Those of real processes come last, one
 * at a time, since an emulated processor needs a core for itself.
 */
function longProjects() {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `test/${file.replaceAll('\\', '/')}`)
    .filter((file) => readFileSync(file, 'utf8').includes("/sample-size.ts'"));
  const isReal = (file: string): boolean => file.startsWith('test/system/');
  const common = { env: { QUIETPOST_LONG_TESTS: 'true' }, testTimeout: 600_000, hookTimeout: 600_000 };
  const virtual = { include: files.filter((file) => !isReal(file)), maxWorkers: '100%' };
  const real = { include: files.filter(isReal), maxWorkers: 1, retry: 2, sequence: { groupOrder: 1 } };
  return [
    { extends: true as const, test: { name: 'long', ...common, ...virtual } },
    { extends: true as const, test: { name: 'long-system', ...common, ...real } },
  ];
}
