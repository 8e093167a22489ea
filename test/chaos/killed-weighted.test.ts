import { test } from 'vitest';
import { tryKills } from './killing.ts';

test('weighted: killed after each of its calls in turn, the same command comes to the same end', () =>
  tryKills('weighted'));
