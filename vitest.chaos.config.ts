import { defineConfig } from 'vitest/config';
import { filesAsText } from './files-as-text.config.ts';

/** Migrations that are killed and hurt at every instant, by whole processes: slow, and a suite of its own. */
export default defineConfig({
  plugins: [filesAsText],
  test: {
    include: ['test/chaos/**/*.test.ts'],
    globalSetup: ['test/chaos/table.ts'],
    testTimeout: 3 * 3_600_000,
    hookTimeout: 60_000,
    // Whole processes that mostly wait: three at a time are as fast, each, as two.
    maxWorkers: 3,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'reports/chaos.json' }]] : ['default'],
  },
});
