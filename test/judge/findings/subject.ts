import type { FindingCode } from '../../../src/judge/findings/registry.ts';
import { findingsOf } from '../../../src/judge/findings/registry.ts';
import { judge } from '../../../src/judge/inspection.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { Surroundings } from '../../../src/model/surroundings.ts';
import type { TargetType } from '../../../src/model/target-type.ts';

/** What is found on a Snapshot, when a migration to `to` is planned, or when it is only looked at. */
export const found = (snapshot: Snapshot, to: TargetType | null = null): Finding[] =>
  findingsOf({ snapshot, inspection: judge(snapshot), to });

/** The findings of one code. */
export const foundOf = (code: FindingCode, snapshot: Snapshot, to: TargetType | null = null): Finding[] =>
  found(snapshot, to).filter((finding) => finding.code === code);

/** Surroundings in which nothing stands in a migration's way. */
export const quietSurroundings = (overrides: Partial<Surroundings> = {}): Surroundings => ({
  namespaceLabels: { 'kubernetes.io/metadata.name': 'ui' },
  controllers: [
    {
      namespace: 'kube-system',
      name: 'aws-load-balancer-controller',
      version: 'v3.5.0',
      replicas: 2,
      readyReplicas: 2,
      arguments: ['--cluster-name=eks-workshop'],
    },
  ],
  workloads: [
    {
      name: 'ui',
      replicas: 3,
      updatedReplicas: 3,
      totalReplicas: 3,
      readyReplicas: 3,
      paused: false,
      generation: 1,
      observedGeneration: 1,
      podLabels: { 'app.kubernetes.io/name': 'ui' },
    },
  ],
  disruptionBudgets: [],
  bindingNames: ['k8s-ui-uinlb-fa38096dd9'],
  uses: [],
  mayPatchService: true,
  limits: { 'targets-per-availability-zone-per-network-load-balancer': 500 },
  ...overrides,
});

/** The controller, told to give no readiness gates. */
export const controllersWithoutGates = (quietSurroundings().controllers ?? []).map((controller) => ({
  ...controller,
  arguments: ['--enable-pod-readiness-gate-inject=false'],
}));
