import { annotation } from '../../model/annotations.ts';
import type { Inspection } from '../../model/inspection.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { TargetType } from '../../model/target-type.ts';
import { gateOf } from '../controller-flags.ts';
import { keeperOf } from '../findings/migration/keeper.ts';
import { controllersOf } from '../findings/ownership/controllers.ts';
import { isBefore, type Version, versionOf } from '../version.ts';
import { isActionKey } from './actions.ts';
import { bridgeUses } from './bridge-quotas.ts';
import { bridgesOf, type WeightedPort, weightedPorts } from './ports.ts';

/** What a judgement of the weighted strategy rests on. */
export interface WeightedSubject {
  readonly snapshot: Snapshot;
  readonly inspection: Inspection;
  readonly to: TargetType;
  /** Permissions that it needs beside those of reading and that are missing, in the words of RBAC. */
  readonly denied: readonly string[];
}

/** Why a migration of the Service cannot be made over a bridge, sentences; empty: it can. One that has begun is not refused any more. */
export function weightedRefusals(subject: WeightedSubject): string[] {
  const { snapshot, inspection, denied } = subject;
  const { owner } = inspection.service;
  const { namespace, name } = snapshot.service;
  if (owner.kind !== 'controller')
    return [`Service ${namespace}/${name} is not managed by the AWS Load Balancer Controller.`];
  if (bridgesOf(snapshot).length > 0) return [];
  const ports = weightedPorts(snapshot, inspection);
  return [
    ...unready(snapshot, ports),
    ...ofController(subject),
    ...ofPorts(snapshot, ports),
    ...ofService(snapshot),
    ...bridgeUses(subject),
    ...denied.map((permission) => `You may not ${permission} in namespace ${namespace}.`),
  ];
}

function unready({ service }: Snapshot, ports: readonly WeightedPort[]): string[] {
  const there = new Set(ports.filter(({ base }) => base !== null).map(({ port }) => port));
  const missing = [...new Set(service.ports.map(({ port }) => port))].filter((port) => !there.has(port));
  return missing.map((port) => `Port ${port} has no listener that forwards to one group of the controller’s own.`);
}

/** Older ones ignore the annotation without a word (docs/guide/service/annotations.md). */
const firstWithActions: Version = [2, 16, 0];

function ofController(subject: WeightedSubject): string[] {
  return (controllersOf(subject)?.working ?? []).flatMap((controller) => {
    const { namespace, name, version } = controller;
    const isOld = isBefore(versionOf(version) ?? firstWithActions, firstWithActions);
    return [
      ...(isOld
        ? [`Deployment ${namespace}/${name} is of version ${version}, and listeners are shared from v2.16.0 on.`]
        : []),
      ...(gateOf(controller, 'WeightedTargetGroups') === false
        ? [`Deployment ${namespace}/${name} was told WeightedTargetGroups=false.`]
        : []),
    ];
  });
}

function ofPorts(snapshot: Snapshot, ports: readonly WeightedPort[]): string[] {
  const groupOf = (arn: string | undefined) => snapshot.targetGroups?.find((group) => group.arn === arn);
  return ports.flatMap(({ port, key, base, action }) => {
    const listener = snapshot.listeners?.find((each) => each.port === port);
    return [
      ...(action === null ? [] : [`The Service has the annotation ${key} already.`]),
      ...(groupOf(base?.arn)?.attributes?.['stickiness.enabled'] === 'true'
        ? [
            `Target group ${base?.name} of port ${port} has stickiness on: clients would stay on it whatever the weights say.`,
          ]
        : []),
      ...(/QUIC/.test(listener?.protocol ?? '')
        ? [`The listener of port ${port} is of protocol ${listener?.protocol}.`]
        : []),
    ];
  });
}

function ofService(snapshot: Snapshot): string[] {
  const { service, bindings } = snapshot;
  const { namespace, name, ports, annotations } = service;
  const twice = ports.find(({ port, protocol }) =>
    ports.some((other) => other.port === port && other.protocol !== protocol),
  );
  const keeper = keeperOf(service);
  const known = new Set(ports.map(({ port }) => String(port)));
  const others = Object.keys(annotations).filter((key) => isActionKey(key) && !known.has(key.split('-').at(-1) ?? ''));
  return [
    ...((bindings ?? []).some(({ multiCluster }) => multiCluster)
      ? [`Service ${namespace}/${name} may share its target groups with other clusters.`]
      : []),
    ...(twice === undefined ? [] : [`Port ${twice.port} is used by two protocols.`]),
    ...(keeper === null
      ? []
      : [`${keeper.tool} keeps the Service (${keeper.sign}), and would take annotations back ${keeper.again}.`]),
    ...others.map((key) => `The Service has the annotation ${key}, which fits no listener.`),
    ...(annotations[annotation.type] === 'nlb-ip' ? [`${annotation.type}: "nlb-ip" forces ip targets.`] : []),
  ];
}
