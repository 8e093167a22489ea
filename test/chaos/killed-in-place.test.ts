import { test } from 'vitest';
import { tryKills } from './killing.ts';

test('in-place: killed after each of its calls in turn, the same command comes to the same end', () =>
  tryKills('in-place'));
