import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../sandboxed.ts';
import { schemaErrors } from '../schema/validate.ts';
import { external, hostnameOf, loadBalancerService, writeHostname } from '../services.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({
    change: {
      loadBalancers: [
        { name: 'twice-east', tags: { 'service.k8s.aws/stack': 'ui/twice' } },
        { name: 'twice-west', tags: { 'service.k8s.aws/stack': 'ui/twice' } },
        { name: 'front-alb', type: 'application' },
      ],
    },
    objects: [
      loadBalancerService('api', { annotations: { ...external, name: 'API-Edge' } }),
      loadBalancerService('twice', { spec: { loadBalancerClass: 'service.k8s.aws/other' } }),
      loadBalancerService('alb', { spec: { loadBalancerClass: 'service.k8s.aws/other' } }),
      loadBalancerService('elsewhere', { spec: { loadBalancerClass: 'service.k8s.aws/other' } }),
      loadBalancerService('inside', { spec: { type: 'ClusterIP' } }),
    ],
  });
  const { store, elbv2 } = stage.sandbox;
  const alb = elbv2.describeLoadBalancers({ Names: ['front-alb'] })[0]?.DNSName ?? '';
  writeHostname(store, 'alb', alb);
  writeHostname(store, 'elsewhere', 'edge-0123456789abcdef.elb.eu-west-1.amazonaws.com');
});

afterAll(() => stage.stop());
beforeEach(() => stage.reset());

const list = async (...argv: string[]) => {
  const run = await stage.nlbctl(['list', '-o', 'json', ...argv]);
  const document = JSON.parse(run.stdout);
  expect(schemaErrors('list', document)).toEqual([]);
  return { code: run.code, items: document.items as { name: string; status: string }[] };
};

describe('a list of many Services', () => {
  test('has a line for each, also where one of them fails; the worst first', async () => {
    const { code, items } = await list('-n', 'ui');
    expect(code).toBe(0);
    expect(items.map(({ name, status }) => `${name}: ${status}`)).toEqual([
      'elsewhere: no NLB',
      'twice: several NLBs fit',
      'alb: not an NLB',
      'api: ok',
      'ui-nlb: ok',
    ]);
  });

  test('finds a name with capitals in the shared list', async () => {
    expect(hostnameOf(stage.sandbox.store, 'api')).toMatch(/^api-edge-/);
    const { items } = await list('-n', 'ui');
    expect(items.find(({ name }) => name === 'api')).toMatchObject({ loadBalancer: { name: 'API-Edge' } });
  });

  test('with a --region that hostnames contradict says so of each, and reads the others', async () => {
    const { code, items } = await list('-n', 'ui', '--region', 'eu-west-1');
    expect(code).toBe(0);
    expect(items.filter(({ status }) => status === 'in another region').map(({ name }) => name)).toEqual([
      'alb',
      'api',
      'ui-nlb',
    ]);
  });

  test('a failure that is not of one Service ends it', async () => {
    stage.elbv2.interfere = () => ({ status: 403, body: errorXml('ExpiredToken', 'The token is expired') });
    const run = await stage.nlbctl(['list', '-n', 'ui']);
    expect(run).toMatchObject({ code: 6, stdout: '' });
    expect(run.stderr).toContain('expired');
  });

  test('of a namespace without any says so with 0, of one that does not exist with 5', async () => {
    expect(await stage.nlbctl(['list', '-n', 'default'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'no Service with a load balancer in namespace default\n',
    });
    const run = await stage.nlbctl(['list', '-n', 'uii']);
    expect(run).toMatchObject({ code: 5, stdout: '' });
    expect(run.stderr).toMatch(/namespace uii does not exist\nhint: did you mean ui\?/);
  });
});

const errorXml = (code: string, message: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
