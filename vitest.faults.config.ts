import { defineConfig } from 'vitest/config';
import { filesAsText } from './files-as-text.config.ts';

/** What goes wrong on the wire and under way: slow, since servers hang and processes are ended. */
export default defineConfig({
  plugins: [filesAsText],
  test: {
    include: ['test/faults/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    maxWorkers: 2,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'reports/faults.json' }]] : ['default'],
  },
});
