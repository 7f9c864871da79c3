import { defineConfig } from 'vitest/config';

const system = ['test/system/**/*.test.ts', 'test/contract/output.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    reporters: process.env['CI']
      ? ['default', ['json', { outputFile: 'test-results/report.json' }]]
      : ['default'],
    projects: [
      {
        extends: true,
        test: { name: 'code', include: ['test/**/*.test.ts'], exclude: system, maxWorkers: '100%' },
      },
      // Real processes on the real clock: after the rest, so that days of virtual time do not take theirs. They wait
      // more than they work.
      {
        extends: true,
        // A busy machine starts a process late now and then: twice in a row is no accident.
        test: { name: 'system', include: system, sequence: { groupOrder: 1 }, maxWorkers: 3, retry: 2 },
      },
    ],
  },
});
