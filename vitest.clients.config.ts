import { defineConfig } from 'vitest/config';
import { filesAsText } from './files-as-text.config.ts';

/** Real clients (kubectl, the AWS CLI) against the sandbox; skipped where they are not installed. */
export default defineConfig({
  plugins: [filesAsText],
  test: {
    include: ['test/clients/**/*.test.ts'],
    testTimeout: 90_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'reports/clients.json' }]] : ['default'],
  },
});
