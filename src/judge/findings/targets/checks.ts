import { driftUnderCheckpoint } from './drift.ts';
import { emptySet } from './empty-set.ts';
import { hostNetworkPods } from './host-network.ts';
import { leftOver } from './left-over.ts';
import { missingTargets } from './missing.ts';
import { withoutNodePorts } from './node-ports.ts';
import { podsOutsideVpc } from './outside-vpc.ts';
import { nodesWithoutInstance } from './provider-ids.ts';
import { extraTargets, staleTargets } from './unexpected.ts';
import { endpointsWithoutPod } from './without-pod.ts';

export const targetsChecks = [
  emptySet,
  nodesWithoutInstance,
  podsOutsideVpc,
  hostNetworkPods,
  endpointsWithoutPod,
  withoutNodePorts,
  missingTargets,
  staleTargets,
  extraTargets,
  driftUnderCheckpoint,
  leftOver,
] as const;
