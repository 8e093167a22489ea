import type { Attribute } from '../elbv2/api.ts';
import type { KubeObject } from '../store/object.ts';
import { annotationsOf } from './annotations.ts';
import { BuildError } from './build-error.ts';
import type { TargetType } from './target-type.ts';

const proxyProtocol = 'proxy_protocol_v2.enabled';
const preserveClientIp = 'preserve_client_ip.enabled';

const sorted = (attributes: Record<string, string>): Attribute[] =>
  Object.entries(attributes)
    .map(([Key, Value]) => ({ Key, Value }))
    .sort((a, b) => (a.Key < b.Key ? -1 : 1));

/**
 * The attributes that the controller keeps on the group of one port: what annotations list, and the PROXY protocol always.
 * Source: AWS Load Balancer Controller, pkg/service/model_build_target_group.go (buildTargetGroupAttributes).
 */
export function targetGroupAttributes(service: KubeObject, port: number): Attribute[] {
  const annotations = annotationsOf(service);
  const attributes: Record<string, string> = {
    [proxyProtocol]: 'false',
    ...annotations.map('aws-load-balancer-target-group-attributes'),
  };
  for (const [key, value] of Object.entries(
    annotations.map(`aws-load-balancer-target-group-attributes.${port}`) ?? {},
  )) {
    if (value !== '') attributes[key] = value;
  }
  const listed = annotations.list('aws-load-balancer-proxy-protocol-per-target-group');
  const strange = listed?.find((entry) => !/^[+-]?\d+$/.test(entry));
  if (strange !== undefined) {
    throw new BuildError(`invalid port number in proxy-protocol-per-target-group: ${strange}`);
  }
  if (listed !== undefined) attributes[proxyProtocol] = String(listed.includes(String(port)));
  const all = annotations.text('aws-load-balancer-proxy-protocol');
  if (all !== undefined && all !== '*') {
    throw new BuildError(
      `invalid value ${all} for Load Balancer proxy protocol v2 annotation, only value currently supported is *`,
    );
  }
  if (all === '*') attributes[proxyProtocol] = 'true';
  const preserved = attributes[preserveClientIp];
  if (preserved !== undefined && parseBool(preserved) === undefined) {
    throw new BuildError(
      `failed to parse attribute ${preserveClientIp}=${preserved}: strconv.ParseBool: parsing "${preserved}": invalid syntax`,
    );
  }
  if (attributes[proxyProtocol] === '') delete attributes[proxyProtocol];
  return sorted(attributes);
}

const parseBool = (value: string): boolean | undefined =>
  /^(1|t|T|TRUE|true|True)$/.test(value) ? true : /^(0|f|F|FALSE|false|False)$/.test(value) ? false : undefined;

/** What the controller takes for granted of the client's address: kept for instances, not for addresses, unless set. */
export function preservesClientIp(attributes: readonly Attribute[], targetType: TargetType): boolean {
  const set = attributes.find(({ Key }) => Key === preserveClientIp)?.Value;
  return set === undefined ? targetType === 'instance' : parseBool(set) === true;
}

/** The attributes of the load balancer that annotations name; the older annotations win. */
export function loadBalancerAttributes(service: KubeObject): Attribute[] {
  const annotations = annotationsOf(service);
  const attributes: Record<string, string> = { ...annotations.map('aws-load-balancer-attributes') };
  const policy = attributes['dns_record.client_routing_policy'];
  const policies = ['any_availability_zone', 'partial_availability_zone_affinity', 'availability_zone_affinity'];
  if (policy !== undefined && !policies.includes(policy)) {
    throw new BuildError(
      `invalid dns_record.client_routing_policy set in annotation service.beta.kubernetes.io/aws-load-balancer-attributes: got '${policy}' expected one of ['any_availability_zone', 'partial_availability_zone_affinity', 'availability_zone_affinity']`,
    );
  }
  const crossZone = annotations.boolean('aws-load-balancer-cross-zone-load-balancing-enabled');
  if (crossZone !== undefined) attributes['load_balancing.cross_zone.enabled'] = String(crossZone);
  const logs = annotations.boolean('aws-load-balancer-access-log-enabled');
  if (logs !== undefined) {
    attributes['access_logs.s3.enabled'] = String(logs);
    const bucket = annotations.text('aws-load-balancer-access-log-s3-bucket-name');
    const prefix = annotations.text('aws-load-balancer-access-log-s3-bucket-prefix');
    if (logs && bucket !== undefined) attributes['access_logs.s3.bucket'] = bucket;
    if (logs && prefix !== undefined) attributes['access_logs.s3.prefix'] = prefix;
  }
  return sorted(attributes);
}

/** Whether the Service asks for a load balancer that nobody may delete. */
export const isDeletionProtected = (service: KubeObject): boolean =>
  loadBalancerAttributes(service).some(({ Key, Value }) => Key === 'deletion_protection.enabled' && Value === 'true');
