import { describe, expect, test } from 'vitest';
import { bindingOf } from '../../src/kubernetes/convert/binding.ts';
import { endpointSliceOf } from '../../src/kubernetes/convert/endpoint-slice.ts';
import { eventOf } from '../../src/kubernetes/convert/event.ts';
import { nodeOf } from '../../src/kubernetes/convert/node.ts';
import { podOf } from '../../src/kubernetes/convert/pod.ts';
import { serviceOf } from '../../src/kubernetes/convert/service.ts';

const metadata = {
  namespace: 'ui',
  name: 'x',
  uid: 'u',
  resourceVersion: '7',
  creationTimestamp: '2026-01-01T00:00:00Z',
};

describe('a Service', () => {
  test('keeps what judgements need', () => {
    const object = {
      metadata: {
        ...metadata,
        labels: { app: 'ui' },
        annotations: {
          'service.beta.kubernetes.io/aws-load-balancer-type': 'external',
          'argocd.argoproj.io/tracking-id': 'ui:/Service:ui/x',
          'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
            metadata: {
              annotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'external', token: 'secret' },
            },
          }),
        },
        managedFields: [
          {
            manager: 'argocd-controller',
            operation: 'Apply',
            fieldsV1: {
              'f:metadata': {
                'f:annotations': { 'f:service.beta.kubernetes.io/aws-load-balancer-type': {}, 'f:token': {} },
              },
            },
          },
          { manager: 'kubectl', fieldsV1: { 'f:spec': {} } },
        ],
        finalizers: ['service.k8s.aws/resources'],
        deletionTimestamp: '2026-01-02T00:00:00Z',
      },
      spec: {
        type: 'LoadBalancer',
        loadBalancerClass: 'service.k8s.aws/nlb',
        externalTrafficPolicy: 'Local',
        healthCheckNodePort: 30001,
        allocateLoadBalancerNodePorts: false,
        publishNotReadyAddresses: true,
        ipFamilies: ['IPv4'],
        loadBalancerSourceRanges: ['10.0.0.0/8'],
        selector: { app: 'ui' },
        ports: [{ name: 'http', port: 80, targetPort: 'web', nodePort: 31234, protocol: 'TCP' }],
      },
      status: { loadBalancer: { ingress: [{ hostname: 'K8s.elb.us-west-2.amazonaws.com' }] } },
    };
    expect(serviceOf(object)).toEqual({
      namespace: 'ui',
      name: 'x',
      uid: 'u',
      resourceVersion: '7',
      creationTimestamp: '2026-01-01T00:00:00Z',
      deletionTimestamp: '2026-01-02T00:00:00Z',
      labels: { app: 'ui' },
      annotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'external' },
      finalizers: ['service.k8s.aws/resources'],
      annotationManagers: { 'service.beta.kubernetes.io/aws-load-balancer-type': ['argocd-controller'] },
      ownWriteAt: null,
      lastApplied: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'external' },
      deliveryMarks: ['argocd.argoproj.io/tracking-id'],
      type: 'LoadBalancer',
      loadBalancerClass: 'service.k8s.aws/nlb',
      externalTrafficPolicy: 'Local',
      healthCheckNodePort: 30001,
      allocateLoadBalancerNodePorts: false,
      publishNotReadyAddresses: true,
      ipFamilies: ['IPv4'],
      loadBalancerSourceRanges: ['10.0.0.0/8'],
      selector: { app: 'ui' },
      ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 'web', nodePort: 31234 }],
      ingress: [{ hostname: 'K8s.elb.us-west-2.amazonaws.com', ip: null }],
    });
  });

  test('takes the documented default of what is left out', () => {
    expect(serviceOf({ metadata, spec: { ports: [{ port: 80 }], selector: {} } })).toMatchObject({
      type: 'ClusterIP',
      loadBalancerClass: null,
      allocateLoadBalancerNodePorts: true,
      publishNotReadyAddresses: false,
      healthCheckNodePort: null,
      selector: null,
      ports: [{ name: null, protocol: 'TCP', targetPort: 80, nodePort: null }],
      ingress: [],
    });
  });

  test('has an annotation that is empty', () => {
    const key = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';
    expect(serviceOf({ metadata: { ...metadata, annotations: { [key]: '' } } }).annotations).toEqual({ [key]: '' });
  });
});

describe('a TargetGroupBinding', () => {
  test('keeps spec, status and selector', () => {
    const object = {
      metadata: {
        ...metadata,
        generation: 3,
        labels: { a: 'b' },
        annotations: { 'elbv2.k8s.aws/checkpoint': 'a/b', 'elbv2.k8s.aws/checkpoint-timestamp': '1767225600' },
      },
      spec: {
        targetGroupARN: 'arn:tg',
        targetType: 'instance',
        serviceRef: { name: 'ui-nlb', port: 'http' },
        ipAddressType: 'ipv4',
        multiClusterTargetGroup: true,
        networking: { ingress: [] },
        nodeSelector: { matchLabels: { x: 'y' }, matchExpressions: [{ key: 'k', operator: 'In', values: ['v', ''] }] },
      },
      status: { observedGeneration: 2, conditions: [{ type: 'Ready', status: 'False', reason: 'FailedCleanup' }] },
    };
    expect(bindingOf(object, 'elbv2.k8s.aws')).toMatchObject({
      apiGroup: 'elbv2.k8s.aws',
      generation: 3,
      observedGeneration: 2,
      targetGroupArn: 'arn:tg',
      targetType: 'instance',
      serviceName: 'ui-nlb',
      servicePort: 'http',
      multiCluster: true,
      managesRules: true,
      checkpointAt: '2026-01-01T00:00:00.000Z',
      nodeSelector: { matchLabels: { x: 'y' }, matchExpressions: [{ key: 'k', operator: 'In', values: ['v', ''] }] },
      conditions: [
        { type: 'Ready', status: 'False', reason: 'FailedCleanup', message: null, lastTransitionTime: null },
      ],
    });
  });

  test('has no observed generation before the first success, and no selector by default', () => {
    const binding = bindingOf({ metadata, spec: { serviceRef: { name: 's', port: 80 } } }, 'eks.amazonaws.com');
    expect(binding).toMatchObject({
      observedGeneration: null,
      nodeSelector: null,
      servicePort: 80,
      multiCluster: false,
      managesRules: false,
      checkpointAt: null,
    });
  });

  test.each([
    ['was taken back', { checkpoint: '', 'checkpoint-timestamp': '1767225600' }],
    ['has no time', { checkpoint: 'a/b' }],
    ['has a time that is none', { checkpoint: 'a/b', 'checkpoint-timestamp': 'yesterday' }],
  ])('has no checkpoint where it %s', (_how, given) => {
    const annotations = Object.fromEntries(
      Object.entries(given).map(([key, value]) => [`elbv2.k8s.aws/${key}`, value]),
    );
    expect(bindingOf({ metadata: { ...metadata, annotations } }, 'elbv2.k8s.aws').checkpointAt).toBeNull();
  });
});

test('an EndpointSlice keeps conditions that are left out apart from those that are false', () => {
  const slice = endpointSliceOf({
    metadata,
    addressType: 'IPv6',
    ports: [
      { name: '', port: 8080 },
      { name: 'web', port: null, protocol: 'UDP' },
    ],
    endpoints: [
      { addresses: ['fd00::1'], conditions: { ready: false, serving: true }, nodeName: 'n', zone: 'z' },
      { addresses: ['fd00::2'], targetRef: { kind: 'Pod', namespace: 'ui', name: 'p' } },
    ],
  });
  expect(slice).toEqual({
    name: 'x',
    addressType: 'IPv6',
    ports: [
      { name: null, port: 8080, protocol: 'TCP' },
      { name: 'web', port: null, protocol: 'UDP' },
    ],
    endpoints: [
      {
        addresses: ['fd00::1'],
        ready: false,
        serving: true,
        terminating: null,
        nodeName: 'n',
        zone: 'z',
        targetRef: null,
      },
      {
        addresses: ['fd00::2'],
        ready: null,
        serving: null,
        terminating: null,
        nodeName: null,
        zone: null,
        targetRef: { kind: 'Pod', namespace: 'ui', name: 'p' },
      },
    ],
  });
});

describe('a pod', () => {
  const labels = { 'pod-template-hash': '5d4f' };
  const owned = (owner: object, own: object = {}) =>
    podOf({ metadata: { ...metadata, labels: own, ownerReferences: [owner] } }).workload;

  test('belongs to the Deployment of its ReplicaSet', () => {
    expect(owned({ kind: 'ReplicaSet', name: 'ui-5d4f', controller: true }, labels)).toBe('ui');
    expect(owned({ kind: 'ReplicaSet', name: 'bare', controller: true }, {})).toBe('bare');
    expect(owned({ kind: 'StatefulSet', name: 'db', controller: true }, labels)).toBe('db');
    expect(podOf({ metadata }).workload).toBeNull();
  });

  test('keeps addresses, gates and conditions', () => {
    const object = {
      metadata: { ...metadata, deletionTimestamp: '2026-01-02T00:00:00Z' },
      spec: { nodeName: 'n', hostNetwork: true, readinessGates: [{ conditionType: 'target-health.elbv2.k8s.aws/x' }] },
      status: { phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] },
    };
    expect(podOf(object)).toMatchObject({
      phase: 'Running',
      nodeName: 'n',
      hostNetwork: true,
      podIPs: ['10.0.0.1', 'fd00::1'],
      readinessGates: ['target-health.elbv2.k8s.aws/x'],
      deletionTimestamp: '2026-01-02T00:00:00Z',
    });
    expect(podOf({ metadata, status: { podIP: '10.0.0.1' } }).podIPs).toEqual(['10.0.0.1']);
  });
});

test('a node keeps labels, taints and addresses of pods', () => {
  const object = {
    metadata: { name: 'n', labels: { zone: 'a' } },
    spec: {
      providerID: 'aws:///us-west-2a/i-1',
      unschedulable: true,
      podCIDR: '10.0.0.0/24',
      taints: [{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule' }],
    },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  };
  expect(nodeOf(object)).toMatchObject({
    name: 'n',
    providerId: 'aws:///us-west-2a/i-1',
    unschedulable: true,
    podCIDRs: ['10.0.0.0/24'],
    taints: [{ key: 'ToBeDeletedByClusterAutoscaler', value: null, effect: 'NoSchedule' }],
    conditions: [{ type: 'Ready', status: 'True' }],
  });
});

describe('an event', () => {
  const about = { involvedObject: { kind: 'Service', name: 'ui-nlb' }, reason: 'R', message: 'm', type: 'Warning' };

  test('of the older API', () => {
    const object = { ...about, count: 4, source: { component: 'service' }, firstTimestamp: 'a', lastTimestamp: 'b' };
    expect(eventOf({ metadata, ...object })).toEqual({
      type: 'Warning',
      reason: 'R',
      message: 'm',
      object: { kind: 'Service', name: 'ui-nlb' },
      source: 'service',
      count: 4,
      firstTimestamp: 'a',
      lastTimestamp: 'b',
    });
  });

  test('of the newer API', () => {
    const object = {
      ...about,
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: 'a',
      series: { count: 9, lastObservedTime: 'b' },
      reportingComponent: 'elbv2.k8s.aws',
    };
    expect(eventOf({ metadata, ...object })).toMatchObject({
      source: 'elbv2.k8s.aws',
      count: 9,
      firstTimestamp: 'a',
      lastTimestamp: 'b',
    });
  });

  test('with no time but that of its creation', () => {
    expect(eventOf({ metadata, ...about })).toMatchObject({
      count: 1,
      firstTimestamp: metadata.creationTimestamp,
      lastTimestamp: metadata.creationTimestamp,
    });
  });
});
