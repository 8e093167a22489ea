import { defineConfig } from 'vitest/config';

/** The report in a real browser; skipped where there is no Chromium. */
export default defineConfig({
  test: {
    include: ['test/report/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'reports/report.json' }]] : ['default'],
  },
});
