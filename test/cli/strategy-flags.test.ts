import { expect, test } from 'vitest';
import { weightedSettings } from '../../src/commands/strategy-flags.ts';
import { judge } from '../../src/judge/inspection.ts';
import type { Surroundings } from '../../src/model/surroundings.ts';
import { controllersWithoutGates, quietSurroundings } from '../judge/findings/subject.ts';
import { instanceSnapshot } from '../judge/snapshot-builder.ts';

const flags = { strategy: 'weighted', weights: [50, 100], settle: 90_000, drain: 1_500 } as const;
const namespaceLabels = { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' };

test.each<[string, Partial<Surroundings>, boolean]>([
  ['its namespace asks for gates', { namespaceLabels }, true],
  ['its namespace does not ask', { namespaceLabels: {} }, false],
  ['the controller gives none', { namespaceLabels, controllers: controllersWithoutGates }, false],
])('a bridge reckons with gates of new pods where %s', (_words, around, isGated) => {
  const snapshot = instanceSnapshot({ surroundings: quietSurroundings(around) });
  const settings = weightedSettings(flags, { snapshot, inspection: judge(snapshot) }, 'ip');
  expect(settings).toEqual({ weights: [50, 100], settleSeconds: 90, drainSeconds: 1.5, canary: false, isGated });
});
