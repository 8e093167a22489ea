import type { AccessFacts } from '../model/access.ts';
import type { Diagnosis } from '../model/doctor.ts';
import type { ExitCode } from '../model/exit-codes.ts';
import { version } from './version.ts';

/** The machine-readable face of `nlbctl doctor`. */
export function doctorDocument(facts: AccessFacts, { checks, canRead }: Diagnosis, exitCode: ExitCode) {
  const { at, kubeconfig, region, identity, namespace } = facts;
  const place = kubeconfig.outcome === 'answered' ? kubeconfig.value : null;
  return {
    apiVersion: 'nlbctl/v1',
    kind: 'Doctor',
    meta: {
      tool: 'nlbctl',
      version,
      at,
      context: place?.context ?? null,
      cluster: place?.cluster ?? null,
      namespace,
      region: region.outcome === 'answered' ? region.value.region : null,
      account: identity.outcome === 'answered' ? identity.value.account : null,
    },
    canRead,
    exitCode,
    checks,
  };
}
