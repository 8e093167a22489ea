import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { observe } from '../../src/observe/observe.ts';
import { openStage, type Stage } from '../sandboxed.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    objects: [
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'ui', namespace: 'ui' },
        spec: { minAvailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': 'ui' } } },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'web', namespace: 'ui' },
        spec: { defaultBackend: { service: { name: 'ui-nlb', port: { number: 80 } } } },
      },
    ],
  });
});
afterAll(() => stage.stop());

async function look(identity?: string) {
  const clients = await stage.clients(identity);
  const { signal } = new AbortController();
  try {
    const { kubernetes, elbv2 } = clients;
    const ref = { namespace: 'ui', name: 'ui-nlb' };
    return await observe(ref, { kubernetes, elbv2: async () => elbv2, now: Date.now, signal, withSurroundings: true });
  } finally {
    clients.close();
  }
}

describe('what is around a Service', () => {
  test('is read from the cluster and from ELBv2', async () => {
    const { surroundings, notRead } = await look();
    expect(notRead).toEqual([]);
    expect(surroundings).toMatchObject({
      namespaceLabels: { 'kubernetes.io/metadata.name': 'ui' },
      controllers: [{ namespace: 'kube-system', version: 'v3.5.0', replicas: 2, readyReplicas: 2 }],
      workloads: [{ name: 'ui', replicas: 1, readyReplicas: 1, updatedReplicas: 1 }],
      disruptionBudgets: [{ name: 'ui', minAvailable: '1' }],
      bindingNames: ['k8s-ui-uinlb-fa38096dd9'],
      uses: [{ kind: 'Ingress', name: 'web' }],
      mayPatchService: true,
    });
    expect(surroundings?.limits?.['targets-per-target-group']).toBe(1000);
    expect(surroundings?.controllers?.[0]?.arguments).toContain('--cluster-name=eks-workshop');
  });

  test('is not read unless it is asked for', async () => {
    expect((await stage.observe('ui-nlb')).surroundings).toBeNull();
  });

  test('is null, part by part, where it may not be read', async () => {
    stage.sandbox.kubernetes.identities['reader-token'] = { user: 'reader', groups: [] };
    const { store } = stage.sandbox;
    const group = 'rbac.authorization.k8s.io';
    const rules = [
      { apiGroups: ['', 'discovery.k8s.io', 'elbv2.k8s.aws', 'eks.amazonaws.com'], resources: ['*'], verbs: ['list'] },
      { apiGroups: [''], resources: ['services'], verbs: ['get'] },
    ];
    const metadata = { name: 'reader' };
    store.create(
      { group, resource: 'clusterroles' },
      { apiVersion: `${group}/v1`, kind: 'ClusterRole', metadata, rules },
    );
    store.create(
      { group, resource: 'clusterrolebindings' },
      {
        apiVersion: `${group}/v1`,
        kind: 'ClusterRoleBinding',
        metadata,
        roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'reader' },
        subjects: [{ apiGroup: group, kind: 'User', name: 'reader' }],
      },
    );
    stage.sandbox.kubernetes.setRbac(true);
    stage.sandbox.denied.add('elasticloadbalancing:DescribeAccountLimits');
    const { surroundings, notRead } = await look('reader');
    expect(surroundings).toEqual({
      namespaceLabels: null,
      controllers: null,
      workloads: null,
      disruptionBudgets: null,
      bindingNames: ['k8s-ui-uinlb-fa38096dd9'],
      // The cluster serves no Gateway API; that Ingresses may not be read is told beside it.
      uses: [],
      mayPatchService: false,
      limits: null,
    });
    expect(notRead.map(({ permission }) => permission)).toEqual(
      expect.arrayContaining([
        'get namespaces',
        'list deployments.apps',
        'list poddisruptionbudgets.policy',
        'list ingresses.networking.k8s.io',
        'elasticloadbalancing:DescribeAccountLimits',
      ]),
    );
  });
});
