/**
 * What a session needs as soon as a command talks to a cluster, in one piece: each file that Node loads by itself costs
 * about half a millisecond. The AWS client is left out: it is loaded while the first request is on its way.
 */
export { regionOfSettings } from '../aws/region.ts';
export { connectKubernetes } from '../kubernetes/cluster.ts';
export { observe } from '../observe/observe.ts';
export { chooseRegion } from '../observe/region.ts';
export { refuseMismatch } from '../observe/sandbox-mismatch.ts';
