import type { ServerResponse } from 'node:http';
import { stringify } from 'yaml';
import type { Wish } from './negotiation.ts';

/** What a handler answers with: a document, or a function that takes over the connection (a watch). */
export type Answer = Document | Stream;

export interface Document {
  readonly kind: 'document';
  readonly code: number;
  readonly body: unknown;
  readonly format: Wish['format'];
  readonly contentType?: string;
  readonly warnings?: readonly string[];
  /** Seconds after which a client may come again. */
  readonly retryAfter?: number;
}

export interface Stream {
  readonly kind: 'stream';
  readonly start: (response: ServerResponse) => void;
}

export const document = (body: unknown, options: Partial<Omit<Document, 'kind' | 'body'>> = {}): Document => ({
  kind: 'document',
  code: 200,
  format: 'json',
  ...options,
  body,
});

/** Plain text, as `/healthz` has it. */
export const plainText = (body: string, code = 200): Document => document(body, { code, contentType: 'text/plain' });

export function send(response: ServerResponse, answer: Document): void {
  const { code, body, format, warnings = [] } = answer;
  const contentType = answer.contentType ?? (format === 'yaml' ? 'application/yaml' : 'application/json');
  const text =
    contentType === 'text/plain' ? String(body) : format === 'yaml' ? stringify(body) : `${JSON.stringify(body)}\n`;
  response.statusCode = code;
  response.setHeader('Content-Type', contentType);
  response.setHeader('Cache-Control', 'no-cache, private');
  if (warnings.length > 0)
    response.setHeader(
      'Warning',
      warnings.map((warning) => `299 - ${JSON.stringify(warning)}`),
    );
  if (answer.retryAfter !== undefined) response.setHeader('Retry-After', answer.retryAfter);
  if (code === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}
