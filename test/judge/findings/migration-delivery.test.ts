import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { annotation } from '../../../src/model/annotations.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { Surroundings } from '../../../src/model/surroundings.ts';
import type { TargetType } from '../../../src/model/target-type.ts';
import { aService, instanceSnapshot, serviceOfType } from '../snapshot-builder.ts';
import { foundOf, quietSurroundings } from './subject.ts';

type Case = readonly [string, Snapshot, TargetType | null];

const story = (overrides: Partial<Snapshot> = {}, around: Partial<Surroundings> = {}) =>
  instanceSnapshot({ surroundings: quietSurroundings(around), ...overrides });
const autoMode = aService({ loadBalancerClass: 'eks.amazonaws.com/nlb' });

describe('NLB0707', () => {
  const marked = (overrides: Parameters<typeof aService>[0]) => story({ service: aService(overrides) });
  test.each([
    [
      { labels: { 'argocd.argoproj.io/instance': 'ui' } },
      'Argo CD keeps the Service (label argocd.argoproj.io/instance)',
    ],
    [
      { deliveryMarks: ['argocd.argoproj.io/tracking-id'] },
      'Argo CD keeps the Service (annotation argocd.argoproj.io/tracking-id)',
    ],
    [
      { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } },
      'Flux keeps the Service (label kustomize.toolkit.fluxcd.io/name)',
    ],
    [{ labels: { 'app.kubernetes.io/managed-by': 'Helm', 'helm.toolkit.fluxcd.io/name': 'ui' } }, 'Flux keeps'],
    [
      { labels: { 'app.kubernetes.io/managed-by': 'Helm' }, deliveryMarks: ['meta.helm.sh/release-name'] },
      'Helm keeps the Service (annotation meta.helm.sh/release-name)',
    ],
    [
      { labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
      'Helm keeps the Service (label app.kubernetes.io/managed-by=Helm)',
    ],
    [
      { labels: { 'app.kubernetes.io/managed-by': 'cdk8s' } },
      'cdk8s keeps the Service (label app.kubernetes.io/managed-by)',
    ],
    [
      { annotationManagers: { [annotation.targetType]: ['kustomize-controller'] } },
      'Flux keeps the Service (field manager kustomize-controller of the annotation)',
    ],
    [{ annotationManagers: { [annotation.targetType]: ['Terraform'] } }, 'Terraform keeps'],
  ])('warns of %j', (overrides, words) => {
    const [finding] = foundOf('NLB0707', marked(overrides), 'ip');
    expect(finding).toMatchObject({ severity: 'warning', message: expect.stringContaining(words) });
    const entry = /kustomization\.yaml as (patches: .*) \(nlbctl plan ui-nlb -n ui --to ip -o kustomize/.exec(
      finding?.remedy ?? '',
    );
    const { patches } = parse(entry?.[1] ?? '');
    expect(patches.map(({ patch }: { patch: string }) => parse(patch))).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'ui-nlb', namespace: 'ui', annotations: { [annotation.targetType]: 'ip' } },
      },
    ]);
  });

  const labels = { 'argocd.argoproj.io/instance': 'ui' };
  const patched = { annotationManagers: { [annotation.targetType]: ['nlbctl'] } };
  test('warns of a migration that was begun by a patch', () =>
    expect(foundOf('NLB0707', story({ service: serviceOfType('ip', { labels, ...patched }) }), 'ip')).toHaveLength(1));
  test.each<Case>([
    ['nobody keeps it', marked({ annotationManagers: { [annotation.targetType]: ['kubectl-edit', 'nlbctl'] } }), 'ip'],
    [
      'another annotation alone is a tool’s',
      marked({ annotationManagers: { [annotation.scheme]: ['argocd-controller'] } }),
      'ip',
    ],
    ['labels say what is no tool', marked({ labels: { 'app.kubernetes.io/created-by': 'eks-workshop' } }), 'ip'],
    ['the tool has made the change', story({ service: serviceOfType('ip', { labels }) }), 'ip'],
    ['nothing is planned', marked({ labels }), null],
    ['it is not the controller’s', story({ service: { ...autoMode, labels } }), 'ip'],
  ])('is silent where %s', (_, snapshot, to) => expect(foundOf('NLB0707', snapshot, to)).toEqual([]));
});

describe('NLB0708', () => {
  const applied = (value: string | null, overrides: Parameters<typeof aService>[0] = {}) =>
    story({
      service: aService({ lastApplied: value === null ? {} : { [annotation.targetType]: value }, ...overrides }),
    });
  test('warns of a manifest that takes the change back', () =>
    expect(foundOf('NLB0708', applied('instance'), 'ip')).toMatchObject([
      {
        severity: 'warning',
        message:
          'The manifest that kubectl applied last says "instance": applying it again takes the change to ip back.',
        remedy: `in the manifest change the line "${annotation.targetType}: instance" to "${annotation.targetType}: ip"; what was applied: kubectl apply view-last-applied service/ui-nlb -n ui`,
      },
    ]));
  test('tells today of a manifest that would change the target type', () =>
    expect(foundOf('NLB0708', applied('ip'))).toMatchObject([
      { severity: 'info', message: expect.stringContaining('says "ip", and the target type is "instance" now') },
    ]));
  test.each<Case>([
    ['it has the new type', applied('ip'), 'ip'],
    ['it has what is there', applied('instance'), null],
    ['it does not name the annotation', applied(null), 'ip'],
    ['kubectl never applied it', story(), 'ip'],
    ['Argo CD did', applied('instance', { labels: { 'argocd.argoproj.io/instance': 'ui' } }), 'ip'],
  ])('is silent where %s', (_, snapshot, to) => expect(foundOf('NLB0708', snapshot, to)).toEqual([]));
});
