import { request } from 'node:http';
import { SandboxError } from '../../sandbox-error.ts';
import type { InjectedFault } from '../board.ts';

/** What is asked of a sandbox's control endpoint. */
export interface ControlRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Of the one fault that it is about. */
  readonly id?: string;
  /** Faults as YAML or JSON. */
  readonly body?: string;
}

const patience = 10_000;

/**
 * Asks the control endpoint of a sandbox, and gives the faults that it answers with. Throws SandboxError: usage with what it
 * refuses, not-running where nobody answers.
 */
export async function askControl(url: string, { method, id, body }: ControlRequest): Promise<readonly InjectedFault[]> {
  const path = id === undefined ? '/faults' : `/faults/${encodeURIComponent(id)}`;
  const { faults } = await answerOf(url, method, path, ({ faults }) => Array.isArray(faults), body);
  return faults ?? [];
}

/** curl's `--connect-to` entries for the load balancers that a sandbox has at the moment. Throws SandboxError as `askControl` does. */
export async function askConnectTo(url: string): Promise<readonly string[]> {
  const { connectTo } = await answerOf(url, 'GET', '/data-path', ({ connectTo }) => Array.isArray(connectTo));
  return connectTo ?? [];
}

async function answerOf(
  url: string,
  method: string,
  path: string,
  isOne: (answer: ControlAnswer) => boolean,
  body?: string,
): Promise<ControlAnswer> {
  const place = placeOf(url);
  const { status, text } = await send(place, method, path, body).catch((error: Error) => {
    throw new SandboxError(
      'not-running',
      `the sandbox at ${place.host} does not answer: ${error.message}`,
      'nlbctl sandbox status says whether one runs; NLBCTL_SANDBOX_CONTROL is that of the one that is asked',
    );
  });
  const answer = parsed(text);
  if (status < 300 && isOne(answer)) return answer;
  throw new SandboxError(
    status < 500 ? 'usage' : 'failed',
    answer.error ?? `the sandbox at ${place.host} answers with status ${status}`,
    answer.hint,
  );
}

/** A sandbox is on this machine: whatever else the variable says is not asked. */
function placeOf(url: string): URL {
  const place = URL.canParse(url) ? new URL(url) : undefined;
  if (place?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(place.hostname)) return place;
  throw new SandboxError(
    'usage',
    'NLBCTL_SANDBOX_CONTROL is not the address of a sandbox on this machine',
    'nlbctl sandbox run sets it for its command; without it the sandbox is asked that nlbctl sandbox start has begun',
  );
}

function send(place: URL, method: string, path: string, body?: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: place.hostname,
        port: place.port,
        auth: `${place.username}:${place.password}`,
        method,
        path,
        timeout: patience,
        agent: false,
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('it takes longer than 10s')));
    sent.on('error', reject);
    sent.end(body);
  });
}

interface ControlAnswer {
  readonly faults?: readonly InjectedFault[];
  readonly connectTo?: readonly string[];
  readonly error?: string;
  readonly hint?: string;
}

/** What is no answer of a sandbox's has nothing in it. */
function parsed(text: string): ControlAnswer {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null ? answer : {};
  } catch {
    return {};
  }
}
