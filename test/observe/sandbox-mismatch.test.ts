import { expect, test } from 'vitest';
import { refuseMismatch } from '../../src/observe/sandbox-mismatch.ts';

const sandbox = { cluster: 'nlbctl-sandbox', server: 'https://127.0.0.1:6443' };

test.each([
  { name: 'both on loopback', at: sandbox, endpoint: 'http://127.0.0.1:4566' },
  { name: 'loopback by name', at: sandbox, endpoint: 'http://localhost:4566/' },
  { name: 'loopback in IPv6', at: sandbox, endpoint: 'http://[::1]:4566' },
  {
    name: 'a cluster of another name',
    at: { ...sandbox, cluster: 'kind' },
    endpoint: 'https://elasticloadbalancing.us-west-2.amazonaws.com',
  },
  {
    name: 'a cluster that is not here',
    at: { ...sandbox, server: 'https://example.com' },
    endpoint: 'https://elasticloadbalancing.us-west-2.amazonaws.com',
  },
])('$name goes on', ({ at, endpoint }) => {
  expect(() => refuseMismatch(at, endpoint)).not.toThrow();
});

test.each(['https://elasticloadbalancing.us-west-2.amazonaws.com', 'not a URL'])(
  'a sandbox’s cluster with ELBv2 at %s is refused: what is tried there must not reach an account',
  (endpoint) => {
    expect(() => refuseMismatch(sandbox, endpoint)).toThrow(
      expect.objectContaining({ code: 'SandboxMismatch', message: expect.stringContaining(endpoint) }),
    );
  },
);
