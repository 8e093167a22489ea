/** What an NLB's targets are: nodes by their node port, or pods by their address. */
export type TargetType = 'instance' | 'ip';

export const targetTypes = ['instance', 'ip'] as const satisfies readonly TargetType[];
