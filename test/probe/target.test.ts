import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { portsOf } from '../../src/probe/ports.ts';
import { probeTarget } from '../../src/probe/target.ts';
import { instanceSnapshot } from '../judge/snapshot-builder.ts';

const snapshot = instanceSnapshot();
const { signal } = new AbortController();
const resolve = async () => ['203.0.113.1'];
const withListeners = (...protocols: readonly (readonly [port: number, protocol: string])[]): Snapshot => ({
  ...snapshot,
  service: {
    ...snapshot.service,
    ports: protocols.map(
      ([port]) => ({ ...snapshot.service.ports[0], port }) as (typeof snapshot.service.ports)[number],
    ),
  },
  listeners: protocols.map(([port, protocol]) => ({ arn: `${port}`, port, protocol, forwards: [], ruleForwards: [] })),
});

describe('the ports', () => {
  test('are those that take TCP; the others are told', () => {
    const { ports, notProbed } = portsOf(
      withListeners([443, 'TLS'], [53, 'TCP_UDP'], [5000, 'UDP'], [80, 'TCP']),
      null,
    );
    expect(ports.map(({ port, protocol }) => `${port} ${protocol}`)).toEqual(['53 TCP_UDP', '80 TCP', '443 TLS']);
    expect(notProbed.map(({ what }) => what)).toEqual(['port 53 UDP', 'port 5000 UDP']);
  });

  test('are those that are asked for', () => {
    expect(portsOf(withListeners([443, 'TLS'], [80, 'TCP']), [443])).toMatchObject({ ports: [{ port: 443 }] });
  });

  test('one that there is not is wrong usage, and those that there are are named', () => {
    expect(() => portsOf(withListeners([80, 'TCP']), [80, 81])).toThrow(
      expect.objectContaining({ code: 'Usage', message: expect.stringContaining('81'), hint: 'it has 80 TCP' }),
    );
  });

  test('where none takes TCP there is nothing to probe', () => {
    expect(() => portsOf(withListeners([53, 'UDP']), null)).toThrow(
      expect.objectContaining({ code: 'NothingToProbe', exitCode: 5 }),
    );
  });

  test('are the Service’s where listeners may not be read', () => {
    expect(portsOf({ ...snapshot, listeners: null }, null).ports).toEqual([{ port: 80, protocol: 'TCP' }]);
  });
});

describe('the target', () => {
  test('is the NLB’s name in small letters, and its addresses', async () => {
    const upper: Snapshot = {
      ...snapshot,
      loadBalancer: snapshot.loadBalancer && { ...snapshot.loadBalancer, dnsName: 'UI-1.elb.us-west-2.amazonaws.com' },
    };
    expect(await probeTarget(upper, { ports: null, connectTo: [], signal, resolve })).toMatchObject({
      dnsName: 'ui-1.elb.us-west-2.amazonaws.com',
      endpoints: [{ host: '203.0.113.1', port: 80 }],
    });
  });

  test.each([
    [{ by: 'none', reason: 'no-hostname' } as const, 'LoadBalancerNotFound', 5],
    [{ by: 'none', reason: 'gone', hostname: 'old.elb.amazonaws.com' } as const, 'LoadBalancerNotFound', 5],
    [{ by: 'none', reason: 'not-read' } as const, 'PermissionMissing', 6],
  ])('is missing: %o', async (lookup, code, exitCode) => {
    const without: Snapshot = { ...snapshot, loadBalancer: null, listeners: null, lookup };
    await expect(probeTarget(without, { ports: null, connectTo: [], signal, resolve })).rejects.toMatchObject({
      code,
      exitCode,
    });
  });
});
