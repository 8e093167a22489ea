import http from 'node:http';
import https from 'node:https';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { connectTimeout, requestTimeout } from '../network/limits.ts';

export interface HttpRequest {
  readonly url: URL;
  readonly method: 'GET' | 'PATCH' | 'POST' | 'PUT' | 'DELETE';
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | null;
  readonly agent: http.Agent;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** No answer in time; `networkFaultOf` knows it by its name. */
class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

const unzip = promisify(gunzip);

/** Node leaves the length of a DELETE's body out, and the server takes the body for the next request. */
const lengthOf = (body: string | null): Record<string, string> =>
  body === null ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };

/** Makes one request, with a limit on the connection and one on the whole. Rejects with Node's errors, TimeoutError, or the signal's reason. */
export function send({ url, method, headers, body, agent, signal }: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const { request: make } = url.protocol === 'https:' ? https : http;
    const request = make(url, { method, headers: { ...headers, ...lengthOf(body), 'Accept-Encoding': 'gzip' }, agent });
    // A request that still waits for its connection (a proxy that does not answer) does not tell when it is destroyed.
    const giveUp = (error: Error) => {
      settle();
      request.destroy();
      reject(error);
    };
    const timeOut = (milliseconds: number) =>
      setTimeout(() => giveUp(new TimeoutError(`no answer in ${milliseconds / 1000} s`)), milliseconds);
    const connecting = timeOut(connectTimeout);
    const whole = timeOut(requestTimeout);
    const onAbort = () => giveUp(signal.reason);
    const settle = () => {
      clearTimeout(connecting);
      clearTimeout(whole);
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    request.on('socket', (socket) => {
      const ready = url.protocol === 'https:' ? 'secureConnect' : 'connect';
      // A socket that is in use again, or that a proxy agent made, is ready already.
      if (socket.connecting) socket.once(ready, () => clearTimeout(connecting));
      else clearTimeout(connecting);
    });
    request.on('error', giveUp);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', giveUp);
      response.on('end', () => {
        settle();
        textOf(Buffer.concat(chunks), response.headers).then(
          (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          reject,
        );
      });
    });
    request.end(body ?? undefined);
  });
}

async function textOf(bytes: Buffer, headers: http.IncomingHttpHeaders): Promise<string> {
  if (headers['content-encoding'] !== 'gzip') return bytes.toString('utf8');
  return (await unzip(bytes)).toString('utf8');
}
