import { describe, expect, test } from 'vitest';
import { endpointInWords } from '../../src/judge/probing/words.ts';
import type { NlbctlError } from '../../src/model/errors.ts';
import { parseConnectTo } from '../../src/probe/connect-to.ts';
import { endpointsOf } from '../../src/probe/endpoints.ts';

const dnsName = 'ui-1.elb.us-west-2.amazonaws.com';
const zones = ['us-west-2a', 'us-west-2b', 'us-west-2c'];
const port80 = { port: 80, protocol: 'TCP' };

/** DNS that knows these names, and no other. */
const dns = (names: Readonly<Record<string, readonly string[]>>) => async (name: string) => {
  const found = names[name];
  if (found === undefined) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
  return found;
};

const inThreeZones = {
  [dnsName]: ['203.0.113.2', '203.0.113.1', '2001:db8::3'],
  [`us-west-2a.${dnsName}`]: ['203.0.113.1'],
  [`us-west-2b.${dnsName}`]: ['203.0.113.2'],
  [`us-west-2c.${dnsName}`]: ['2001:db8::3'],
};

async function found(change: Partial<Parameters<typeof endpointsOf>[0]> & { readonly lead?: string } = {}) {
  const { lead = '', ...rest } = change;
  const { endpoints, notProbed } = await endpointsOf({
    dnsName,
    zones,
    ports: [port80],
    connectTo: parseConnectTo(lead, 'test'),
    resolve: dns(inThreeZones),
    signal: new AbortController().signal,
    ...rest,
  });
  return { places: endpoints.map(endpointInWords), endpoints, notProbed };
}

describe('what is connected to', () => {
  test('every address of the name, each with its zone', async () => {
    expect((await found()).places).toEqual([
      'us-west-2a 203.0.113.1:80',
      'us-west-2b 203.0.113.2:80',
      'us-west-2c [2001:db8::3]:80',
    ]);
  });

  test('each of them at each port, and TLS is the listener’s', async () => {
    const { endpoints } = await found({ ports: [port80, { port: 443, protocol: 'TLS' }] });
    expect(endpoints.map(({ listenerPort, listenerSpeaksTls }) => `${listenerPort} ${listenerSpeaksTls}`)).toEqual([
      ...Array(3).fill('80 false'),
      ...Array(3).fill('443 true'),
    ]);
  });

  test('a zone is not known where its name is not', async () => {
    const resolve = dns({ [dnsName]: ['203.0.113.1'] });
    expect((await found({ resolve })).places).toEqual(['203.0.113.1:80']);
  });

  test('a zone that DNS leaves out is told, and not connected to', async () => {
    const resolve = dns({ ...inThreeZones, [dnsName]: ['203.0.113.1'] });
    expect(await found({ resolve })).toMatchObject({
      places: ['us-west-2a 203.0.113.1:80'],
      notProbed: [
        { what: 'zone us-west-2b', reason: 'its address is not in DNS: the zone has no healthy target' },
        { what: 'zone us-west-2c', reason: 'its address is not in DNS: the zone has no healthy target' },
      ],
    });
  });

  test('where the user leads it, without DNS', async () => {
    const lead = zones.map((zone, index) => `${zone}.${dnsName}:80:127.0.0.1:${4001 + index}`).join(',');
    const { places, endpoints, notProbed } = await found({ lead, resolve: dns({}) });
    expect(places).toEqual(['us-west-2a 127.0.0.1:4001', 'us-west-2b 127.0.0.1:4002', 'us-west-2c 127.0.0.1:4003']);
    expect(endpoints[0]?.listenerPort).toBe(80);
    expect(notProbed).toEqual([]);
  });

  test('only another port of the same addresses', async () => {
    expect((await found({ lead: `${dnsName}:80::8080` })).places).toEqual([
      'us-west-2a 203.0.113.1:8080',
      'us-west-2b 203.0.113.2:8080',
      'us-west-2c [2001:db8::3]:8080',
    ]);
  });

  test('a host of the user’s own is one place, by its name', async () => {
    const resolve = dns({ 'bastion.example': ['192.0.2.1', '192.0.2.2'] });
    expect((await found({ lead: `${dnsName}::bastion.example:`, resolve })).places).toEqual(['bastion.example:80']);
  });
});

test.each([
  ['ENOTFOUND', 'DNS does not know it'],
  ['EAI_AGAIN', 'DNS gave no answer (EAI_AGAIN)'],
])('a name that does not resolve (%s) is said, with what to do', async (code, why) => {
  const resolve = () => Promise.reject(Object.assign(new Error('no'), { code }));
  const error = await found({ resolve }).catch((each: NlbctlError) => each);
  expect(error).toMatchObject({ code: 'NameNotResolved', exitCode: 6, message: `${dnsName} does not resolve: ${why}` });
});

test('an abort ends the asking', async () => {
  const leaving = new AbortController();
  const pending = found({ resolve: () => new Promise(() => undefined), signal: leaving.signal });
  leaving.abort(new Error('stopped'));
  await expect(pending).rejects.toThrow('stopped');
});
