import { describe, expect, test } from 'vitest';
import { modelOf, refusalOf, service, settings } from './stage.ts';

const prefixed = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`aws-load-balancer-${name}`, value]));
const ip = { 'nlb-target-type': 'ip' };
const certificate = 'arn:aws:acm:us-west-2:123456789012:certificate/1';
const built = (annotations: Record<string, string>, ports: object[], gates = {}) =>
  modelOf(service({ annotations: prefixed({ ...ip, ...annotations }), spec: { ports } }), {
    settings: settings({}, gates),
  });
const shapes = ({ listeners, targetGroups }: ReturnType<typeof modelOf>) => ({
  listeners: listeners.map(({ port, protocol }) => `${port} ${protocol}`),
  groups: targetGroups.map(({ resource, protocol, port }) => `${resource} ${protocol} ${port}`),
});

const web = { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' };
const tls = { name: 'https', port: 443, targetPort: 8443, protocol: 'TCP' };
const dnsTcp = { name: 'dns-tcp', port: 53, targetPort: 5353, protocol: 'TCP' };
const dnsUdp = { name: 'dns-udp', port: 53, targetPort: 5354, protocol: 'UDP' };

test('each port is a listener and a group: listeners by number, groups by resource id as text', () => {
  const ports = [tls, { name: 'admin', port: 9000, targetPort: 9000 }, web];
  expect(shapes(built({}, ports))).toEqual({
    listeners: ['80 TCP', '443 TCP', '9000 TCP'],
    groups: ['ui/ui-nlb:443 TCP 8443', 'ui/ui-nlb:80 TCP 8080', 'ui/ui-nlb:9000 TCP 9000'],
  });
});

describe('TLS', () => {
  test('is on every TCP port where a certificate is given, or on those named', () => {
    expect(shapes(built({ 'ssl-cert': certificate }, [web, tls]))).toEqual({
      listeners: ['80 TLS', '443 TLS'],
      groups: ['ui/ui-nlb:443 TCP 8443', 'ui/ui-nlb:80 TCP 8080'],
    });
    for (const ports of ['443', 'https']) {
      const { listeners } = built({ 'ssl-cert': certificate, 'ssl-ports': ports }, [web, tls]);
      expect(listeners.map(({ protocol }) => protocol)).toEqual(['TCP', 'TLS']);
    }
    expect(shapes(built({ 'ssl-cert': certificate }, [dnsUdp])).listeners).toEqual(['53 UDP']);
  });

  test('has a policy and certificates, the first one the default, and an ALPN policy', () => {
    const { listeners } = built({ 'ssl-cert': `${certificate}, ${certificate}2`, 'alpn-policy': 'HTTP2Only' }, [tls]);
    expect(listeners[0]).toMatchObject({
      sslPolicy: 'ELBSecurityPolicy-2016-08',
      certificates: [certificate, `${certificate}2`],
      alpnPolicy: 'HTTP2Only',
    });
  });

  test('reaches the targets too with backend-protocol ssl', () => {
    expect(shapes(built({ 'ssl-cert': certificate, 'backend-protocol': 'ssl' }, [tls])).groups).toEqual([
      'ui/ui-nlb:443 TLS 8443',
    ]);
  });

  test.each(['8443', '*'])('refuses ssl-ports %s, which is no port of the Service', (ports) => {
    const annotations = prefixed({ 'ssl-cert': certificate, 'ssl-ports': ports });
    expect(refusalOf(service({ annotations }))).toBe(`Unused port in ssl-ports annotation [${ports}]`);
  });
});

describe('TCP and UDP on one number', () => {
  test('the first one wins silently while the feature is off', () => {
    expect(shapes(built({}, [dnsTcp, dnsUdp]))).toEqual({ listeners: ['53 TCP'], groups: ['ui/ui-nlb:53 TCP 5353'] });
    expect(shapes(built({}, [dnsUdp, dnsTcp]))).toEqual({ listeners: ['53 UDP'], groups: ['ui/ui-nlb:53 UDP 5354'] });
  });

  test('they are one with the gate or the annotation, made of the first', () => {
    const merged = { listeners: ['53 TCP_UDP'], groups: ['ui/ui-nlb:53 TCP_UDP 5354'] };
    expect(shapes(built({}, [dnsUdp, dnsTcp], { EnableTCPUDPListener: true }))).toEqual(merged);
    expect(shapes(built({ 'enable-tcp-udp-listener': 'true' }, [dnsUdp, dnsTcp]))).toEqual(merged);
    const off = built({ 'enable-tcp-udp-listener': 'false' }, [dnsUdp, dnsTcp], { EnableTCPUDPListener: true });
    expect(shapes(off).listeners, 'the annotation rules').toEqual(['53 UDP']);
  });

  test('three are too many', () => {
    const annotations = prefixed({ ...ip, 'enable-tcp-udp-listener': 'true' });
    const ports = [dnsTcp, dnsUdp, { ...dnsUdp, name: 'dns-sctp', protocol: 'SCTP' }];
    expect(refusalOf(service({ annotations, spec: { ports } }))).toBe('can only merge two ports, not 3 (port 53)');
  });
});

describe('QUIC', () => {
  test.each(['53', 'dns-udp'])('replaces UDP on port %s', (port) => {
    expect(shapes(built({ 'quic-enabled-ports': port }, [web, dnsUdp]))).toEqual({
      listeners: ['53 QUIC', '80 TCP'],
      groups: ['ui/ui-nlb:53 QUIC 5354', 'ui/ui-nlb:80 TCP 8080'],
    });
  });

  test('replaces TCP_UDP, and nothing else', () => {
    const both = { 'quic-enabled-ports': '53', 'enable-tcp-udp-listener': 'true' };
    expect(shapes(built(both, [dnsUdp, dnsTcp])).groups).toEqual(['ui/ui-nlb:53 TCP_QUIC 5354']);
    const refused = (more: Record<string, string>) =>
      refusalOf(service({ annotations: prefixed({ 'quic-enabled-ports': '80', ...more }) }));
    expect(refused({})).toBe('Unsupported QUIC upgrade for protocol TCP');
    expect(refused({ 'ssl-cert': certificate })).toBe('Unsupported QUIC upgrade for protocol TLS');
  });
});

test('listener attributes are read by protocol and port', () => {
  const { listeners } = built({ 'listener-attributes.TCP-80': 'tcp.idle_timeout.seconds=400' }, [web, tls]);
  expect(listeners.map(({ attributes }) => attributes)).toEqual([
    [{ Key: 'tcp.idle_timeout.seconds', Value: '400' }],
    [],
  ]);
});

test('a Service with IPv6 needs a dualstack load balancer', () => {
  const spec = { ipFamilies: ['IPv4', 'IPv6'] };
  expect(refusalOf(service({ spec }))).toBe('unsupported IPv6 configuration, lb not dual-stack');
  const dual = service({ annotations: prefixed({ 'ip-address-type': 'dualstack' }), spec });
  expect(modelOf(dual).targetGroups[0]?.ipAddressType).toBe('ipv6');
  expect(refusalOf(service({ annotations: prefixed({ 'ip-address-type': 'ipv6' }) }))).toBe(
    'unknown IPAddressType: ipv6',
  );
});

test.each([
  ['scheme', 'public', 'unknown scheme: public'],
  [
    'internal',
    'yes',
    'failed to parse bool annotation, service.beta.kubernetes.io/aws-load-balancer-internal: yes: strconv.ParseBool: parsing "yes": invalid syntax',
  ],
  ['subnets', 'subnet-1', "couldn't find all subnets, nameOrIDs: [subnet-1], found: 0"],
])('refuses %s: %s', (name, value, message) => {
  expect(refusalOf(service({ annotations: prefixed({ [name]: value }) }))).toBe(message);
});

test.each([
  [{}, 'internal'],
  [{ internal: 'false' }, 'internet-facing'],
  [{ internal: 'false', scheme: 'internal' }, 'internal'],
] as const)('the scheme of %j is %s', (annotations, scheme) => {
  expect(modelOf(service({ annotations: prefixed(annotations) })).loadBalancer.scheme).toBe(scheme);
});
