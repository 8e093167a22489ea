import { defineConfig } from 'vitest/config';
import { filesAsText } from './files-as-text.config.ts';

/** Tests that take long for what they show: `npm test` leaves them to this suite, so that it stays under two minutes. */
export const slow = [
  'test/faults/**/*.test.ts',
  'test/sandbox/faults/**/*.test.ts',
  'test/sandbox/data-path/**/*.test.ts',
  'test/migrate/sandbox.test.ts',
  'test/docs/permissions.test.ts',
  'test/cli/exit-code-matrix.test.ts',
  'test/cli/github-actions.test.ts',
  'test/cli/plan-and-accept.test.ts',
  'test/cli/migrate-probe.test.ts',
  'test/cli/fail-on.test.ts',
  'test/cli/probe.test.ts',
];

/** What goes wrong on the wire and under way, and whole migrations over HTTP. */
export default defineConfig({
  plugins: [filesAsText],
  test: {
    include: slow,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    maxWorkers: 2,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'reports/faults.json' }]] : ['default'],
  },
});
