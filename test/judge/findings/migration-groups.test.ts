import { describe, expect, test } from 'vitest';
import { annotation, tag } from '../../../src/model/annotations.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { Surroundings } from '../../../src/model/surroundings.ts';
import type { TargetGroup } from '../../../src/model/target-group.ts';
import type { TargetType } from '../../../src/model/target-type.ts';
import {
  aBinding,
  aGroup,
  aService,
  clusterTags,
  instanceGroupArn,
  instanceSnapshot,
  nodeTargets,
} from '../snapshot-builder.ts';
import { foundOf, quietSurroundings } from './subject.ts';

type Case = readonly [string, Snapshot, TargetType | null];

const story = (overrides: Partial<Snapshot> = {}, around: Partial<Surroundings> = {}) =>
  instanceSnapshot({ surroundings: quietSurroundings(around), ...overrides });
const withGroup = (overrides: Partial<TargetGroup>, rest: Partial<Snapshot> = {}) =>
  story({ targetGroups: [aGroup('instance', nodeTargets(), overrides)], ...rest });

const delay = 'deregistration_delay.timeout_seconds';
const annotated = (value: string, more: Record<string, string> = {}) =>
  aService({ annotations: { ...aService().annotations, [annotation.targetGroupAttributes]: value, ...more } });

describe('NLB0705', () => {
  test.each([
    ['300', aService(), 'info', '300 s, the default'],
    ['60', aService(), 'warning', '60 s, set by hand'],
    ['60', annotated(`${delay}=60`), 'warning', '60 s, by annotation'],
    ['300', annotated(`${delay}=300`), 'warning', '300 s, by annotation'],
  ])('a delay of %s', (seconds, service, severity, words) =>
    expect(foundOf('NLB0705', withGroup({ attributes: { [delay]: seconds } }, { service }), 'ip')).toMatchObject([
      {
        severity,
        message: expect.stringContaining(`The deregistration delay of port 80 (${words}) is not honoured`),
        remedy: expect.any(String),
      },
    ]),
  );
  test.each<Case>([
    ['there is none', withGroup({ attributes: { [delay]: '0' } }), 'ip'],
    ['attributes were not read', withGroup({ attributes: null }), 'ip'],
    ['nothing is planned', withGroup({ attributes: { [delay]: '60' } }), null],
    ['the group stays', withGroup({ attributes: { [delay]: '60' } }), 'instance'],
    [
      'the group is not the controller’s',
      withGroup({ attributes: { [delay]: '60' }, tags: {} }, { bindings: [aBinding('instance', { labels: {} })] }),
      'ip',
    ],
  ])('is silent where %s', (_, snapshot, to) => expect(foundOf('NLB0705', snapshot, to)).toEqual([]));
});

describe('NLB0706', () => {
  const own = { ...clusterTags, [tag.resource]: 'ui/ui-nlb:80' };
  const warnings = (snapshot: Snapshot, to: TargetType | null = 'ip') =>
    foundOf('NLB0706', snapshot, to).filter(({ severity }) => severity === 'warning');

  test('warns of attributes and tags that nothing gives to the new group, and keeps those that annotations list', () => {
    const service = annotated('stickiness.enabled=true', { [annotation.additionalTags]: 'team=web' });
    const snapshot = withGroup(
      {
        attributes: { [delay]: '120', 'stickiness.enabled': 'true', 'proxy_protocol_v2.enabled': 'false' },
        tags: { ...own, team: 'web', costs: 'a b', 'aws:cloudformation:stack-name': 'x' },
      },
      { service },
    );
    expect(warnings(snapshot)).toMatchObject([
      {
        object: 'target group k8s-ui-uinlb-fa38096dd9',
        message: `Target group k8s-ui-uinlb-fa38096dd9 of port 80 has what no annotation gives to the group that takes its place: attribute ${delay}=120; tag costs=a b.`,
        remedy: `kubectl annotate service/ui-nlb -n ui --overwrite ${annotation.targetGroupAttributes}=stickiness.enabled=true,${delay}=120 && kubectl annotate service/ui-nlb -n ui --overwrite ${annotation.additionalTags}='team=web,costs=a b'`,
      },
    ]);
  });

  test('annotates the port where there are several', () => {
    const ports = [...aService().ports, { name: 'tls', protocol: 'TCP', port: 443, targetPort: 8443, nodePort: 31235 }];
    const [finding] = warnings(
      withGroup({ attributes: { 'stickiness.enabled': 'true' } }, { service: aService({ ports }) }),
    );
    expect(finding?.remedy).toContain(`${annotation.targetGroupAttributes}.80=stickiness.enabled=true`);
  });

  const flags = (...given: string[]) => ({
    controllers: (quietSurroundings().controllers ?? []).map((each) => ({ ...each, arguments: given })),
  });
  const tagged = { tags: { ...own, costs: '7' } };
  test.each<[string, Snapshot]>([
    [
      'everything is as ELBv2 made it',
      withGroup({ attributes: { [delay]: '300', 'preserve_client_ip.enabled': 'true' }, tags: own }),
    ],
    [
      'the new group has by default what was set by hand',
      withGroup({ attributes: { 'preserve_client_ip.enabled': 'false' } }),
    ],
    [
      'annotations list it',
      withGroup(
        { attributes: { 'preserve_client_ip.enabled': 'false' } },
        { service: annotated('preserve_client_ip.enabled=FALSE') },
      ),
    ],
    [
      'proxy protocol is asked for',
      withGroup(
        { attributes: { 'proxy_protocol_v2.enabled': 'true' } },
        { service: annotated('', { [annotation.proxyProtocol]: '*' }) },
      ),
    ],
    ['nobody knows the attribute', withGroup({ attributes: { 'new.attribute': 'x' } })],
    [
      'the controller gives the tag',
      withGroup(tagged, { surroundings: quietSurroundings(flags('--default-tags=costs=7')) }),
    ],
    [
      'an environment variable may give the tag',
      withGroup(tagged, { surroundings: quietSurroundings(flags('--default-tags=$(TAGS)')) }),
    ],
    ['the controller was not found', withGroup(tagged, { surroundings: quietSurroundings({ controllers: [] }) })],
    ['surroundings were not read', withGroup(tagged, { surroundings: null })],
    ['attributes and tags were not read', withGroup({ attributes: null, tags: null })],
  ])('does not warn where %s', (_, snapshot) => expect(warnings(snapshot)).toEqual([]));

  test('says that alarms were not checked, with the command that shows them', () => {
    const dimension = instanceGroupArn.slice(instanceGroupArn.lastIndexOf(':') + 1);
    expect(foundOf('NLB0706', story(), 'ip')).toMatchObject([
      {
        severity: 'info',
        message: expect.stringContaining('Alarms and dashboards of CloudWatch were not checked'),
        remedy: `aws cloudwatch describe-alarms --region us-west-2 --query "MetricAlarms[?contains(to_string(@), '${dimension}')].AlarmName" --output text`,
      },
    ]);
    expect(foundOf('NLB0706', story())).toEqual([]);
    expect(foundOf('NLB0706', story(), 'instance')).toEqual([]);
  });
});
