import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openStage, type Stage } from '../sandboxed.ts';
import { external, loadBalancerService } from '../services.ts';
import { expectFailure } from './failure.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({
    objects: [
      loadBalancerService('checkout', { annotations: external }),
      loadBalancerService('early', { namespace: 'default', spec: { loadBalancerClass: 'service.k8s.aws/later' } }),
    ],
  });
});

afterAll(() => stage.stop());
beforeEach(() => stage.reset());
afterEach(() => vi.unstubAllEnvs());

const commands = ['inspect', 'diff', 'wait-healthy', 'migrate'] as const;
const flagsOf = { inspect: [], diff: [], 'wait-healthy': [], migrate: ['--to', 'ip', '--yes'] } as const;

describe.each(commands)('%s with', (command) => {
  const given = (...argv: string[]) => [command, ...flagsOf[command], ...argv];

  test('a Service that does not exist: 5, and what was meant', () =>
    expectFailure(stage, given('ui-nbl', '-n', 'ui'), {
      code: 5,
      name: 'ServiceNotFound',
      says: /Service ui\/ui-nbl does not exist/,
      hint: /did you mean ui-nlb\? of type LoadBalancer, namespace ui has: checkout, ui-nlb/,
    }));

  test('the namespace left out: 5, and where the Service is', () =>
    expectFailure(stage, given('ui-nlb'), {
      code: 5,
      name: 'ServiceNotFound',
      says: /Service default\/ui-nlb does not exist/,
      hint: /there is a Service ui-nlb in namespace ui: give it with -n/,
    }));

  test('a namespace that does not exist: 5, and which one was meant', () =>
    expectFailure(stage, given('web', '-n', 'uii'), {
      code: 5,
      name: 'NamespaceNotFound',
      says: /namespace uii does not exist/,
      hint: /did you mean ui\?/,
    }));

  test('a context that does not exist: 6, and which there are', () =>
    expectFailure(stage, given('ui-nlb', '-n', 'ui', '--context', 'production'), {
      code: 6,
      name: 'ContextNotFound',
      says: /context "production" is not in the kubeconfig/,
      hint: /its contexts are: nlbctl-sandbox/,
    }));

  test('a region that cannot be: 64, and the right one', () =>
    expectFailure(stage, given('ui-nlb', '-n', 'ui', '--region', 'eu-west-1'), {
      code: 64,
      name: 'RegionContradicted',
      says: /--region says eu-west-1, but the load balancer of Service ui\/ui-nlb is in us-west-2/,
      hint: /--region us-west-2/,
    }));

  test('a profile that does not exist: 6, and which there are', () => {
    const config = stage.file('config', '[default]\nregion = us-west-2\n[profile staging]\nregion = us-west-2\n');
    return expectFailure(
      stage,
      given('ui-nlb', '-n', 'ui', '--profile', 'stagin'),
      {
        code: 6,
        name: 'AwsProfileNotFound',
        says: /the AWS profile "stagin" \(--profile\) does not exist/,
        hint: /did you mean "staging"\? there are: default, staging/,
      },
      { env: { AWS_CONFIG_FILE: config } },
    );
  });

  test('a kubeconfig that does not exist: 6', () =>
    expectFailure(stage, given('ui-nlb', '-n', 'ui', '--kubeconfig', './no-such-file'), {
      code: 6,
      name: 'KubeconfigInvalid',
      says: /the kubeconfig \.\/no-such-file \(--kubeconfig\) does not exist/,
      hint: /--kubeconfig/,
    }));

  test('two namespaces: 64', () =>
    expectFailure(stage, given('carts/ui-nlb', '-n', 'ui'), {
      code: 64,
      name: 'Usage',
      says: /in namespace carts by its argument and in ui by -n/,
      hint: /leave one of the two out/,
    }));

  test('something that names no Service: 64', () =>
    expectFailure(stage, given('UI_NLB', '-n', 'ui'), {
      code: 64,
      name: 'Usage',
      says: /"UI_NLB" does not name a Service/,
      hint: /ui\/ui-nlb/,
    }));

  test('no Service where there are several: 5, and which', () =>
    expectFailure(stage, given('-n', 'ui'), {
      code: 5,
      name: 'SeveralCandidates',
      says: /namespace ui has 2 Services with a load balancer:\n {2}checkout\n {2}ui-nlb/,
      hint: /name one of them/,
    }));

  test('no Service where there is none: 5', () =>
    expectFailure(stage, given('-n', 'kube-system'), {
      code: 5,
      name: 'NoCandidate',
      says: /namespace kube-system has no Service with a load balancer/,
      hint: /nlbctl list -A/,
    }));

  test('no Service in a namespace that does not exist: 5', () =>
    expectFailure(stage, given('-n', 'nowhere'), {
      code: 5,
      name: 'NamespaceNotFound',
      says: /namespace nowhere does not exist/,
      hint: /kubectl get namespaces/,
    }));

  test('a flag that does not exist: 64, and which one was meant', async () => {
    const run = await stage.nlbctl(given('ui-nlb', '--namespac', 'ui'));
    expect(run).toMatchObject({ code: 64, stdout: '' });
    expect(run.stderr).toMatch(/unknown option '--namespac'\n\(Did you mean --namespace\?\)/);
    expect(stage.kubernetes.requests).toEqual([]);
  });
});

test('a read that fails after the command has given up is not heard of: it would end the process', async () => {
  const unheard: unknown[] = [];
  const listen = (reason: unknown) => unheard.push(reason);
  process.on('unhandledRejection', listen);
  stage.kubernetes.interfere = async ({ path }) => {
    if (!path.endsWith('/pods')) return null;
    await sleep(60);
    return 'reset';
  };
  const run = await stage.nlbctl(['inspect', 'ui-nlb', '-n', 'ui', '--profile', 'nobody']);
  await sleep(120);
  process.off('unhandledRejection', listen);
  expect(run.code).toBe(6);
  expect(unheard).toEqual([]);
});

describe('list with', () => {
  test('a selector that is none: 64, and how it is written', () =>
    expectFailure(stage, ['list', '-n', 'ui', '-l', 'app in ('], {
      code: 64,
      name: 'Usage',
      says: /the label selector is not valid: /,
      hint: /-l app=ui/,
    }));
});

describe('settings of AWS', () => {
  const inspect = ['inspect', 'ui-nlb', '-n', 'ui'];
  const without = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

  test('no credentials at all: 6, and how to get some', () =>
    expectFailure(
      stage,
      inspect,
      {
        code: 6,
        name: 'AwsCredentialsMissing',
        says: /no AWS credentials for profile default/,
        hint: /aws sso login/,
      },
      { env: without },
    ));

  test('a session of SSO that is over: 6, and how to begin a new one', () => {
    const config = stage.file(
      'config',
      '[profile work]\nsso_start_url = https://example.com/start\nsso_region = us-west-2\nsso_account_id = 123456789012\nsso_role_name = reader\nregion = us-west-2\n',
    );
    // The SDK reads it a second time, from the environment of the process.
    vi.stubEnv('AWS_CONFIG_FILE', config);
    vi.stubEnv('HOME', stage.env['HOME'] ?? '');
    return expectFailure(
      stage,
      [...inspect, '--profile', 'work'],
      {
        code: 6,
        name: 'AwsCredentialsExpired',
        says: /the credentials of AWS profile work have expired/,
        hint: /aws sso login --profile work/,
      },
      { env: { ...without, AWS_CONFIG_FILE: config } },
    );
  });

  test('a region that is no name: 6', () =>
    expectFailure(stage, ['inspect', 'early', '--region', 'us_west'], {
      code: 6,
      name: 'RegionUnknown',
      says: /"us_west" is not the name of an AWS region/,
      hint: /us-west-2/,
    }));

  test('an endpoint that is no URL: 6, and which setting says so', () =>
    expectFailure(
      stage,
      inspect,
      {
        code: 6,
        name: 'AwsUnreachable',
        says: /AWS_ENDPOINT_URL/,
        hint: /http/,
      },
      { env: { AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: 'localhost:4566' } },
    ));
});
