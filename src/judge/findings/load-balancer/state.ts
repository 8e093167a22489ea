import type { Check } from '../finding.ts';

const meanings: Readonly<Record<string, string>> = {
  provisioning:
    'it is being set up and serves nothing yet; until it is active the controller removes no target group that it has replaced',
  active_impaired: 'it leads traffic, but lacks resources that it needs to scale',
  failed: 'it could not be set up',
};

/** An NLB that is not active. */
export const stateOfNlb: Check<'NLB0207'> = ({ snapshot: { loadBalancer } }) => {
  if (loadBalancer === null || loadBalancer.state === 'active' || loadBalancer.state === 'unknown') return [];
  const { name, arn, state, stateReason } = loadBalancer;
  const meaning = meanings[state];
  return [
    {
      code: 'NLB0207',
      object: `NLB ${name}`,
      message: `The NLB ${name} is ${state}${meaning === undefined ? '' : `: ${meaning}`}.${stateReason === null ? '' : ` AWS says: ${stateReason.replace(/\.?$/, '.')}`}`,
      remedy: `see its state: aws elbv2 describe-load-balancers --load-balancer-arns ${arn} --query "LoadBalancers[].State"`,
    },
  ];
};
