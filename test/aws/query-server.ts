import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request of the Query protocol, as it came. */
export interface QueryRequest {
  readonly action: string;
  readonly parameters: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** What the server answers; `hang` never does. */
export type QueryAnswer = { status?: number; body: string; headers?: Record<string, string> } | 'hang' | 'reset';

/** An ELBv2 endpoint on loopback that answers what a test says, and keeps what it was asked. */
export async function startQueryServer(answer: (request: QueryRequest, count: number) => QueryAnswer) {
  const requests: QueryRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    let text = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    incoming.on('end', () => {
      const parameters = new URLSearchParams(text);
      const request = { action: parameters.get('Action') ?? '', parameters, headers: incoming.headers };
      requests.push(request);
      const answered = answer(request, requests.length);
      if (answered === 'hang') return;
      if (answered === 'reset') {
        incoming.socket.destroy();
        return;
      }
      outgoing.writeHead(answered.status ?? 200, { 'Content-Type': 'text/xml', ...answered.headers });
      outgoing.end(answered.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: () => closeNow(server),
  };
}

async function closeNow(server: ReturnType<typeof createServer>): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** The answer to an action: `inner` is what stands in its result element. */
export function result(action: string, inner: string): QueryAnswer {
  return {
    body: `<${action}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><${action}Result>${inner}</${action}Result><ResponseMetadata><RequestId>req-1</RequestId></ResponseMetadata></${action}Response>`,
  };
}

/** An error as ELBv2 spells it. */
export function queryError(
  status: number,
  code: string,
  message: string,
  headers?: Record<string, string>,
): QueryAnswer {
  const type = status < 500 ? 'Sender' : 'Receiver';
  const body = `<ErrorResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><Error><Type>${type}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>req-2</RequestId></ErrorResponse>`;
  return { status, body, ...(headers === undefined ? {} : { headers }) };
}

/** An environment that names the server and dummy keys, and no file of the user's. */
export function serverEnvironment(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'not-a-secret-key',
    AWS_CONFIG_FILE: '',
    AWS_SHARED_CREDENTIALS_FILE: '',
  };
}
