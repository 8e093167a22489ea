import type { SandboxClock } from '../../clock.ts';
import type { ClusterNetwork } from '../../cluster/network.ts';
import type { ObjectStore } from '../../store/object.ts';
import type { FaultBoard } from '../board.ts';
import type { ClusterFault, Fault, FaultOf } from '../fault.ts';
import { loseNode } from './node-gone.ts';
import { holdPodsBack } from './pods-not-ready.ts';
import { blockPort } from './port-blocked.ts';
import { revertService } from './service-reverted.ts';

/** What faults of the cluster act on. */
export interface ClusterStage {
  readonly store: ObjectStore;
  readonly clock: SandboxClock;
  readonly network: ClusterNetwork;
  readonly faults: FaultBoard;
}

/** Begins a fault; the function returned takes it back. */
type Begin<Kind extends Fault['kind']> = (stage: ClusterStage, fault: FaultOf<Kind>) => () => void;

/** Pods of a controller that is down fail their readiness probe, so that its Deployment shows it. */
const controllerPods = {
  kind: 'pods-not-ready',
  namespace: 'kube-system',
  labels: { 'app.kubernetes.io/name': 'aws-load-balancer-controller' },
} as const;

const effects = {
  'pods-not-ready': holdPodsBack,
  'port-blocked': blockPort,
  'node-gone': loseNode,
  'service-reverted': revertService,
  'controller-down': (stage) => holdPodsBack(stage, controllerPods),
} as const satisfies { [Kind in ClusterFault['kind'] | 'controller-down']: Begin<Kind> };

const isOfCluster = (fault: Fault): fault is ClusterFault | FaultOf<'controller-down'> =>
  Object.hasOwn(effects, fault.kind);

/** Has the board's faults act on the cluster, from here on. */
export function playClusterFaults(stage: ClusterStage): void {
  const undo = new Map<string, () => void>();
  stage.faults.watch({
    began(id, fault) {
      if (isOfCluster(fault)) undo.set(id, (effects[fault.kind] as Begin<typeof fault.kind>)(stage, fault));
    },
    ended(id) {
      undo.get(id)?.();
      undo.delete(id);
    },
  });
}
