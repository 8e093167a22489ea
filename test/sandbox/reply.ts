import type { ClientRequest } from 'node:http';

/** What an API server has answered. */
export interface Reply {
  readonly code: number;
  // biome-ignore lint/suspicious/noExplicitAny: a body has the shape that its path gives it
  readonly body: any;
  readonly headers: Record<string, string | string[] | undefined>;
}

/** The answer to a request that is sent, JSON parsed. Rejects where the connection is closed without one. */
export function replyTo(sent: ClientRequest): Promise<Reply> {
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        const { statusCode: code = 0, headers } = response;
        const isJson = headers['content-type']?.startsWith('application/json') === true;
        resolve({ code, body: isJson ? JSON.parse(text) : text, headers });
      });
      response.on('error', reject);
    });
  });
}

/** Calls back with each line of a watch as it comes, and with the words of its end. */
export function readLines(
  sent: ClientRequest,
  // biome-ignore lint/suspicious/noExplicitAny: an object of any kind
  line: (line: any) => void,
  ended: (how: string) => void,
): void {
  const failed = (error: NodeJS.ErrnoException) => ended(error.code ?? error.message);
  sent.on('error', failed);
  sent.on('response', (response) => {
    let text = '';
    response.on('data', (chunk) => {
      text += chunk;
      const whole = text.split('\n');
      text = whole.pop() ?? '';
      for (const each of whole) line(JSON.parse(each));
    });
    response.on('end', () => ended('end'));
    response.on('error', failed);
  });
}
