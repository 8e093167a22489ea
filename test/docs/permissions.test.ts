import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { permissionsText } from '../../src/output/permissions.ts';
import { actions } from '../../src/sandbox/elbv2/wire/actions.ts';
import { customResource } from '../../src/sandbox/store/resources.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { external, loadBalancerService } from '../services.ts';

const page = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}
interface ClusterRole {
  readonly metadata: { readonly name: string };
  readonly rules: readonly Rule[];
}

interface Doctor {
  readonly checks: readonly { readonly group: string; readonly name: string; readonly status: string }[];
}

/** The one block of the page that is fenced as `language`. */
function blockOf(language: string): string {
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))];
  expect(blocks, `blocks of ${language}`).toHaveLength(1);
  return blocks[0]?.[1] ?? '';
}

const roles = parseAllDocuments(blockOf('yaml')).map((document) => document.toJS() as ClusterRole);
const policy = JSON.parse(blockOf('json')) as { Statement: { Sid: string; Action: string[]; Resource: string }[] };
const actionsOf = (...sids: string[]) =>
  policy.Statement.flatMap(({ Sid, Action }) => (sids.includes(Sid) ? Action : []));
const allowed = actionsOf('NlbctlRead', 'NlbctlFindings');
const bridging = actionsOf('NlbctlWeighted');
const necessary = actionsOf('NlbctlRead');

/** A rule for each single verb on each single resource. */
const single = roles.flatMap(({ metadata, rules }) =>
  rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs.map((verb) => ({
          role: metadata.name,
          name: `${verb} ${resource}${group === '' ? '' : `.${group}`}`,
          rule: { apiGroups: [group], resources: [resource], verbs: [verb] } satisfies Rule,
        })),
      ),
    ),
  ),
);
const of = (...names: string[]) => single.filter(({ role }) => names.includes(role));
const reading = of('nlbctl-read', 'nlbctl-findings');
const withoutFindings = of('nlbctl-read', 'nlbctl-migrate');
const inPlace = of('nlbctl-read', 'nlbctl-findings', 'nlbctl-migrate');
const weighted = of('nlbctl-weighted');

const rbac = 'rbac.authorization.k8s.io';
const clusterRoles = { group: rbac, resource: 'clusterroles' };
let stage: Stage;
let kubeconfig: string;

beforeAll(async () => {
  stage = await openStage({
    speed: 100,
    change: {
      autoMode: true,
      access: {
        rbac: true,
        identities: {
          'admin-token': { user: 'admin', groups: ['system:masters'] },
          'person-token': { user: 'person' },
        },
      },
    },
    objects: [loadBalancerService('dual', { annotations: { ...external, 'ip-address-type': 'dualstack' } })],
  });
  const { store } = stage.sandbox;
  for (const kind of ['TCPRoute', 'UDPRoute', 'TLSRoute'])
    store.resources.define(
      customResource({
        group: 'gateway.networking.k8s.io',
        version: 'v1alpha2',
        resource: `${kind.toLowerCase()}s`,
        kind,
      }),
    );
  for (const role of roles) {
    const { name } = role.metadata;
    store.create(clusterRoles, { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', ...role });
    store.create(
      { group: rbac, resource: 'clusterrolebindings' },
      {
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name },
        roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
        subjects: [{ kind: 'User', name: 'person' }],
      },
    );
  }
  kubeconfig = stage.kubeconfig('person');
});

afterAll(() => stage.stop());

beforeEach(() => {
  stage.reset();
  permit(inPlace);
  allow(allowed);
});

/** Leaves the person only what these rules allow. */
function permit(rules: typeof single): void {
  const { store } = stage.sandbox;
  for (const { metadata } of roles) {
    store.modify(clusterRoles, undefined, metadata.name, (role) => {
      role['rules'] = rules.map(({ rule }) => rule);
    });
  }
}

/** Denies every action that ELBv2 has, but for these. */
function allow(some: readonly string[]): void {
  const { denied } = stage.sandbox;
  denied.clear();
  for (const name of Object.keys(actions)) {
    const action = `elasticloadbalancing:${name}`;
    if (!some.includes(action)) denied.add(action);
  }
}

const nlbctl = (...argv: string[]) => stage.nlbctl([...argv, '-n', 'ui', '--kubeconfig', kubeconfig]);

/** What `inspect` of both Services and `list` could not do: permissions that are listed, and what errors say. */
async function lacking(): Promise<string[]> {
  const lacks: string[] = [];
  for (const service of ['ui-nlb', 'dual']) {
    const { stdout } = await nlbctl('inspect', service, '-o', 'json');
    const document = JSON.parse(stdout);
    if (document.kind === 'Error') lacks.push(document.message);
    else lacks.push(...document.meta.notRead.map(({ permission }: { permission: string }) => permission));
  }
  const list = await nlbctl('list', '-A');
  if (list.code !== 0) lacks.push(list.stderr);
  return lacks;
}

describe('with what docs/permissions.md allows', () => {
  test('the documents are what they seem', () => {
    expect(roles.map(({ metadata }) => metadata.name)).toEqual([
      'nlbctl-read',
      'nlbctl-findings',
      'nlbctl-migrate',
      'nlbctl-weighted',
    ]);
    expect(policy.Statement.map(({ Sid, Resource }) => [Sid, Resource])).toEqual([
      ['NlbctlRead', '*'],
      ['NlbctlFindings', '*'],
      ['NlbctlWeighted', '*'],
    ]);
    for (const action of [...allowed, ...bridging])
      expect(Object.keys(actions)).toContain(action.replace('elasticloadbalancing:', ''));
  });

  test.each(['yaml', 'json'])('nlbctl help permissions prints the %s of the page', async (language) => {
    expect(permissionsText()).toContain(`\n\n${blockOf(language).trimEnd()}`);
    const run = await stage.nlbctl(['help', 'permissions']);
    expect(run).toMatchObject({ code: 0, stdout: `${permissionsText()}\n` });
  });

  test('everything is read', async () => {
    permit(reading);
    expect(await lacking()).toEqual([]);
    for (const to of ['ip', 'instance']) {
      const run = await nlbctl('plan', 'ui-nlb', '--to', to, '-o', 'json');
      expect(JSON.parse(run.stdout).meta.notRead, to).toEqual([]);
    }
    const listed = await nlbctl('list', '-o', 'json');
    expect(JSON.parse(listed.stdout).meta.notRead).toEqual([]);
    for (const service of ['ui-nlb', 'dual']) {
      for (const command of ['diff', 'wait-healthy']) {
        const run = await nlbctl(command, service, '-o', 'json');
        expect(JSON.parse(run.stdout).meta.notRead, command).toEqual([]);
        expect(run.code, command).toBe(0);
      }
    }
    expect(stage.elbv2.requests.filter(({ status }) => status !== 200)).toEqual([]);
  });

  test('doctor finds nothing missing, and each entry where none is allowed', async () => {
    permit(single);
    const checksOf = async () => JSON.parse((await nlbctl('doctor', '-o', 'json')).stdout) as Doctor;
    const all = await checksOf();
    expect(all).toMatchObject({ canRead: true, exitCode: 0 });
    // Time runs faster here than the servers' clocks.
    const own = all.checks.filter(({ group }) => group !== 'elsewhere' && group !== 'clock');
    expect(own.filter(({ status }) => status !== 'ok')).toEqual([]);
    permit([]);
    allow([]);
    const none = await checksOf();
    expect(none).toMatchObject({ canRead: false, exitCode: 6 });
    const missing = none.checks.filter(({ group, status }) => /rbac|iam/.test(group) && status !== 'ok');
    const names = missing.map(({ name }) => name.replace(/ -A$/, ''));
    expect(new Set(names)).toEqual(new Set([...single.map(({ name }) => name), ...allowed]));
  });

  test('a Service is migrated', async () => {
    const there = await nlbctl('migrate', 'ui-nlb', '--to', 'ip', '--yes', '-o', 'json');
    expect(there.code, there.stderr).toBe(0);
    expect(JSON.parse(there.stdout)).toMatchObject({
      result: { changed: true, phase: 'Verified' },
      meta: { notRead: [] },
    });
    const back = await nlbctl('migrate', 'ui-nlb', '--to', 'instance', '--yes');
    expect(back.code, back.stderr).toBe(0);
  });

  test('a Service is migrated over a bridge with what is for that, and refused or ended without any part of it', async () => {
    const over = (to: string) => [
      ...['migrate', 'ui-nlb', '--to', to, '--yes', '--strategy', 'weighted', '--settle', '1s', '--drain', '1s'],
      ...['--interval', '2s', '--weights', '100', '--lease', '1s', '-o', 'json'],
    ];
    for (const { rule, name } of weighted) {
      permit(single.filter((other) => other.rule !== rule));
      const refused = await nlbctl(...over('ip'));
      expect(refused.code, refused.stderr).toBe(7);
      expect(refused.stdout).toContain(`You may not ${name} in namespace ui.`);
    }
    const { elbv2 } = stage.sandbox;
    const serving = elbv2.describeTargetGroups({}).find(({ TargetGroupName }) => TargetGroupName.includes('uinlb'));
    const TargetGroupArn = serving?.TargetGroupArn ?? '';
    const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }];
    elbv2.modifyTargetGroupAttributes({ TargetGroupArn, Attributes });
    permit(single);
    for (const action of bridging) {
      allow([...allowed, ...bridging].filter((other) => other !== action));
      const ended = await nlbctl(...over('ip'));
      expect(ended.code, action).toBe(6);
      expect(ended.stdout).toContain(action.replace('elasticloadbalancing:', ''));
    }
    allow([...allowed, ...bridging]);
    const there = await nlbctl(...over('ip'));
    expect(there.code, there.stderr).toBe(0);
    const back = await nlbctl('migrate', 'ui-nlb', '--to', 'instance', '--yes');
    expect(back.code, back.stderr).toBe(0);
  });

  test('the role for migrating is needed for that, and for no more', async () => {
    permit(reading);
    const run = await nlbctl('migrate', 'ui-nlb', '--to', 'ip', '--yes');
    expect(run.code).toBe(7);
    expect(run.stderr).toContain('NLB0002  You may not patch Service ui/ui-nlb');
  });

  test('what is for findings may be left out: targets are judged without it, and a Service is migrated', async () => {
    permit(withoutFindings);
    allow(necessary);
    for (const command of ['diff', 'wait-healthy']) {
      const run = await nlbctl(command, 'ui-nlb', '-o', 'json');
      expect(JSON.parse(run.stdout).meta.notRead, command).toEqual([]);
      expect(run.code, command).toBe(0);
    }
    const there = await nlbctl('migrate', 'ui-nlb', '--to', 'ip', '--yes');
    expect(there.code, there.stderr).toBe(0);
    const back = await nlbctl('migrate', 'ui-nlb', '--to', 'instance', '--yes');
    expect(back.code, back.stderr).toBe(0);
  });
});

describe('nothing in docs/permissions.md is superfluous', () => {
  test.each(reading)('$name', async ({ name, rule }) => {
    permit(single.filter((other) => other.rule !== rule));
    expect((await lacking()).join('\n')).toContain(name);
  });

  test.each(allowed)('%s', async (action) => {
    allow(allowed.filter((other) => other !== action));
    expect(await lacking()).toContain(action);
  });
});
