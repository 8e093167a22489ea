import { describe, expect, test } from 'vitest';
import { parseHostname, sameDnsName } from '../../src/observe/hostname.ts';
import { chooseRegion } from '../../src/observe/region.ts';
import { aService } from '../judge/snapshot-builder.ts';

const nobody = { flag: null, settings: async () => null, cluster: null };
const at = (hostname: string | null) => aService({ ingress: [{ hostname, ip: null }] });
const nlb = at('k8s-ui-uinlb-45617409e2-50dc6c495c0c9188.elb.us-west-2.amazonaws.com');
const settings = async () => ({ region: 'eu-central-1', from: 'AWS_REGION' });

describe('the region is that of', () => {
  test.each([
    { name: 'the flag', service: null, sources: { flag: 'us-east-1' }, region: 'us-east-1', from: '--region' },
    {
      name: 'the flag, which the hostname bears out',
      service: nlb,
      sources: { flag: 'us-west-2' },
      region: 'us-west-2',
      from: '--region',
    },
    {
      name: 'the hostname, whatever the settings say',
      service: nlb,
      sources: { settings, cluster: 'us-east-1' },
      region: 'us-west-2',
      from: 'the load balancer’s hostname',
    },
    {
      name: 'the settings, for a Service without a hostname',
      service: at(null),
      sources: { settings, cluster: 'us-east-1' },
      region: 'eu-central-1',
      from: 'AWS_REGION',
    },
    {
      name: 'the settings, for a name of somebody’s own',
      service: at('www.example.com'),
      sources: { settings },
      region: 'eu-central-1',
      from: 'AWS_REGION',
    },
    {
      name: 'the kubeconfig’s cluster',
      service: at(null),
      sources: { cluster: 'us-east-1' },
      region: 'us-east-1',
      from: 'the kubeconfig',
    },
  ])('$name', async ({ service, sources, region, from }) => {
    expect(await chooseRegion(service, { ...nobody, ...sources })).toEqual({ region, from });
  });

  test('nobody: 6, with how to name one', async () => {
    await expect(chooseRegion(at(null), nobody)).rejects.toMatchObject({
      code: 'RegionUnknown',
      hint: expect.stringContaining('--region'),
    });
  });

  test('another one than the hostname’s is refused: what is asked there would look gone', async () => {
    await expect(chooseRegion(nlb, { ...nobody, flag: 'eu-west-1' })).rejects.toMatchObject({
      code: 'RegionContradicted',
      exitCode: 64,
      message:
        '--region says eu-west-1, but the load balancer of Service ui/ui-nlb is in us-west-2, as its hostname says',
      hint: 'leave --region out, or give --region us-west-2',
    });
  });
});

describe('a hostname', () => {
  const network = { kind: 'network' };
  const other = { kind: 'application-or-classic' };
  test.each([
    ['edge-0123456789abcdef.elb.us-gov-west-1.amazonaws.com', { ...network, name: 'edge', region: 'us-gov-west-1' }],
    ['edge-0123456789abcdef.elb.cn-north-1.amazonaws.com.cn', { ...network, name: 'edge', region: 'cn-north-1' }],
    ['edge-0123456789abcdef.elb.eusc-de-east-1.amazonaws.eu', { ...network, name: 'edge', region: 'eusc-de-east-1' }],
    ['Edge-0123456789ABCDEF.ELB.us-west-2.amazonaws.com.', { ...network, name: 'edge', region: 'us-west-2' }],
    ['edge-1234567890.us-west-2.elb.amazonaws.com', { ...other, name: 'edge', region: 'us-west-2' }],
    ['internal-edge-1234567890.us-west-2.elb.amazonaws.com', { ...other, name: 'edge', region: 'us-west-2' }],
    ['dualstack.edge-1234567890.us-west-2.elb.amazonaws.com', { ...other, name: 'edge', region: 'us-west-2' }],
    ['edge.elb.us-west-2.amazonaws.com', { kind: 'other' }],
    ['www.example.com', { kind: 'other' }],
  ])('%s', (hostname, parsed) => {
    expect(parseHostname(hostname)).toEqual(parsed);
  });

  test('is the same whatever its case and its last dot', () => {
    expect(sameDnsName('A.example.com.', 'a.EXAMPLE.com')).toBe(true);
    expect(sameDnsName('a.example.com', 'b.example.com')).toBe(false);
  });
});
