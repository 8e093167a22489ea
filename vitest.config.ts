import { defineConfig } from 'vitest/config';
import { filesAsText } from './files-as-text.config.ts';
import { slow } from './vitest.faults.config.ts';

export default defineConfig({
  plugins: [filesAsText],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/moto/**', 'test/clients/**', 'test/package/**', 'test/chaos/**', 'test/report/**', ...slow],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    maxWorkers: 2,
    // Threads share what Node itself has loaded: a tenth of the time.
    pool: 'threads',
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'reports/unit.json' }]] : ['default'],
    coverage: {
      provider: 'v8',
      include: ['src/judge/**/*.ts', 'src/observe/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: {
        'src/judge/**': { branches: 95 },
        'src/observe/**': { branches: 95 },
      },
    },
  },
});
