import type { ServiceRef } from '../model/service.ts';

/**
 * The part of a load balancer's or a target group's name that tells the Service, up to the last hyphen. Names are cut to
 * eight characters each, so several Services can share it (AWS Load Balancer Controller, model_build_load_balancer.go).
 */
export function namePrefix(service: ServiceRef): string {
  return `k8s-${firstEight(service.namespace)}-${firstEight(service.name)}-`;
}

/** Whether a name is the prefix of the Service and the ten hexadecimal digits of the controller's hash. */
export function hasControllerName(service: ServiceRef, name: string): boolean {
  const prefix = namePrefix(service);
  return name.startsWith(prefix) && /^[0-9a-f]{10}$/.test(name.slice(prefix.length));
}

const firstEight = (text: string) => text.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 8);
