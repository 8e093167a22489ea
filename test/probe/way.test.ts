import { expect, test } from 'vitest';
import { parseWay } from '../../src/probe/way.ts';

test.each([
  ['tcp', { by: 'tcp' }],
  ['tls', { by: 'tls' }],
  ['http', { by: 'http', path: '/', secure: false }],
  ['http:/healthz?a=b', { by: 'http', path: '/healthz?a=b', secure: false }],
  ['https:/', { by: 'http', path: '/', secure: true }],
])('%s', (text, way) => {
  expect(parseWay(text, '--as')).toEqual(way);
});

test.each(['', 'udp', 'tcp:/x', 'http:healthz', 'http://example.com/', 'http:/a b', 'HTTP:/', 'tls '])(
  '%j is none',
  (text) => {
    expect(() => parseWay(text, '--as')).toThrow(expect.objectContaining({ code: 'Usage' }));
  },
);
