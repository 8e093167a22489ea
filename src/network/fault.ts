/** What went wrong below HTTP: one sentence that says why, and what to do about it. */
export interface NetworkFault {
  readonly reason: string;
  readonly hint: string;
}

const unreachable = 'check that the address is right, and that a VPN or a firewall lets the connection through';
const noTls = {
  reason: 'it does not speak TLS',
  hint: 'check the port, and whether the address should begin with http://',
};
const trust = 'give the certificate of the authority that signed it';

const byCode: Readonly<Record<string, NetworkFault>> = {
  ECONNREFUSED: {
    reason: 'connection refused',
    hint: 'check that the server runs and that the address and port are right',
  },
  ECONNRESET: { reason: 'the connection was closed by the other side', hint: unreachable },
  EPIPE: { reason: 'the connection was closed by the other side', hint: unreachable },
  ENOTFOUND: { reason: 'no such host', hint: 'check the name, and that DNS works (a VPN may be needed)' },
  EAI_AGAIN: { reason: 'DNS gave no answer', hint: 'check that DNS works (a VPN may be needed)' },
  ETIMEDOUT: { reason: 'no answer in time', hint: unreachable },
  EHOSTUNREACH: { reason: 'no route to the host', hint: unreachable },
  ENETUNREACH: { reason: 'the network is unreachable', hint: unreachable },
  EADDRNOTAVAIL: { reason: 'the address cannot be reached from here', hint: unreachable },
  DEPTH_ZERO_SELF_SIGNED_CERT: { reason: 'its certificate is signed by itself and not trusted', hint: trust },
  SELF_SIGNED_CERT_IN_CHAIN: { reason: 'its certificate comes from an authority that is not trusted', hint: trust },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    reason: 'its certificate comes from an authority that is not trusted',
    hint: trust,
  },
  UNABLE_TO_GET_ISSUER_CERT: { reason: 'its certificate comes from an authority that is not trusted', hint: trust },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    reason: 'its certificate comes from an authority that is not trusted',
    hint: trust,
  },
  CERT_SIGNATURE_FAILURE: { reason: 'its certificate is not signed by the authority that it names', hint: trust },
  CERT_HAS_EXPIRED: {
    reason: 'its certificate has expired',
    hint: 'check the clock of this machine; else the certificate must be renewed',
  },
  CERT_NOT_YET_VALID: { reason: 'its certificate is not valid yet', hint: 'check the clock of this machine' },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    reason: 'its certificate is for another name',
    hint: 'check the address: the certificate belongs to another host',
  },
  EPROTO: { reason: 'the TLS handshake failed', hint: 'check the port, and whether a proxy stands in between' },
  HPE_INVALID_CONSTANT: { reason: 'it does not speak HTTP', hint: 'check the port' },
};

const closedByAgent = /^Client network socket disconnected before secure TLS connection was established/;
const proxyAnswer = /^Bad response: (?<status>\d+)$/;

/** The fault behind an error of Node's sockets, TLS or a proxy agent; null: the error is none of these. */
export function networkFaultOf(error: unknown): NetworkFault | null {
  for (const cause of causesOf(error)) {
    const status = proxyAnswer.exec(cause.message)?.groups?.['status'];
    if (status !== undefined) return proxyFault(Number(status));
    if (/wrong version number|packet length too long|unknown protocol/.test(cause.message)) return noTls;
    const info = byCode[codeOf(cause)];
    if (closedByAgent.test(cause.message))
      return { reason: 'the connection was closed in the TLS handshake', hint: unreachable };
    if (info !== undefined) return info;
    if (/^ERR_SSL_|^ERR_TLS_/.test(codeOf(cause)))
      return { reason: `the TLS handshake failed (${codeOf(cause)})`, hint: trust };
    if (/^HPE_/.test(codeOf(cause))) return { reason: 'it does not speak HTTP', hint: 'check the port' };
    if (cause.name === 'TimeoutError' || cause.message === 'Proxy timeout') return byCode['ETIMEDOUT'] ?? null;
    if (/socks/i.test(cause.message))
      return { reason: `the SOCKS proxy failed: ${cause.message}`, hint: 'check the proxy' };
  }
  return null;
}

/** Node's code of an error, or an empty text. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function proxyFault(status: number): NetworkFault {
  if (status === 407) {
    return {
      reason: 'the proxy wants a user and a password (407)',
      hint: 'write them into the proxy’s URL: http://user:password@proxy:port',
    };
  }
  return {
    reason: `the proxy refused the connection (${status})`,
    hint: 'check the proxy, or exempt the host with NO_PROXY',
  };
}

/** An error and what it was caused by; Node wraps several tries to connect (IPv6, IPv4) in an AggregateError. */
function causesOf(error: unknown): Error[] {
  const found: Error[] = [];
  const pending = [error];
  while (pending.length > 0 && found.length < 20) {
    const next = pending.shift();
    if (!(next instanceof Error)) continue;
    found.push(next);
    if (next instanceof AggregateError) pending.push(...next.errors);
    pending.push(next.cause);
  }
  return found;
}
