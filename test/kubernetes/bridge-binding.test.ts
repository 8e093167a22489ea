import { expect, test } from 'vitest';
import { copyOf } from '../../src/kubernetes/bridge-binding.ts';
import { aService } from '../judge/snapshot-builder.ts';

const like = {
  apiVersion: 'elbv2.k8s.aws/v1beta1',
  kind: 'TargetGroupBinding',
  metadata: {
    name: 'k8s-ui-uinlb-fa38096dd9',
    namespace: 'ui',
    labels: { 'service.k8s.aws/stack-name': 'ui-nlb', 'service.k8s.aws/stack-namespace': 'ui' },
    annotations: { 'elbv2.k8s.aws/checkpoint': 'x' },
    finalizers: ['elbv2.k8s.aws/resources'],
  },
  spec: {
    targetGroupARN: 'arn:old',
    targetGroupName: 'old',
    targetType: 'instance',
    serviceRef: { name: 'ui-nlb', port: 80 },
    networking: {
      ingress: [{ from: [{ securityGroup: { groupID: 'sg-1' } }], ports: [{ protocol: 'TCP', port: 31234 }] }],
    },
    nodeSelector: { matchLabels: { pool: 'edge' } },
    ipAddressType: 'ipv4',
    vpcID: 'vpc-1',
  },
  status: { observedGeneration: 3 },
};

test('a bridge’s binding is the controller’s for another group, with nothing by which the controller knows its own', () => {
  const service = aService();
  const copy = copyOf(like, service, {
    name: 'nlbctl-73e2d6bc24d8a067',
    targetGroupArn: 'arn:new',
    like: like.metadata.name,
  });
  const { targetGroupName: _, ...spec } = like.spec;
  expect(copy).toEqual({
    apiVersion: like.apiVersion,
    kind: like.kind,
    metadata: {
      namespace: 'ui',
      name: 'nlbctl-73e2d6bc24d8a067',
      labels: { 'app.kubernetes.io/managed-by': 'nlbctl' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 'ui-nlb', uid: service.uid }],
    },
    spec: { ...spec, targetGroupARN: 'arn:new' },
  });
});
