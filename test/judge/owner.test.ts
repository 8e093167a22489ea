import { describe, expect, test } from 'vitest';
import { ownerOf } from '../../src/judge/owner.ts';
import { annotation, tag } from '../../src/model/annotations.ts';
import type { Owner } from '../../src/model/inspection.ts';
import type { Service } from '../../src/model/service.ts';
import { aService, classService, serviceOfType } from './snapshot-builder.ts';

const finalizers = ['service.k8s.aws/resources'];
const typed = (type: string | null, targetType: string | null, overrides: Partial<Service> = {}) =>
  aService({
    finalizers: [],
    annotations: {
      ...(type === null ? {} : { [annotation.type]: type }),
      ...(targetType === null ? {} : { [annotation.targetType]: targetType }),
    },
    ...overrides,
  });

const byClass: Owner = { kind: 'controller', by: 'class' };
const byAnnotations: Owner = { kind: 'controller', by: 'annotations' };
const inTree: Owner = { kind: 'in-tree' };

describe('the owner by the Service alone', () => {
  const rows: readonly (readonly [string, Service, Owner])[] = [
    ['the controller’s class', classService(null, { finalizers: [] }), byClass],
    [
      'the controller’s class, in-tree annotation',
      classService(null, { annotations: { [annotation.type]: 'nlb' } }),
      byClass,
    ],
    [
      'another class without the finalizer',
      aService({ loadBalancerClass: 'example.com/lb', finalizers: [] }),
      { kind: 'other-class', loadBalancerClass: 'example.com/lb' },
    ],
    ['another class with the finalizer', aService({ loadBalancerClass: 'example.com/nlb', finalizers }), byClass],
    [
      'the class of Auto Mode',
      aService({ loadBalancerClass: 'eks.amazonaws.com/nlb', finalizers: [] }),
      { kind: 'auto-mode' },
    ],
    [
      'the class of Auto Mode, whatever the finalizers',
      aService({ loadBalancerClass: 'eks.amazonaws.com/nlb', finalizers }),
      { kind: 'auto-mode' },
    ],
    [
      'an empty class is a class',
      aService({ loadBalancerClass: '', finalizers: [] }),
      { kind: 'other-class', loadBalancerClass: '' },
    ],
    ['external with instance', typed('external', 'instance'), byAnnotations],
    ['external with ip', typed('external', 'ip'), byAnnotations],
    ['nlb-ip', typed('nlb-ip', null), byAnnotations],
    ['nlb-ip with a target type of no meaning', typed('nlb-ip', 'nonsense'), byAnnotations],
    ['no annotation', typed(null, null), inTree],
    ['nlb', typed('nlb', 'ip'), inTree],
    ['another type', typed('clb', null), inTree],
    ['external in another case', typed('External', 'ip'), inTree],
    [
      'a ClusterIP Service',
      aService({ type: 'ClusterIP', finalizers: [] }),
      { kind: 'not-a-load-balancer', type: 'ClusterIP' },
    ],
    [
      'a NodePort Service that the controller holds',
      serviceOfType('ip', { type: 'NodePort', finalizers }),
      byAnnotations,
    ],
    [
      'a NodePort Service that the controller is letting go',
      typed(null, null, { type: 'NodePort', finalizers }),
      { kind: 'not-a-load-balancer', type: 'NodePort' },
    ],
  ];
  test.each(rows)('%s', (_, service, owner) => {
    expect(ownerOf(service, null)).toEqual(owner);
  });

  test.each([
    ['IP', 'is "IP"'],
    ['instance ', 'is "instance "'],
    ['', 'is ""'],
    [null, 'is absent'],
  ])('external with target type %j is nobody’s, and the reason names the annotation', (targetType, found) => {
    const owner = ownerOf(typed('external', targetType), null);
    expect(owner).toEqual({
      kind: 'nobody',
      reason: `${annotation.type} is "external", but ${annotation.targetType} ${found}: it must be exactly "instance" or "ip"`,
    });
  });
});

describe('the owner by the tags of the load balancer', () => {
  const rows: readonly (readonly [string, Record<string, string>, Owner])[] = [
    ['none', {}, byAnnotations],
    ['the controller’s', { [tag.stack]: 'ui/ui-nlb' }, byAnnotations],
    ['Auto Mode’s', { [tag.autoModeStack]: 'ui/ui-nlb' }, { kind: 'auto-mode' }],
    ['the in-tree controller’s', { [tag.inTreeService]: 'ui/ui-nlb' }, inTree],
    [
      'the in-tree controller’s beside the controller’s',
      { [tag.inTreeService]: 'ui/ui-nlb', [tag.stack]: 'ui/ui-nlb' },
      byAnnotations,
    ],
  ];
  test.each(rows)('%s', (_, tags, owner) => {
    expect(ownerOf(aService(), tags)).toEqual(owner);
  });
});
