import {
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { openFaultStage, service } from './stage.ts';

const stage = await openFaultStage();

const patch = { body: { metadata: { labels: { touched: 'yes' } } }, contentType: 'application/merge-patch+json' };

/** What a client of the Kubernetes API makes of a call. */
async function kubernetes(method: string, path: string): Promise<string> {
  try {
    const { code, body } = await stage.call(method, path, method === 'PATCH' ? patch : {});
    return code === 200 ? '200' : `${code} ${body.reason}: ${body.message}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'failed';
  }
}

/** What the AWS SDK makes of one. */
async function elbv2(command: DescribeTargetGroupsCommand | ModifyListenerCommand): Promise<string> {
  try {
    await stage.elbv2.send(command as DescribeTargetGroupsCommand);
    return '200';
  } catch (error) {
    const { name, message, code, $metadata } = error as Error & {
      code?: string;
      $metadata?: { httpStatusCode?: number };
    };
    return code ?? `${$metadata?.httpStatusCode} ${name}: ${message}`;
  }
}

const list = () => kubernetes('GET', '/api/v1/namespaces/ui/services');
const change = () => kubernetes('PATCH', service);
const read = () => elbv2(new DescribeTargetGroupsCommand({}));
const listener = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:listener/net/a/1/2';
const write = () => elbv2(new ModifyListenerCommand({ ListenerArn: listener, Port: 81 }));

const refusals: readonly { fault: Fault; by: () => Promise<string>; says: string | RegExp; usually?: RegExp }[] = [
  { fault: { kind: 'throttled', side: 'kubernetes' }, by: list, says: /^429 TooManyRequests: too many requests/ },
  { fault: { kind: 'throttled', side: 'elbv2' }, by: read, says: '400 Throttling: Rate exceeded' },
  { fault: { kind: 'server-error', side: 'kubernetes' }, by: list, says: /^503 ServiceUnavailable: the server is / },
  { fault: { kind: 'server-error', side: 'kubernetes', status: 500 }, by: list, says: /^500 InternalError: .*etcd/ },
  { fault: { kind: 'server-error', side: 'kubernetes', status: 502 }, by: list, says: /^502 InternalError: / },
  { fault: { kind: 'server-error', side: 'kubernetes', status: 504 }, by: list, says: /^504 Timeout: / },
  { fault: { kind: 'server-error', side: 'elbv2' }, by: read, says: /^503 ServiceUnavailable: / },
  { fault: { kind: 'server-error', side: 'elbv2', status: 500 }, by: read, says: /^500 InternalFailure: / },
  { fault: { kind: 'server-error', side: 'elbv2', status: 502 }, by: read, says: /^502 BadGateway: / },
  { fault: { kind: 'server-error', side: 'elbv2', status: 504 }, by: read, says: /^504 GatewayTimeout: / },
  { fault: { kind: 'reset', side: 'kubernetes' }, by: list, says: 'ECONNRESET' },
  { fault: { kind: 'reset', side: 'elbv2' }, by: read, says: 'ECONNRESET' },
  { fault: { kind: 'expired-token', side: 'kubernetes' }, by: list, says: '401 Unauthorized: Unauthorized' },
  { fault: { kind: 'expired-token', side: 'elbv2' }, by: read, says: /^403 ExpiredToken: .* is expired$/ },
  {
    fault: { kind: 'denied', side: 'kubernetes' },
    by: list,
    says: '403 Forbidden: services is forbidden: User "sandbox-admin" cannot list resource "services" in API group "" in the namespace "ui"',
  },
  {
    fault: { kind: 'denied', side: 'kubernetes' },
    by: () => kubernetes('GET', '/version'),
    says: '403 Forbidden: forbidden: User "sandbox-admin" cannot get path "/version"',
  },
  {
    fault: { kind: 'denied', side: 'elbv2' },
    by: write,
    says: /^403 AccessDenied: User: arn:aws:iam::123456789012:user\/sandbox is not authorized to perform: elasticloadbalancing:ModifyListener on resource: arn:/,
    usually: /^400 ListenerNotFound/,
  },
  {
    fault: { kind: 'conflict', side: 'kubernetes' },
    by: change,
    says: '409 Conflict: Operation cannot be fulfilled on services "ui-nlb": the object has been modified; please apply your changes to the latest version and try again',
  },
  {
    fault: { kind: 'gone', side: 'kubernetes' },
    by: () => kubernetes('GET', `/api/v1/services?resourceVersion=${stage.sandbox.store.resourceVersion()}`),
    says: /^410 Expired: The resourceVersion for the provided list or watch is too old/,
  },
];

describe.each(refusals)('$fault', ({ fault, by, says, usually = /^200$/ }) => {
  const struck = typeof says === 'string' ? new RegExp(`^${says.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) : says;

  test('strikes until it is spent', async () => {
    expect(await by()).toMatch(usually);
    const { id } = stage.sandbox.faults.inject({ ...fault, count: 1 } as Fault);
    expect(await by()).toMatch(struck);
    expect(await by()).toMatch(usually);
    expect(stage.sandbox.faults.list()).toMatchObject([{ id, state: 'spent', struck: 1 }]);
  });

  test('strikes until it is cleared', async () => {
    const { id } = stage.sandbox.faults.inject(fault);
    expect(await by()).toMatch(struck);
    expect(await by()).toMatch(struck);
    expect(stage.sandbox.faults.clear(id)).toBe(true);
    expect(await by()).toMatch(usually);
    expect(stage.sandbox.faults.list()).toEqual([]);
  });
});

describe('what a refusal does not do', () => {
  const labels = async () => (await stage.call('GET', service)).body.metadata.labels ?? {};

  test.each<Fault>([
    { kind: 'throttled', side: 'kubernetes', calls: { verbs: ['patch'] } },
    { kind: 'reset', side: 'kubernetes', calls: { verbs: ['patch'] } },
    { kind: 'server-error', side: 'kubernetes', calls: { verbs: ['patch'] } },
  ])('$kind: a write that was refused was not taken', async (fault) => {
    const value = `${fault.kind}-${stage.sandbox.store.resourceVersion()}`;
    const once = { body: { metadata: { labels: { once: value } } }, contentType: 'application/merge-patch+json' };
    stage.sandbox.faults.inject(fault);
    await stage.call('PATCH', service, once).catch(() => {});
    expect((await labels()).once).not.toBe(value);
  });

  test('reset after: the write was taken, and nobody is told', async () => {
    const body = { metadata: { labels: { silently: 'yes' } } };
    stage.sandbox.faults.inject({ kind: 'reset', side: 'kubernetes', when: 'after', calls: { verbs: ['patch'] } });
    const sent = stage.call('PATCH', service, { body, contentType: 'application/merge-patch+json' });
    await expect(sent).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await labels()).toMatchObject({ silently: 'yes' });
  });

  test('conflict and stale-reads leave other calls alone, and gone a list that names no version', async () => {
    stage.sandbox.faults.inject({ kind: 'conflict', side: 'kubernetes' });
    stage.sandbox.faults.inject({ kind: 'gone', side: 'kubernetes' });
    expect(await list()).toBe('200');
    expect(stage.sandbox.faults.list().map(({ struck }) => struck)).toEqual([0, 0]);
  });

  test('nothing strikes the calls by which the sandbox is found', async () => {
    stage.sandbox.faults.inject({ kind: 'reset', side: 'kubernetes' });
    expect(await stage.call('GET', '/readyz')).toMatchObject({ code: 200, body: 'ok' });
    await expect(stage.call('GET', '/version')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('a throttled client is told when to come again', async () => {
    stage.sandbox.faults.inject({ kind: 'throttled', side: 'kubernetes', retryAfter: 7 });
    const { headers, body } = await stage.call('GET', service);
    expect(headers['retry-after']).toBe('7');
    expect(body.details).toEqual({ retryAfterSeconds: 7 });
  });

  test('faults of one side do not strike the other', async () => {
    stage.sandbox.faults.inject({ kind: 'throttled', side: 'elbv2' });
    expect(await list()).toBe('200');
    expect(
      await elbv2(new DescribeTagsCommand({ ResourceArns: [] }) as unknown as DescribeTargetGroupsCommand),
    ).toMatch(/Throttling/);
  });

  test('a call whose connection is closed is no occasion for other faults, and one that waits is', async () => {
    stage.sandbox.faults.inject({ kind: 'throttled', side: 'kubernetes', count: 1 });
    stage.sandbox.faults.inject({ kind: 'reset', side: 'kubernetes', count: 1 });
    stage.sandbox.faults.inject({ kind: 'slow', side: 'kubernetes', delay: '0', count: 1 });
    await expect(stage.call('GET', service)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(stage.sandbox.faults.list().map(({ struck }) => struck)).toEqual([0, 1, 1]);
    expect((await stage.call('GET', service)).code).toBe(429);
  });
});
