import { expect, test } from 'vitest';
import { codeOf, networkFaultOf } from '../../src/network/fault.ts';

const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code });

const faults = [
  { error: coded('ECONNREFUSED'), says: 'connection refused' },
  { error: new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]), says: 'connection refused' },
  { error: new Error('outer', { cause: coded('ENOTFOUND') }), says: 'no such host' },
  { error: coded('CERT_HAS_EXPIRED'), says: 'its certificate has expired' },
  {
    error: coded('EPROTO', 'write EPROTO 1:error:0A00010B:SSL routines::wrong version number:'),
    says: 'it does not speak TLS',
  },
  {
    error: coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
    says: 'the TLS handshake failed (ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED)',
  },
  { error: coded('HPE_INVALID_HEADER_TOKEN'), says: 'it does not speak HTTP' },
  { error: new Error('Bad response: 407'), says: 'the proxy wants a user and a password (407)' },
  { error: new Error('Bad response: 503'), says: 'the proxy refused the connection (503)' },
  { error: new Error('Proxy timeout'), says: 'no answer in time' },
  { error: Object.assign(new Error('late'), { name: 'TimeoutError' }), says: 'no answer in time' },
  {
    error: new Error('Socks5 proxy rejected connection - NotAllowed'),
    says: 'the SOCKS proxy failed: Socks5 proxy rejected connection - NotAllowed',
  },
];

test.each(faults)('$error: $says', ({ error, says }) => {
  const fault = networkFaultOf(error);
  expect(fault?.reason).toBe(says);
  expect(fault?.hint).toMatch(/\w/);
});

test('other errors are no faults of the network', () => {
  for (const error of [new TypeError('a bug'), 'text', null, coded('ENOENT')]) expect(networkFaultOf(error)).toBeNull();
});

test('an error that causes itself is looked at once', () => {
  const error: Error & { cause?: unknown } = new Error('round');
  error.cause = error;
  expect(networkFaultOf(error)).toBeNull();
});

test('what is no error has no code', () => {
  expect([codeOf(coded('EPIPE')), codeOf(new Error('x')), codeOf(7)]).toEqual(['EPIPE', '', '']);
});
