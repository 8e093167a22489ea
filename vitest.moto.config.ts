import { defineConfig } from 'vitest/config';

/** nlbctl's AWS side against moto, a third party's AWS in Python; skipped where there is no Python. */
export default defineConfig({
  test: {
    include: ['test/moto/**/*.test.ts'],
    globalSetup: 'test/moto/global-setup.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    maxWorkers: 1,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'reports/moto.json' }]] : ['default'],
  },
});
