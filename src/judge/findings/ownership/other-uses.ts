import type { Check } from '../finding.ts';

/**
 * What else leads traffic to the Service has target groups, or proxies, of its own: the Service's target type annotation is
 * not read there (AWS Load Balancer Controller, pkg/gateway/model/model_build_target_group.go for routes).
 */
export const otherUses: Check<'NLB0117'> = ({ snapshot, inspection }) => {
  const uses = snapshot.surroundings?.uses ?? [];
  if (inspection.service.owner.kind !== 'controller' || uses.length === 0) return [];
  const { namespace, name } = snapshot.service;
  const names = uses.map((use) => `${use.kind} ${use.name}`).sort();
  const one = names.length === 1;
  return [
    {
      code: 'NLB0117',
      message: `${names.join(', ')} ${one ? 'leads' : 'lead'} traffic to Service ${namespace}/${name} too, not by way of this NLB: a change of its target type does not move ${one ? 'it' : 'them'}.`,
      remedy: `look at ${one ? 'it' : 'them'} before changing more of the Service than its target type: ${uses.map(({ kind, name: of }) => `kubectl describe ${kind.toLowerCase()} ${of} -n ${namespace}`).join('; ')}`,
    },
  ];
};
