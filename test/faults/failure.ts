import { expect } from 'vitest';
import { parse } from 'yaml';
import type { CliOptions } from '../cli/run-cli.ts';
import type { Stage } from '../sandboxed.ts';
import { schemaErrors } from '../schema/validate.ts';

interface Failure {
  readonly code: number;
  /** The name of the failure in documents. */
  readonly name: string;
  /** What the message must say: what, to which object, why. */
  readonly says: RegExp;
  /** What to do. */
  readonly hint: RegExp;
  /** All that the command has, if left out. */
  readonly formats?: readonly Format[];
}

type Format = 'table' | 'json' | 'yaml' | 'ndjson';

const documents: readonly Format[] = ['table', 'json', 'yaml'];

/** Commands that also have a stream. */
const streaming = new Set(['wait-healthy', 'migrate']);

/**
 * Runs a command in each of its output formats: the exit code is always the same, words and a hint are on stderr, stdout
 * holds nothing but a valid document where one is asked for, and nothing was written to the cluster.
 */
export async function expectFailure(
  stage: Stage,
  argv: readonly string[],
  failure: Failure,
  options: CliOptions = {},
): Promise<void> {
  const { code, name, says, hint } = failure;
  const all = streaming.has(argv[0] ?? '') ? [...documents, 'ndjson' as const] : documents;
  const formats = failure.formats ?? all;
  for (const format of formats) {
    const run = await stage.nlbctl([...argv, '-o', format], options);
    const context = `-o ${format}: ${run.stderr}${run.stdout}`;
    expect(run.code, context).toBe(code);
    expect(run.stderr, context).toMatch(says);
    expect(run.stderr, context).toMatch(new RegExp(`\nhint: .*(?:${hint.source})`));
    expect(run.stderr, context).not.toMatch(/^ {4}at |\[object |undefined|this is a bug/m);
    if (format === 'table') expect(run.stdout).toBe('');
    else if (format === 'ndjson') expectStream(run.stdout, failure);
    else {
      const document = parse(run.stdout);
      expect(schemaErrors('error', document), context).toEqual([]);
      expect(document).toMatchObject({ kind: 'Error', code: name, exitCode: code, hint: expect.stringMatching(hint) });
      expect(document.message).toMatch(says);
    }
  }
  expect(writes(stage)).toEqual([]);
}

/** A stream that fails is a stream all the same: a version first, and a result that says what failed last. */
function expectStream(stdout: string, { code, says }: Failure): void {
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const line of lines) expect(schemaErrors('stream', line), JSON.stringify(line)).toEqual([]);
  expect(lines[0]).toMatchObject({ type: 'version' });
  expect(lines.at(-1)).toMatchObject({ type: 'result', outcome: 'error', exitCode: code });
  expect(JSON.stringify(lines.at(-1)).replaceAll('\\"', '"').replaceAll('\\n', '\n')).toMatch(says);
}

/** The writes that came to the API server, by path. A review is posted too, and stores nothing. */
export function writes(stage: Stage): string[] {
  return stage.kubernetes.requests
    .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/selfsubjectaccessreviews'))
    .map(({ path }) => path);
}

/** An error as ELBv2 spells it. */
export function elbv2Error(status: number, code: string, message: string) {
  return {
    status,
    body: `<ErrorResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>req-1</RequestId></ErrorResponse>`,
  };
}

/** A Status as the API server answers with it. */
export function apiStatus(code: number, reason: string, message: string) {
  return {
    status: code,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code }),
  };
}
