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
}

const formatsOf = { 'wait-healthy': ['table', 'json', 'yaml', 'ndjson'], migrate: ['table', 'json', 'yaml', 'ndjson'] };

/**
 * Runs a command in each of its output formats: the exit code is always the same, words and a hint are on stderr, stdout
 * holds nothing but a valid document where one is asked for, and nothing was written to the cluster.
 */
export async function expectFailure(
  stage: Stage,
  argv: readonly string[],
  { code, name, says, hint }: Failure,
  options: CliOptions = {},
): Promise<void> {
  const formats = formatsOf[argv[0] as 'migrate'] ?? ['table', 'json', 'yaml'];
  for (const format of formats) {
    const run = await stage.nlbctl([...argv, '-o', format], options);
    const context = `-o ${format}: ${run.stderr}${run.stdout}`;
    expect(run.code, context).toBe(code);
    expect(run.stderr, context).toMatch(says);
    expect(run.stderr, context).toMatch(new RegExp(`\nhint: .*(?:${hint.source})`));
    expect(run.stderr, context).not.toMatch(/^ {4}at |\[object |undefined|this is a bug/m);
    if (format === 'table') expect(run.stdout).toBe('');
    else {
      const document = parse(run.stdout);
      expect(schemaErrors('error', document), context).toEqual([]);
      expect(document).toMatchObject({ kind: 'Error', code: name, exitCode: code, hint: expect.stringMatching(hint) });
      expect(document.message).toMatch(says);
    }
  }
  expect(writes(stage)).toEqual([]);
}

/** The writes that came to the API server, by path. */
export function writes(stage: Stage): string[] {
  return stage.kubernetes.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path);
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
