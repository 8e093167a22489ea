/** What can go wrong in the sandbox, for completion: nothing of the sandbox that runs is loaded for it. */
export { faultKinds } from '../sandbox/faults/kinds.ts';
