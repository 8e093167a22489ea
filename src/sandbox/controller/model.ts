import type { Topology } from '../cluster/topology.ts';
import type { Attribute, Listener, LoadBalancer, Tag, TargetGroup } from '../elbv2/api.ts';
import type { KubeObject } from '../store/object.ts';
import { annotationsOf } from './annotations.ts';
import { loadBalancerAttributes } from './attributes.ts';
import { BuildError } from './build-error.ts';
import type { HealthCheckSpec } from './health-check.ts';
import { buildListeners } from './listeners.ts';
import { loadBalancerName } from './names.ts';
import { type FrontendSecurity, frontendSecurity } from './networking.ts';
import type { ControllerSettings } from './settings.ts';
import { tagsOf } from './tags.ts';
import type { TargetType } from './target-type.ts';

/** What a Service asks to be in AWS: built from the Service alone, before anything is changed. */
export interface Model {
  readonly loadBalancer: LoadBalancerModel;
  /** Ordered by resource id, as strings. */
  readonly targetGroups: readonly TargetGroupModel[];
  /** Ordered by port. */
  readonly listeners: readonly ListenerModel[];
}

export interface LoadBalancerModel {
  readonly name: string;
  readonly scheme: LoadBalancer['Scheme'];
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly ipAddressType: LoadBalancer['IpAddressType'];
  readonly attributes: readonly Attribute[];
  readonly tags: readonly Tag[];
}

export interface TargetGroupModel {
  /** `<namespace>/<service>:<port>`. */
  readonly resource: string;
  readonly name: string;
  readonly targetType: TargetType;
  readonly protocol: TargetGroup['Protocol'];
  readonly port: number;
  readonly ipAddressType: TargetGroup['IpAddressType'];
  readonly healthCheck: HealthCheckSpec;
  readonly attributes: readonly Attribute[];
  readonly tags: readonly Tag[];
  readonly binding: BindingModel;
}

/** The binding of a target group, but for its ARN. */
export interface BindingModel {
  readonly namespace: string;
  readonly serviceRef: { readonly name: string; readonly port: number };
  readonly networking: object | undefined;
  readonly nodeSelector: Readonly<Record<string, string>> | undefined;
  readonly multiCluster: boolean;
}

export interface ListenerModel {
  readonly port: number;
  readonly protocol: Listener['Protocol'];
  readonly forwards: readonly ForwardModel[];
  readonly stickiness: boolean;
  readonly certificates: readonly string[];
  readonly sslPolicy: string | undefined;
  readonly alpnPolicy: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly tags: readonly Tag[];
}

/** A group of this model by its resource id, or another one by its ARN. */
export type ForwardModel =
  | { readonly kind: 'own'; readonly resource: string; readonly weight: number | undefined }
  | { readonly kind: 'foreign'; readonly arn: string; readonly weight: number | undefined };

/** What a build looks at beside the Service. */
export interface BuildInput {
  readonly service: KubeObject;
  readonly settings: ControllerSettings;
  readonly topology: Topology;
  /** The load balancer that the Service has already. */
  readonly existing: LoadBalancer | undefined;
  /** Another Service of the same namespace. */
  readonly findService: (name: string) => KubeObject | undefined;
}

/** The parts of a build that listeners and groups need. */
export interface BuildFrame extends BuildInput {
  readonly scheme: LoadBalancer['Scheme'];
  readonly subnets: readonly string[];
  readonly ipAddressType: LoadBalancer['IpAddressType'];
  readonly security: FrontendSecurity;
}

/**
 * Builds the model of a Service. Throws BuildError with the controller's wording; nothing has been changed then.
 * Source: AWS Load Balancer Controller, pkg/service/model_builder.go and the model_build files beside it.
 */
export function buildModel(input: BuildInput): Model {
  const { service, settings, existing } = input;
  const annotations = annotationsOf(service);
  const scheme = schemeOf(input);
  const subnets = subnetsOf(input, scheme);
  const ipAddressType = ipAddressTypeOf(annotations.text('aws-load-balancer-ip-address-type'));
  const security = frontendSecurity(service, settings, existing?.Scheme === scheme ? existing : undefined);
  const { listeners, targetGroups } = buildListeners({ ...input, scheme, subnets, ipAddressType, security });
  return {
    loadBalancer: {
      name: nameOf(input, scheme),
      scheme,
      subnets,
      securityGroups: security.securityGroups,
      ipAddressType,
      attributes: loadBalancerAttributes(service),
      tags: tagsOf(service, settings.clusterName, 'LoadBalancer'),
    },
    targetGroups: targetGroups.sort((a, b) => (a.resource < b.resource ? -1 : 1)),
    listeners: listeners.sort((a, b) => a.port - b.port),
  };
}

function schemeOf({ service, settings, existing }: BuildInput): LoadBalancer['Scheme'] {
  const annotations = annotationsOf(service);
  const raw = annotations.text('aws-load-balancer-scheme');
  if (raw !== undefined) {
    if (raw === 'internal' || raw === 'internet-facing') return raw;
    throw new BuildError(`unknown scheme: ${raw}`);
  }
  const internal = annotations.boolean('aws-load-balancer-internal');
  if (internal !== undefined) return internal ? 'internal' : 'internet-facing';
  return existing?.Scheme ?? settings.defaultScheme;
}

function subnetsOf({ service, topology, existing }: BuildInput, scheme: LoadBalancer['Scheme']): string[] {
  const named = annotationsOf(service).list('aws-load-balancer-subnets');
  if (named !== undefined && named.length > 0) {
    const known = topology.vpc.subnets.map(({ id }) => id);
    const found = named.filter((id) => known.includes(id));
    if (found.length < named.length) {
      throw new BuildError(`couldn't find all subnets, nameOrIDs: [${named.join(' ')}], found: ${found.length}`);
    }
    return named;
  }
  if (existing?.Scheme === scheme) return existing.AvailabilityZones.map(({ SubnetId }) => SubnetId);
  const discovered = scheme === 'internet-facing' ? topology.publicSubnets : topology.privateSubnets;
  return discovered.map(({ id }) => id);
}

function ipAddressTypeOf(raw: string | undefined): LoadBalancer['IpAddressType'] {
  if (raw === undefined || raw === 'ipv4') return 'ipv4';
  if (raw === 'dualstack') return 'dualstack';
  throw new BuildError(`unknown IPAddressType: ${raw}`);
}

function nameOf({ service, settings }: BuildInput, scheme: LoadBalancer['Scheme']): string {
  const given = annotationsOf(service).text('aws-load-balancer-name');
  if (given !== undefined) {
    if (given.length > 32) throw new BuildError('load balancer name cannot be longer than 32 characters');
    return given;
  }
  const { namespace = '', name, uid = '' } = service.metadata;
  return loadBalancerName({ clusterName: settings.clusterName, namespace, name, uid }, scheme);
}
