/** What `--as` is completed with: the path of a request is anybody's own. */
export const probeWays = {
  tcp: 'the connection comes up',
  tls: 'TLS is agreed on',
  'http:/': 'a GET is answered with 2xx or 3xx',
  'https:/': 'the same, over TLS in any case',
} as const;
