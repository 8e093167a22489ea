import { NlbctlError } from '../model/errors.ts';
import type { Service } from '../model/service.ts';
import { parseHostname } from './hostname.ts';

/** The AWS region that a Service's load balancer is looked for in, and who said so. */
export interface ChosenRegion {
  readonly region: string;
  readonly from: string;
}

interface Sources {
  /** `--region`. */
  readonly flag: string | null;
  /** The region of the AWS settings with their source, read only when it is needed. */
  readonly settings: () => Promise<{ readonly region: string; readonly from: string } | null>;
  /** What the kubeconfig says of its cluster. */
  readonly cluster: string | null;
}

/**
 * `--region`, else the region in the load balancer's hostname, else that of the AWS settings, else that of the kubeconfig's cluster.
 * Throws RegionUnknown when nobody names one, and RegionContradicted for a `--region` that the load balancer cannot be in.
 */
export async function chooseRegion(service: Service | null, sources: Sources): Promise<ChosenRegion> {
  const named = service === null ? null : regionOfHostname(service);
  if (sources.flag !== null) {
    if (service !== null && named !== null && named !== sources.flag) throw contradicted(service, sources.flag, named);
    return { region: sources.flag, from: '--region' };
  }
  if (named !== null) return { region: named, from: 'the load balancer’s hostname' };
  const settings = await sources.settings();
  if (settings !== null) return settings;
  if (sources.cluster !== null) return { region: sources.cluster, from: 'the kubeconfig' };
  throw new NlbctlError(
    'RegionUnknown',
    'no AWS region is known: neither the AWS settings nor the kubeconfig name one',
    {
      hint: 'give --region, or set AWS_REGION',
    },
  );
}

/** What is asked for in another region than the load balancer's would look as if it were gone. */
function contradicted({ namespace, name }: Service, flag: string, named: string): NlbctlError {
  return new NlbctlError(
    'RegionContradicted',
    `--region says ${flag}, but the load balancer of Service ${namespace}/${name} is in ${named}, as its hostname says`,
    { hint: `leave --region out, or give --region ${named}` },
  );
}

function regionOfHostname(service: Service): string | null {
  for (const { hostname } of service.ingress) {
    const parsed = hostname === null ? null : parseHostname(hostname);
    if (parsed !== null && parsed.kind !== 'other') return parsed.region;
  }
  return null;
}
