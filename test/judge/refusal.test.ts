import { describe, expect, test } from 'vitest';
import { ownerOf } from '../../src/judge/owner.ts';
import { notManaged } from '../../src/judge/owner-words.ts';
import { refusalOf } from '../../src/judge/refusal.ts';
import { annotation } from '../../src/model/annotations.ts';
import type { Owner } from '../../src/model/inspection.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { TargetType } from '../../src/model/target-type.ts';
import { aListener, aService, instanceSnapshot, serviceOfType } from './snapshot-builder.ts';

const refused = (overrides: Partial<Snapshot>, to: TargetType) => {
  const snapshot = instanceSnapshot(overrides);
  return refusalOf(snapshot, ownerOf(snapshot.service, null), to);
};
const ofAnnotation = (type: string) => aService({ annotations: { [annotation.type]: type } });
const withoutNodePort = { name: 'https', protocol: 'TCP', port: 443, targetPort: 8443, nodePort: null };
const ports = [...aService().ports, withoutNodePort];

describe('what may be patched', () => {
  test.each<[string, Partial<Snapshot>, TargetType]>([
    ['the story, to ip', {}, 'ip'],
    ['the story, to instance', {}, 'instance'],
    ['nlb-ip, to ip', { service: ofAnnotation('nlb-ip') }, 'ip'],
    ['ports without node ports, to ip', { service: aService({ ports, allocateLoadBalancerNodePorts: false }) }, 'ip'],
    [
      'node ports set by hand, to instance',
      { service: aService({ allocateLoadBalancerNodePorts: false }) },
      'instance',
    ],
    ['a QUIC listener, to ip', { listeners: [aListener({}, { protocol: 'QUIC' })] }, 'ip'],
    ['a TLS listener, to instance', { listeners: [aListener({}, { protocol: 'TLS' })] }, 'instance'],
    ['listeners that may not be read, to instance', { listeners: null }, 'instance'],
    ['a NodePort Service, to instance', { service: aService({ type: 'NodePort' }) }, 'instance'],
  ])('%s', (_, overrides, to) => {
    expect(refused(overrides, to)).toBe(null);
  });
});

describe('what may not', () => {
  const rows: readonly (readonly [string, Partial<Snapshot>, TargetType, string])[] = [
    [
      'EKS Auto Mode',
      { service: aService({ loadBalancerClass: 'eks.amazonaws.com/nlb' }) },
      'ip',
      'Service ui/ui-nlb is managed by EKS Auto Mode, and nothing documents how its controller changes the target type of a live NLB.',
    ],
    [
      'the in-tree controller',
      { service: ofAnnotation('nlb') },
      'ip',
      "Service ui/ui-nlb is not managed by the AWS Load Balancer Controller: its load balancer is the in-tree controller's (the cloud provider's), which always registers nodes and ignores the target type annotation.",
    ],
    [
      'another class',
      { service: aService({ loadBalancerClass: 'x/y', finalizers: [] }) },
      'ip',
      'Service ui/ui-nlb is not managed by the AWS Load Balancer Controller: its spec.loadBalancerClass is "x/y", the class of another controller.',
    ],
    [
      'nobody',
      { service: serviceOfType('Ip') },
      'ip',
      `Service ui/ui-nlb is managed by no controller: ${annotation.type} is "external", but ${annotation.targetType} is "Ip": it must be exactly "instance" or "ip".`,
    ],
    [
      'no load balancer',
      { service: aService({ type: 'ClusterIP', finalizers: [] }) },
      'ip',
      'Service ui/ui-nlb is of type ClusterIP and has no load balancer.',
    ],
    [
      'being deleted',
      { service: aService({ deletionTimestamp: '2026-08-20T09:59:00Z' }) },
      'ip',
      'Service ui/ui-nlb is being deleted (since 2026-08-20T09:59:00Z).',
    ],
    [
      'nlb-ip, to instance',
      { service: ofAnnotation('nlb-ip') },
      'instance',
      `Service ui/ui-nlb has ${annotation.type}: "nlb-ip", which forces ip targets whatever the target type annotation says.`,
    ],
    [
      'ClusterIP, to instance',
      { service: aService({ type: 'ClusterIP' }) },
      'instance',
      'Service ui/ui-nlb is of type ClusterIP and has no node ports, which instance targets need.',
    ],
    [
      'no node port, none allocated',
      { service: aService({ ports, allocateLoadBalancerNodePorts: false }) },
      'instance',
      'Service ui/ui-nlb has no node port for port 443 (allocateLoadBalancerNodePorts is false), and instance targets need one.',
    ],
    [
      'no node port yet',
      { service: aService({ ports }) },
      'instance',
      'Service ui/ui-nlb has no node port for port 443, and instance targets need one.',
    ],
    [
      'QUIC',
      { listeners: [aListener({}, { protocol: 'QUIC', port: 443 })] },
      'instance',
      'Service ui/ui-nlb has a QUIC listener on port 443, and QUIC works with ip targets only.',
    ],
    [
      'TCP_QUIC',
      { listeners: [aListener({}, { protocol: 'TCP_QUIC' })] },
      'instance',
      'Service ui/ui-nlb has a TCP_QUIC listener on port 80, and QUIC works with ip targets only.',
    ],
  ];
  test.each(rows)('%s', (_, overrides, to, message) => {
    const refusal = refused(overrides, to);
    expect(refusal?.message).toBe(message);
    expect(refusal?.hint).not.toBe('');
  });
});

test('each owner has its own words', () => {
  const owners: Owner[] = [
    { kind: 'in-tree' },
    { kind: 'other-class', loadBalancerClass: 'x' },
    { kind: 'nobody', reason: 'why' },
    { kind: 'not-a-load-balancer', type: 'NodePort' },
  ];
  const words = owners.map((owner) => notManaged({ namespace: 'ui', name: 'ui-nlb' }, owner)?.message);
  expect(new Set(words).size).toBe(owners.length);
  expect(notManaged({ namespace: 'ui', name: 'ui-nlb' }, { kind: 'auto-mode' })).toBe(null);
});
