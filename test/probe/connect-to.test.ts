import { describe, expect, test } from 'vitest';
import { leadsFor, parseConnectTo } from '../../src/probe/connect-to.ts';

const dnsName = 'ui-1.elb.us-west-2.amazonaws.com';
const leads = (text: string, port = 80) =>
  leadsFor(parseConnectTo(text, 'test'), dnsName, port).map(({ zone, host, port }) => `${zone} ${host} ${port}`);

describe('entries as curl has them', () => {
  test.each([
    ['a:1:b:2', { from: { host: 'a', port: 1 }, to: { host: 'b', port: 2 } }],
    ['::b:2', { from: { host: null, port: null }, to: { host: 'b', port: 2 } }],
    ['a:1::', { from: { host: 'a', port: 1 }, to: { host: null, port: null } }],
    ['A.Example::[::1]:2', { from: { host: 'a.example', port: null }, to: { host: '::1', port: 2 } }],
    ['[2001:DB8::1]:80:[::1]:8080', { from: { host: '2001:db8::1', port: 80 }, to: { host: '::1', port: 8080 } }],
  ])('%s', (text, entry) => {
    expect(parseConnectTo(text, 'test')).toEqual([entry]);
  });

  test('several by commas, and none where there is nothing', () => {
    expect(parseConnectTo('a:1:b:2, c:3:d:4,', 'test')).toHaveLength(2);
    expect(parseConnectTo('', 'test')).toEqual([]);
  });

  test.each(['a', 'a:1:b', 'a:1:b:2:3', 'a:x:b:2', 'a:0:b:2', 'a:1:b:65536', '[a]:1:b:2', '::1:80:b:2', '[::1:1:b:2'])(
    '%s is none, and its place is named',
    (text) => {
      expect(() => parseConnectTo(text, 'NLBCTL_CONNECT_TO')).toThrow(`NLBCTL_CONNECT_TO: ${text} is not`);
    },
  );
});

describe('where a port of an NLB is led to', () => {
  test.each<[string, string, string[]]>([
    ['nothing fits', 'other:80:127.0.0.1:1', []],
    ['another port', `${dnsName}:443:127.0.0.1:1`, []],
    ['the name', `${dnsName}:80:127.0.0.1:1`, ['null 127.0.0.1 1']],
    ['the name at any port, to the same one', `${dnsName}::127.0.0.1:`, ['null 127.0.0.1 80']],
    [
      'several for the name are its addresses',
      `${dnsName}:80:127.0.0.1:1,${dnsName}:80:127.0.0.1:2`,
      ['null 127.0.0.1 1', 'null 127.0.0.1 2'],
    ],
    ['the same twice is one', `${dnsName}:80:127.0.0.1:1,${dnsName}:80:127.0.0.1:1`, ['null 127.0.0.1 1']],
    ['several for any host too', '::127.0.0.1:1,::127.0.0.1:2', ['null 127.0.0.1 1', 'null 127.0.0.1 2']],
    ['the name goes before any host', `::127.0.0.1:1,${dnsName}:80:127.0.0.1:2`, ['null 127.0.0.1 2']],
    [
      'names of zones go before the name',
      `${dnsName}:80:127.0.0.1:9,us-west-2a.${dnsName}:80:127.0.0.1:1,us-west-2b.${dnsName}::[::1]:2`,
      ['us-west-2a 127.0.0.1 1', 'us-west-2b ::1 2'],
    ],
    [
      'the first of a zone, as in curl',
      `us-west-2a.${dnsName}:80:127.0.0.1:1,us-west-2a.${dnsName}:80:127.0.0.1:2`,
      ['us-west-2a 127.0.0.1 1'],
    ],
    ['what only looks like a zone is none', `a.b.${dnsName}:80:127.0.0.1:1`, []],
    ['case does not count', `${dnsName.toUpperCase()}:80:127.0.0.1:1`, ['null 127.0.0.1 1']],
  ])('%s', (_, text, expected) => {
    expect(leads(text)).toEqual(expected);
  });
});
