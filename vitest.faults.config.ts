import { defineConfig } from 'vitest/config';
import { yamlAsText } from './yaml-text.config.ts';

/** What goes wrong on the wire and under way: slow, since servers hang and processes are ended. */
export default defineConfig({
  plugins: [yamlAsText],
  test: {
    include: ['test/faults/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    maxWorkers: 2,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'reports/faults.json' }]] : ['default'],
  },
});
