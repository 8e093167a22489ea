import { test } from 'vitest';
import { tryHurts } from './hurting.ts';

test('weighted: whatever goes wrong in any phase, it ends in a state that the same command goes on from', () =>
  tryHurts('weighted', 0, 2));
