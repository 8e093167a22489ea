import type { Service } from './service.ts';

/**
 * The bridge of a weighted migration: for each port a copy of the target group that serves, which carries the traffic while
 * the controller replaces its own. These tags of nlbctl's name it; the controller's tags are never on it, since the
 * controller deletes a group that has them and that it does not want (AWS Load Balancer Controller,
 * pkg/deploy/elbv2/tagging_manager.go, target_group_synthesizer.go).
 */
export const bridgeTag = {
  /** `namespace/name`. */
  service: 'nlbctl/bridge-of',
  uid: 'nlbctl/service-uid',
  port: 'nlbctl/port',
} as const;

const prefix = 'nlbctl-';

/**
 * The name of the bridge group of a port: not of the controller's formula, unique by the Service's uid, and the same
 * whenever it is made, so that a creation that was cut off is found, and one that is repeated is the same (ELBv2
 * CreateTargetGroup is idempotent). At most 32 characters, letters, digits and hyphens.
 */
export function bridgeGroupName({ uid }: Pick<Service, 'uid'>, port: number): string {
  const start = uid
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(0, 16);
  return `${prefix}${start}-${port}`;
}

/** Whether a group has the name of a bridge of the Service, for any of its ports. */
export function isBridgeGroupName(service: Pick<Service, 'uid' | 'ports'>, name: string): boolean {
  return service.ports.some(({ port }) => bridgeGroupName(service, port) === name);
}

/**
 * The name of the binding that fills a bridge group. It has the digits that end the group's ARN, which no other group ever
 * has: a name that was used before would make pods that carry its readiness gate NotReady.
 */
export function bridgeBindingName(groupArn: string): string {
  return `${prefix}${groupArn.split('/').at(-1) ?? ''}`.toLowerCase();
}

export const isBridgeBindingName = (name: string): boolean => name.startsWith(prefix);
