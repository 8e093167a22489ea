import { defineConfig } from 'vitest/config';

/** The suite of the executable as users install it: packed, installed, run as a process. */
export default defineConfig({
  test: {
    include: ['test/package/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'reports/package.json' }]] : ['default'],
  },
});
