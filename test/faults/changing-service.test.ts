import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { KubeObject } from '../../src/sandbox/store/object.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { apiStatus, elbv2Error, expectFailure } from './failure.ts';

const services = { group: '', resource: 'services' };
const targetType = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';
const migrate = ['migrate', 'ui-nlb', '-n', 'ui', '--to', 'ip', '--yes', '--interval', '20ms'];
const formats = ['table', 'json', 'yaml', 'ndjson'];

let stage: Stage;

// Each test writes to the Service: each has a sandbox of its own, in which time stands nearly still.
beforeEach(async () => {
  stage = await openStage({ speed: 0.001 });
});
afterEach(() => stage.stop());

const change = (edit: (service: KubeObject) => void) => stage.sandbox.store.modify(services, 'ui', 'ui-nlb', edit);
const asked = () => stage.sandbox.store.get(services, 'ui', 'ui-nlb').metadata.annotations?.[targetType];
const patches = () => stage.kubernetes.requests.filter(({ method }) => method === 'PATCH');
const machine = { clock: { now: Date.now, sleep: async () => undefined } };

/** Runs `act` when the migration has read and is about to write. */
function beforeThePatch(act: () => void) {
  let done = false;
  stage.kubernetes.interfere = ({ method }) => {
    if (method === 'PATCH' && !done) {
      done = true;
      act();
    }
    return null;
  };
}

describe('a Service that changes between read and patch', () => {
  test.each([
    {
      name: 'in a label',
      edit: (service: KubeObject) => {
        service.metadata.labels = { team: 'shop' };
      },
    },
    {
      name: 'in an annotation that is not the controller’s',
      edit: (service: KubeObject) => {
        service.metadata.annotations = { ...service.metadata.annotations, 'example.com/seen': 'yes' };
      },
    },
  ])('$name is read again, and patched', async ({ edit }) => {
    beforeThePatch(() => change(edit));
    const run = await stage.nlbctl([...migrate, '--timeout', '0'], machine);
    expect(patches().map(({ status }) => status)).toEqual([409, 200]);
    expect(asked()).toBe('ip');
    expect(run.code).toBe(4);
  });

  test.each([
    {
      name: 'in its ports',
      edit: (service: KubeObject) => {
        service['spec'].ports[0].targetPort = 8081;
      },
    },
    {
      name: 'in an annotation of the controller’s',
      edit: (service: KubeObject) => {
        const key = 'service.beta.kubernetes.io/aws-load-balancer-healthcheck-protocol';
        service.metadata.annotations = { ...service.metadata.annotations, [key]: 'http' };
      },
    },
  ])('$name is left alone: 9, in every format', async ({ edit }) => {
    for (const format of formats) {
      stage.kubernetes.requests.length = 0;
      let value = 0;
      beforeThePatch(() =>
        change((service) => {
          edit(service);
          // Each run finds another change.
          value = Number(service.metadata.labels?.['run'] ?? 0) + 1;
          service['spec'].ports[0].targetPort = 8081 + value + formats.indexOf(format);
          service.metadata.labels = { run: String(value) };
        }),
      );
      const run = await stage.nlbctl([...migrate, '-o', format], machine);
      expect(run.code, format).toBe(9);
      expect(run.stderr).toMatch(
        /error: Service ui\/ui-nlb was changed by somebody else after it was read; nothing was changed\nhint: .*nlbctl inspect ui-nlb -n ui/,
      );
      expect(patches().map(({ status }) => status)).toEqual([409]);
      expect(asked()).toBe('instance');
      if (format === 'json' || format === 'yaml')
        expect(parse(run.stdout)).toMatchObject({ kind: 'Error', code: 'Conflict', exitCode: 9 });
    }
  });

  test('again and again is given up after five tries: 9', async () => {
    let count = 0;
    stage.kubernetes.interfere = ({ method }) => {
      if (method === 'PATCH')
        change((service) => {
          count += 1;
          service.metadata.labels = { count: String(count) };
        });
      return null;
    };
    const run = await stage.nlbctl(migrate, machine);
    expect(run).toMatchObject({ code: 9, stdout: '' });
    expect(run.stderr).toMatch(
      /is being changed again and again: 5 times somebody else was faster; nothing was changed/,
    );
    expect(patches().map(({ status }) => status)).toEqual([409, 409, 409, 409, 409]);
    expect(asked()).toBe('instance');
  });

  test('to where it is refused is left alone: 9', async () => {
    beforeThePatch(() =>
      change((service) => {
        service['spec'].loadBalancerSourceRanges = ['10.0.0.0/8'];
      }),
    );
    expect((await stage.nlbctl(migrate, machine)).code).toBe(9);
    expect(asked()).toBe('instance');
  });

  test('and is gone: 5, and nothing was changed', async () => {
    beforeThePatch(() => {
      change(({ metadata }) => {
        delete metadata.finalizers;
      });
      stage.sandbox.store.remove(services, 'ui', 'ui-nlb');
    });
    const run = await stage.nlbctl(migrate, machine);
    expect(run).toMatchObject({ code: 5, stdout: '' });
    expect(run.stderr).toMatch(/Service ui\/ui-nlb does not exist; nothing was changed/);
  });
});

describe('a patch that is not taken', () => {
  test('by an admission policy: 6, in its words', async () => {
    stage.kubernetes.interfere = ({ method }) =>
      method === 'PATCH'
        ? apiStatus(403, 'Forbidden', 'admission webhook "policy.example.com" denied the request: frozen until Monday')
        : null;
    const run = await stage.nlbctl(migrate, machine);
    expect(run).toMatchObject({ code: 6, stdout: '' });
    expect(run.stderr).toMatch(
      /denied the request: frozen until Monday; nothing was changed\nhint: .*ask who keeps it/,
    );
    expect(asked()).toBe('instance');
  });

  test('for want of the verb: 6', async () => {
    stage.kubernetes.interfere = ({ method }) =>
      method === 'PATCH' ? apiStatus(403, 'Forbidden', 'services "ui-nlb" is forbidden: User "x" cannot patch') : null;
    const run = await stage.nlbctl(migrate, machine);
    expect(run).toMatchObject({ code: 6, stdout: '' });
    expect(run.stderr).toMatch(
      /you may not patch services -n ui: .*; nothing was changed\nhint: .*kubectl auth can-i patch services -n ui/,
    );
  });

  test.each([
    { name: 'whose answer is lost', answer: 'reset' as const, says: /the connection was closed by the other side/ },
    {
      name: 'at which the server fails',
      answer: apiStatus(500, 'InternalError', 'etcd is gone'),
      says: /etcd is gone/,
    },
  ])('$name: 6, its fate is not known, and it is not sent again', async ({ answer, says }) => {
    stage.kubernetes.interfere = ({ method }) => (method === 'PATCH' ? answer : null);
    const run = await stage.nlbctl(migrate, machine);
    expect(run).toMatchObject({ code: 6, stdout: '' });
    expect(run.stderr).toMatch(says);
    expect(run.stderr).toMatch(
      /whether the change was written is not known\nhint: .*the same command, given again, goes on from what it finds/,
    );
    expect(patches()).toHaveLength(1);
  });

  test.each(['DescribeLoadBalancers', 'DescribeListeners', 'DescribeTargetGroups', 'DescribeTargetHealth'])(
    'is not even sent where the change could not be seen through, for want of %s: 6',
    async (action) => {
      stage.sandbox.denied.add(`elasticloadbalancing:${action}`);
      await expectFailure(
        stage,
        migrate,
        {
          code: 6,
          name: 'PermissionMissing',
          says: new RegExp(
            `the change of Service ui/ui-nlb could not be seen through: .*elasticloadbalancing:${action} is not allowed; nothing was changed`,
          ),
          hint: /ask for the permission first/,
        },
        machine,
      );
    },
  );

  test('without a yes, where nobody can be asked: 8', async () => {
    await expectFailure(stage, ['migrate', 'ui-nlb', '-n', 'ui', '--to', 'ip'], {
      code: 8,
      name: 'NotConfirmed',
      says: /a migration needs a yes, and nobody can be asked here; nothing was changed/,
      hint: /nlbctl migrate ui-nlb -n ui --to ip --yes/,
    });
  });
});

describe('after the patch', () => {
  const patched = () => patches().some(({ status }) => status === 200);

  test('a failure that passes is survived, also at the first look', async () => {
    let refused = false;
    stage.elbv2.interfere = () => {
      if (!patched() || refused) return null;
      refused = true;
      return { status: 200, body: 'nonsense' };
    };
    const run = await stage.nlbctl([...migrate, '--timeout', '2s'], { clock: fast });
    expect(run.stderr).toContain('this look failed, the next one is tried: what answers at');
    expect(run.code).toBe(4);
  });

  test.each(formats)('one that does not is a result that says how to go on: 6, -o %s', async (format) => {
    stage.elbv2.interfere = () => (patched() ? elbv2Error(403, 'ExpiredToken', 'The token is expired') : null);
    const run = await stage.nlbctl([...migrate, '-o', format], machine);
    expect(run.code).toBe(6);
    expect(asked()).toBe('ip');
    expect(run.stdout).toContain('the credentials have expired');
    expect(run.stdout).toContain('nlbctl migrate ui-nlb -n ui --to ip');
    expect(run.stdout).toContain('nlbctl migrate ui-nlb -n ui --to instance');
    if (format === 'json')
      expect(JSON.parse(run.stdout).result).toMatchObject({ changed: true, outcome: 'could-not-know' });
  });

  test('one that says something of the Service says what was written, too', async () => {
    stage.elbv2.interfere = () => {
      if (patched()) stage.sandbox.store.modify(services, 'ui', 'ui-nlb', becomeInternal);
      return null;
    };
    const run = await stage.nlbctl(migrate, machine);
    expect(run).toMatchObject({ code: 5, stdout: '' });
    expect(run.stderr).toContain('Service ui/ui-nlb is of type ClusterIP');
    expect(run.stderr).toContain(
      'Service ui/ui-nlb asks for target type ip, and the controller goes on without nlbctl',
    );
    expect(run.stderr).toContain('nlbctl migrate ui-nlb -n ui --to instance');
  });

  test.each(formats)('a Service that is deleted is gone: 5, -o %s', async (format) => {
    stage.elbv2.interfere = () => {
      if (patched() && stage.sandbox.store.find(services, 'ui', 'ui-nlb') !== undefined) {
        change(({ metadata }) => {
          delete metadata.finalizers;
        });
        stage.sandbox.store.remove(services, 'ui', 'ui-nlb');
      }
      return null;
    };
    const run = await stage.nlbctl([...migrate, '-o', format], machine);
    expect(run.code).toBe(5);
    expect(run.stdout).toContain('Service ui/ui-nlb does not exist. It was deleted during the wait.');
    expect(run.stdout).not.toContain('--to instance');
  });
});

describe('during wait-healthy', () => {
  const wait = ['wait-healthy', 'ui-nlb', '-n', 'ui', '--target-type', 'ip', '--interval', '20ms', '--timeout', '10m'];

  test.each(formats)('a Service that is deleted ends it at once: 5, -o %s', async (format) => {
    stage.elbv2.interfere = ({ form }) => {
      if (form.get('Action') === 'DescribeTags') stage.sandbox.store.remove(services, 'ui', 'ui-nlb');
      return null;
    };
    const run = await stage.nlbctl([...wait, '-o', format], machine);
    expect(run.code).toBe(5);
    expect(run.stdout).toContain('Service ui/ui-nlb is being deleted');
  });

  test('and so does its namespace', async () => {
    stage.elbv2.interfere = ({ form }) => {
      if (form.get('Action') !== 'DescribeTags') return null;
      stage.kubernetes.interfere = ({ path }) =>
        path.endsWith('/services/ui-nlb') || path.endsWith('/namespaces/ui') ? apiStatus(404, 'NotFound', 'no') : null;
      return null;
    };
    const run = await stage.nlbctl(wait, machine);
    expect(run.code).toBe(5);
    expect(run.stdout).toContain('namespace ui does not exist. It was deleted during the wait.');
  });
});

const fast = {
  now: Date.now,
  sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
};

function becomeInternal(service: KubeObject): void {
  delete service.metadata.finalizers;
  service['spec'] = { ...service['spec'], type: 'ClusterIP' };
}
