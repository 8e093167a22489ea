import type { Listener, TargetGroup } from '../elbv2/api.ts';
import type { KubeObject } from '../store/object.ts';
import { type Annotations, annotationsOf } from './annotations.ts';
import { BuildError } from './build-error.ts';
import type { BuildFrame, ForwardModel, ListenerModel, TargetGroupModel } from './model.ts';
import { isAtLeast } from './settings.ts';
import { tagsOf } from './tags.ts';
import { buildTargetGroup } from './target-groups.ts';
import type { ServicePort } from './target-type.ts';
import { type WeightedBackend, weightedActionOf } from './weighted-action.ts';

/**
 * The listeners of a Service, one a port, and the groups that they forward to.
 * Source: AWS Load Balancer Controller, pkg/service/model_build_listener.go.
 */
export function buildListeners(frame: BuildFrame): { listeners: ListenerModel[]; targetGroups: TargetGroupModel[] } {
  const groups = new Map<string, TargetGroupModel>();
  const listeners = portsOf(frame).map(({ port, protocol }) => buildListener(frame, port, protocol, groups));
  return { listeners, targetGroups: [...groups.values()] };
}

type Protocol = 'TCP' | 'UDP' | 'TCP_UDP';

/** One entry a port number: two protocols on one number become one listener, or the first of them wins. */
function portsOf({ service, settings }: BuildFrame): { port: ServicePort; protocol: Protocol }[] {
  const annotations = annotationsOf(service);
  const joins =
    annotations.boolean('aws-load-balancer-enable-tcp-udp-listener') ?? settings.featureGates.EnableTCPUDPListener;
  const byNumber = new Map<number, ServicePort[]>();
  const ports: ServicePort[] = service['spec'].ports ?? [];
  for (const port of ports) byNumber.set(port.port, [...(byNumber.get(port.port) ?? []), port]);
  return [...byNumber.values()].flatMap(([port, ...more]) => {
    if (port === undefined) return [];
    if (joins && more.length > 1) {
      throw new BuildError(`can only merge two ports, not ${more.length + 1} (port ${port.port})`);
    }
    return [{ port, protocol: joins && more.length > 0 ? 'TCP_UDP' : port.protocol === 'UDP' ? 'UDP' : 'TCP' }];
  });
}

function quicOf(protocol: Listener['Protocol']): 'QUIC' | 'TCP_QUIC' {
  if (protocol === 'UDP') return 'QUIC';
  if (protocol === 'TCP_UDP') return 'TCP_QUIC';
  throw new BuildError(`Unsupported QUIC upgrade for protocol ${protocol}`);
}

function buildListener(
  frame: BuildFrame,
  port: ServicePort,
  portProtocol: Protocol,
  groups: Map<string, TargetGroupModel>,
): ListenerModel {
  const { service, settings } = frame;
  const annotations = annotationsOf(service);
  const certificates = annotations.list('aws-load-balancer-ssl-cert') ?? [];
  const isTls = portProtocol === 'TCP' && certificates.length > 0 && selectsTls(frame, port);
  const backendTls = annotations.text('aws-load-balancer-backend-protocol') === 'ssl';
  const isQuic = names(annotations.list('aws-load-balancer-quic-enabled-ports') ?? [], port);
  const plain: Listener['Protocol'] = isTls ? 'TLS' : portProtocol;
  const protocol = isQuic ? quicOf(plain) : plain;
  const groupProtocol: TargetGroup['Protocol'] = isQuic ? quicOf(plain) : isTls && backendTls ? 'TLS' : portProtocol;
  const add = (group: TargetGroupModel) => {
    if (!groups.has(group.resource)) groups.set(group.resource, group);
    return group.resource;
  };
  const base = add(buildTargetGroup(frame, service, port, groupProtocol));
  const action = isAtLeast(settings.version, 2, 16) ? weightedActionOf(service, protocol, port.port) : undefined;
  const others = (action?.others ?? []).map((other): ForwardModel => {
    if (other.kind === 'group') return { kind: 'foreign', arn: other.arn, weight: other.weight };
    const backend = backendService(frame, other);
    const backendProtocol = protocol === 'TLS' && other.decrypt ? 'TCP' : protocol;
    const group = buildTargetGroup(frame, backend.service, backend.port, backendProtocol);
    return { kind: 'own', resource: add(group), weight: other.weight };
  });
  return {
    port: port.port,
    protocol,
    forwards: [{ kind: 'own', resource: base, weight: action?.baseWeight }, ...others],
    stickiness: action?.stickiness ?? false,
    certificates: isTls ? certificates : [],
    sslPolicy: isTls
      ? (annotations.text('aws-load-balancer-ssl-negotiation-policy') ?? 'ELBSecurityPolicy-2016-08')
      : undefined,
    alpnPolicy: isTls ? alpnPolicyOf(annotations) : undefined,
    attributes: isTls ? [] : listenerAttributes(annotations, protocol, port.port),
    tags: settings.featureGates.ListenerRulesTagging ? tagsOf(service, settings.clusterName, String(port.port)) : [],
  };
}

/** Whether the annotations put TLS on a port: all of them where none are named. */
function selectsTls({ service }: BuildFrame, port: ServicePort): boolean {
  const selected = annotationsOf(service).list('aws-load-balancer-ssl-ports') ?? [];
  const ports: ServicePort[] = service['spec'].ports ?? [];
  const known = new Set(ports.flatMap((one) => [String(one.port), ...(one.name === undefined ? [] : [one.name])]));
  const unknown = selected.filter((entry) => !known.has(entry));
  if (unknown.length > 0) {
    throw new BuildError(`Unused port in ssl-ports annotation [${unknown.join(' ')}]`);
  }
  return selected.length === 0 || names(selected, port);
}

/** Whether a list of ports, by name or number, has this one. */
const names = (list: readonly string[], { name, port }: ServicePort): boolean =>
  list.includes(String(port)) || (name !== undefined && list.includes(name));

function backendService(frame: BuildFrame, backend: Extract<WeightedBackend, { kind: 'service' }>) {
  const service: KubeObject | undefined = frame.findService(backend.name);
  const { namespace } = frame.service.metadata;
  if (service === undefined) throw new BuildError(`services "${backend.name}" not found`);
  const ports: ServicePort[] = service['spec'].ports ?? [];
  const port = ports.find((one) => one.port === backend.port || one.name === backend.port);
  if (port === undefined) {
    throw new BuildError(`unable to find port ${backend.port} on service ${namespace}/${backend.name}`);
  }
  return { service, port };
}

function alpnPolicyOf(annotations: Annotations): string | undefined {
  const policy = annotations.text('aws-load-balancer-alpn-policy');
  const policies = ['None', 'HTTP1Only', 'HTTP2Only', 'HTTP2Optional', 'HTTP2Preferred'];
  if (policy === undefined || policies.includes(policy)) return policy;
  throw new BuildError(`invalid ALPN policy ${policy}, policy must be one of [${policies.join(', ')}]`);
}

const listenerAttributes = (annotations: Annotations, protocol: string, port: number) =>
  Object.entries(annotations.map(`aws-load-balancer-listener-attributes.${protocol}-${port}`) ?? {}).map(
    ([Key, Value]) => ({ Key, Value }),
  );
