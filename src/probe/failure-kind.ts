import type { AttemptResult, FailureKind } from '../model/probe.ts';
import { codeOf, networkFaultOf } from '../network/fault.ts';

const byCode: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EPROTO: 'tls',
};

/** This machine has no socket, file or port left: the other side was not even asked. */
const ownLimits: ReadonlySet<string> = new Set([
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'EADDRNOTAVAIL',
  'EADDRINUSE',
]);

/** Node's words for a connection that ends while an answer or a handshake is waited for: it makes them ECONNRESET too. */
const closedEarly = /^socket hang up$|^Client network socket disconnected before secure TLS connection/;

/** What an error of a socket means for the attempt. */
export function resultOfError(error: Error): AttemptResult {
  // Where a name has several addresses Node tries them all, and tells of each.
  const first = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  const code = codeOf(first);
  if (ownLimits.has(code)) return { outcome: 'skipped' };
  if (closedEarly.test(first.message))
    return { outcome: 'failed', kind: 'closed', message: 'the connection was closed before there was an answer' };
  const kind = byCode[code] ?? (/^ERR_(SSL|TLS)_/.test(code) ? 'tls' : 'other');
  return { outcome: 'failed', kind, message: networkFaultOf(first)?.reason ?? first.message };
}
