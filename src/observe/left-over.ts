import { bindingLabel, tag } from '../model/annotations.ts';
import type { TargetGroupBinding } from '../model/binding.ts';
import type { ServiceRef } from '../model/service.ts';

/**
 * Whether a binding belongs to a Service's load balancer: by the controller's labels, or, for those without any, because
 * it names the Service. Bindings of a Gateway or an Ingress over the same Service carry other labels and are not its own.
 */
export function bindingOf(service: ServiceRef, binding: TargetGroupBinding): boolean {
  if (binding.namespace !== service.namespace) return false;
  const name = binding.labels[bindingLabel.name];
  if (name !== undefined) return name === service.name && binding.labels[bindingLabel.namespace] === service.namespace;
  const foreign = Object.keys(binding.labels).some((label) => /(^|[./])(ingress|gateway)\.k8s\.aws/.test(label));
  return binding.serviceName === service.name && !foreign;
}

/**
 * Those of a namespace's bindings that have to do with a Service: its own, and those that somebody made for a group of the
 * controller's, whatever Service they fill it with.
 */
export function bindingsOf(service: ServiceRef, all: readonly TargetGroupBinding[]): TargetGroupBinding[] {
  const own = all.filter((binding) => bindingOf(service, binding));
  const made = own.filter(({ labels }) => labels[bindingLabel.name] !== undefined);
  const groups = new Set(made.map(({ targetGroupArn }) => targetGroupArn));
  return all.filter(
    (binding) => own.includes(binding) || (binding.targetGroupArn !== null && groups.has(binding.targetGroupArn)),
  );
}

/** Whether a target group's tags say that a controller made it for this Service. */
export function groupTagsName(service: ServiceRef, tags: Readonly<Record<string, string>>): boolean {
  const stack = `${service.namespace}/${service.name}`;
  return tags[tag.stack] === stack || tags[tag.autoModeStack] === stack;
}
