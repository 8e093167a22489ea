import { describe, expect, test } from 'vitest';
import { attributesAfter } from '../../../src/judge/plan/attributes-after.ts';
import { preservesClientAddress, sourceAddressOf, sourceWords } from '../../../src/judge/plan/source-address.ts';
import { annotation } from '../../../src/model/annotations.ts';
import type { TargetType } from '../../../src/model/target-type.ts';
import { aService } from '../snapshot-builder.ts';

const preserve = (value: string) => ({ 'preserve_client_ip.enabled': value });

test.each<[TargetType, string, Record<string, string>, boolean]>([
  ['instance', 'TCP', {}, true],
  ['instance', 'TLS', {}, true],
  ['instance', 'TCP', preserve('false'), false],
  ['ip', 'TCP', {}, false],
  ['ip', 'TLS', {}, false],
  ['ip', 'TCP', preserve('true'), true],
  ['ip', 'UDP', {}, true],
  ['ip', 'TCP_UDP', preserve('false'), true],
  ['ip', 'QUIC', {}, true],
])('%s targets of protocol %s with %o preserve the client’s address: %s', (type, protocol, attributes, preserved) => {
  expect(preservesClientAddress(type, protocol, attributes)).toBe(preserved);
});

describe('what pods see', () => {
  test.each<[TargetType, string | null, Record<string, string>, string, RegExp]>([
    ['instance', 'Cluster', {}, 'node', /kube-proxy replaces/],
    ['instance', null, {}, 'node', /kube-proxy replaces/],
    ['instance', 'Local', {}, 'client', /preserved by default.*leaves it alone/],
    ['instance', 'Local', preserve('false'), 'load-balancer', /preserve_client_ip\.enabled is false/],
    ['ip', 'Cluster', {}, 'load-balancer', /not preserved by default with ip targets of protocol TCP$/],
    ['ip', 'Local', {}, 'load-balancer', /not preserved/],
    ['ip', 'Local', preserve('true'), 'client', /preserve_client_ip\.enabled is true/],
  ])('with %s targets, %s and %o', (type, externalTrafficPolicy, attributes, seen, why) => {
    const address = sourceAddressOf({ externalTrafficPolicy }, type, 'TCP', attributes);
    expect(address.seen).toBe(seen);
    expect(address.why).toMatch(why);
  });
  test('is told with the header of proxy protocol v2, where that tells more', () => {
    const told = (type: TargetType, policy: string) =>
      sourceWords(
        sourceAddressOf({ externalTrafficPolicy: policy }, type, 'TCP', { 'proxy_protocol_v2.enabled': 'true' }),
      );
    expect(told('ip', 'Cluster')).toBe('an address of the NLB, with the client’s in the header of proxy protocol v2');
    expect(told('instance', 'Local')).toBe('the client’s own address');
  });
});

test('annotations decide what attributes a new group has, the later ones over the former', () => {
  const after = (annotations: Record<string, string>) => attributesAfter(aService({ annotations }), 80);
  const attributes = annotation.targetGroupAttributes;
  expect(after({})).toEqual({ 'proxy_protocol_v2.enabled': 'false' });
  expect(after({ [attributes]: 'proxy_protocol_v2.enabled=true, preserve_client_ip.enabled=true' })).toEqual({
    'proxy_protocol_v2.enabled': 'true',
    'preserve_client_ip.enabled': 'true',
  });
  expect(after({ [`${attributes}.80`]: 'preserve_client_ip.enabled=false' })).toMatchObject(preserve('false'));
  expect(after({ [`${attributes}.443`]: 'preserve_client_ip.enabled=false' })).not.toMatchObject(preserve('false'));
  const on = { 'proxy_protocol_v2.enabled': 'true' };
  expect(after({ [annotation.proxyProtocolOfPorts]: '443, 80' })).toMatchObject(on);
  expect(after({ [annotation.proxyProtocolOfPorts]: '443' })).not.toMatchObject(on);
  expect(after({ [annotation.proxyProtocolOfPorts]: '443', [annotation.proxyProtocol]: '*' })).toMatchObject(on);
});
