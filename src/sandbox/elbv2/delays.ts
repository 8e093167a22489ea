import type { Elbv2Delays } from './api.ts';

/**
 * AWS publishes no numbers; these are what users and AWS's people report, but for the first.
 * - provisioning: chosen, two minutes until an NLB is `active`.
 * - registration: about a minute before the first check (aws-load-balancer-controller#4180, 2025; containers-roadmap#469 saw 70–120 s in 2019).
 * - deregistration: two minutes at the least, even with a delay of 0 (aws-load-balancer-controller#2366, #3270).
 * - deregistrationLimit: the attribute's own maximum, so that the group's setting rules.
 */
export const defaultDelays: Elbv2Delays = {
  provisioning: 120_000,
  registration: 60_000,
  deregistration: 120_000,
  deregistrationLimit: 3_600_000,
};
