import { tag } from '../model/annotations.ts';
import type { ServiceRef } from '../model/service.ts';

/** null: they were not read. */
type Tags = Readonly<Record<string, string>> | null;

/** Tags by which a controller marks a load balancer as that of a Service, and the value that the Service has there. */
const stackTags = [tag.stack, tag.autoModeStack, tag.inTreeService];

/** Whether tags name this Service: the AWS Load Balancer Controller's, EKS Auto Mode's or the in-tree controller's. */
export function tagsName(service: ServiceRef, tags: Tags): boolean {
  return stackTags.some((key) => tags?.[key] === `${service.namespace}/${service.name}`);
}

/** Whether tags name a Service at all, this one or another. */
export function tagsNameSomeService(tags: Tags): boolean {
  return stackTags.some((key) => tags?.[key] !== undefined);
}

/** The cluster that tags name. */
export function clusterOf(tags: Tags): string | null {
  return tags?.[tag.cluster] ?? tags?.['eks:eks-cluster-name'] ?? null;
}
