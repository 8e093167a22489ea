import type { FaultOf } from '../fault.ts';
import type { ClusterStage } from './effects.ts';

/** A security group keeps the load balancer from a port, so that its health checks fail there. */
export function blockPort({ network }: ClusterStage, { targetType, port }: FaultOf<'port-blocked'>): () => void {
  const key = `${targetType}/${port}`;
  if (network.blocked.has(key)) return () => {};
  network.blocked.add(key);
  return () => network.blocked.delete(key);
}
