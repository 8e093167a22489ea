import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { AttemptResult, ProbedEndpoint, ProbeWay } from '../model/probe.ts';
import { resultOfError } from './failure-kind.ts';

export interface Attempting {
  readonly way: ProbeWay;
  /** The NLB's own name: what TLS and HTTP are told, wherever the connection is led to. */
  readonly dnsName: string;
  /** Milliseconds for the whole attempt: connection, handshake and the head of the answer. */
  readonly timeout: number;
  readonly userAgent: string;
}

/** Makes one attempt; an abort ends it as skipped. Never rejects. */
export type MakeAttempt = (endpoint: ProbedEndpoint, signal: AbortSignal) => Promise<AttemptResult>;

/**
 * A connection that is taken and thrown away at once was not served: some load balancers and proxies take every connection, and only
 * then look for a target. So it is looked at for this long after it has come up. The latency does not count it.
 */
const watched = 100;

/**
 * Makes one connection, alone and without a proxy, and closes it at once when it has shown what it was made for. Leaves nothing open.
 */
export const attempt =
  (attempting: Attempting): MakeAttempt =>
  (endpoint, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve({ outcome: 'skipped' });
        return;
      }
      const began = performance.now();
      const end = (result: AttemptResult) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        opened.destroy();
        resolve(result);
      };
      const onAbort = () => end({ outcome: 'skipped' });
      const elapsed = () => performance.now() - began;
      const message = `no answer within ${attempting.timeout / 1_000}s`;
      const timer = setTimeout(() => end({ outcome: 'failed', kind: 'timeout', message }), attempting.timeout);
      signal.addEventListener('abort', onAbort, { once: true });
      const opened =
        attempting.way.by === 'http'
          ? askOverHttp(endpoint, attempting.way, attempting, elapsed, end)
          : connectOnly(endpoint, attempting, elapsed, end);
    });

/** Something that is open until it is destroyed. */
interface Opened {
  destroy(): void;
}

type End = (result: AttemptResult) => void;

/** The certificate is not verified: whether connections work is measured, and the name is the NLB's, which no certificate bears. */
const tlsOf = (dnsName: string) => ({ servername: isIP(dnsName) === 0 ? dnsName : '', rejectUnauthorized: false });

function connectOnly(
  { host, port }: ProbedEndpoint,
  { way, dnsName, timeout }: Attempting,
  elapsed: () => number,
  end: End,
): Opened {
  const socket = way.by === 'tls' ? connectTls({ host, port, ...tlsOf(dnsName) }) : connect({ host, port });
  let watching: NodeJS.Timeout | undefined;
  const finish: End = (result) => {
    clearTimeout(watching);
    end(result);
  };
  socket.on('error', (error) => finish(resultOfError(error)));
  socket.on('close', () => clearTimeout(watching));
  socket.once(way.by === 'tls' ? 'secureConnect' : 'connect', () => {
    const milliseconds = elapsed();
    const succeed = () => finish({ outcome: 'succeeded', milliseconds });
    // A server that speaks first has served it.
    socket.once('data', succeed);
    socket.once('end', () =>
      finish({ outcome: 'failed', kind: 'closed', message: 'the connection was closed as soon as it had come up' }),
    );
    watching = setTimeout(succeed, Math.max(0, Math.min(watched, timeout - milliseconds - 1)));
  });
  return socket;
}

function askOverHttp(
  { host, port, listenerPort, listenerSpeaksTls }: ProbedEndpoint,
  { path, secure }: Extract<ProbeWay, { by: 'http' }>,
  { dnsName, userAgent }: Attempting,
  elapsed: () => number,
  end: End,
): Opened {
  const overTls = secure || listenerSpeaksTls;
  const isUsual = listenerPort === (overTls ? 443 : 80);
  const request = (overTls ? secureRequest : plainRequest)({
    host,
    port,
    path,
    agent: false,
    headers: { host: isUsual ? dnsName : `${dnsName}:${listenerPort}`, 'user-agent': userAgent, connection: 'close' },
    ...(overTls ? tlsOf(dnsName) : {}),
  });
  request.on('error', (error) => end(resultOfError(error)));
  request.on('response', ({ statusCode = 0 }) => {
    if (statusCode >= 200 && statusCode < 400) end({ outcome: 'succeeded', milliseconds: elapsed() });
    else end({ outcome: 'failed', kind: 'httpStatus', message: `answered with HTTP status ${statusCode}` });
  });
  request.end();
  return request;
}
