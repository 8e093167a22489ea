import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FrontRequest, Interference } from '../front.ts';
import { openStage, type Stage } from '../sandboxed.ts';
import { elbv2Error, expectFailure } from './failure.ts';

const limits = vi.hoisted(() => ({ connectTimeout: 10_000, requestTimeout: 30_000 }));
vi.mock('../../src/network/limits.ts', () => limits);

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage.stop());
beforeEach(() => {
  stage.reset();
  // Backoff without its chance, and without its time.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => vi.restoreAllMocks());

const commands = [
  ['inspect', 'ui-nlb', '-n', 'ui'],
  ['diff', 'ui-nlb', '-n', 'ui'],
  ['wait-healthy', 'ui-nlb', '-n', 'ui', '--timeout', '10m'],
  ['migrate', 'ui-nlb', '-n', 'ui', '--to', 'ip', '--yes'],
] as const;

interface Fault {
  readonly name: string;
  readonly answer: Interference;
  readonly code: string;
  readonly says: RegExp;
  readonly hint: RegExp;
  /** How often one question is asked at the most. */
  readonly times: number;
}

const faults: readonly Fault[] = [
  {
    name: 'credentials that have expired',
    answer: elbv2Error(403, 'ExpiredToken', 'The security token included in the request is expired'),
    code: 'AwsCredentialsExpired',
    says: /AWS says that the credentials have expired: The security token/,
    hint: /AWS_ACCESS_KEY_ID holds credentials of a session that is over/,
    times: 1,
  },
  {
    name: 'credentials that nobody knows',
    answer: elbv2Error(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'),
    code: 'AwsCredentialsInvalid',
    says: /AWS does not accept the credentials: The security token/,
    hint: /check AWS_ACCESS_KEY_ID, and the clock of this machine/,
    times: 1,
  },
  {
    name: '400',
    answer: elbv2Error(400, 'ValidationError', 'PageSize is not valid'),
    code: 'AwsFailed',
    says: /ELBv2 refused Describe\w+ in us-west-2: ValidationError: PageSize is not valid/,
    hint: /--debug/,
    times: 1,
  },
  {
    name: '500',
    answer: elbv2Error(500, 'InternalFailure', 'An internal error occurred'),
    code: 'AwsFailed',
    says: /ELBv2 failed at Describe\w+ in us-west-2: InternalFailure \(HTTP 500\)/,
    hint: /try again/,
    times: 8,
  },
  {
    name: '503 of something in between',
    answer: { status: 503, body: '<html>Service Unavailable</html>', headers: { 'content-type': 'text/html' } },
    code: 'AwsFailed',
    says: /http:\/\/127\.0\.0\.1:\d+\S* is not ELBv2: it answered Describe\w+ with HTTP 503/,
    hint: /AWS_ENDPOINT_URL/,
    times: 8,
  },
  {
    name: 'a page of a login',
    answer: { status: 200, body: '<!doctype html><p>Sign in' },
    code: 'AwsFailed',
    says: /what answers at http:\/\/127\.0\.0\.1:\d+\S* is not ELBv2: it answered Describe\w+/,
    hint: /AWS_ENDPOINT_URL.*proxy/,
    times: 1,
  },
  {
    name: 'words that are no XML',
    answer: { status: 400, body: 'no' },
    code: 'AwsFailed',
    says: /is not ELBv2: it answered Describe\w+ with HTTP 400/,
    hint: /AWS_ENDPOINT_URL/,
    times: 1,
  },
  {
    name: 'JSON',
    answer: { status: 200, body: '{"hello": "world"}', headers: { 'content-type': 'application/json' } },
    code: 'AwsFailed',
    says: /is not ELBv2: it answered Describe\w+/,
    hint: /AWS_ENDPOINT_URL/,
    times: 1,
  },
  {
    name: 'a broken connection',
    answer: 'reset',
    code: 'AwsUnreachable',
    says: /cannot reach ELBv2 at http:\/\/127\.0\.0\.1:\d+\S*: the connection was closed by the other side/,
    hint: /VPN/,
    times: 3,
  },
  {
    name: 'throttling that does not end',
    answer: elbv2Error(400, 'Throttling', 'Rate exceeded'),
    code: 'AwsThrottled',
    says: /AWS throttles Describe\w+ in us-west-2: Rate exceeded/,
    hint: /--interval/,
    times: 8,
  },
];

/** Of each question, the most that it was asked. */
function mostAsked(requests: readonly FrontRequest[]): number {
  const times = new Map<string, number>();
  for (const { body } of requests) times.set(body, (times.get(body) ?? 0) + 1);
  return Math.max(0, ...times.values());
}

describe.each(faults)('an AWS endpoint with $name', ({ answer, code, says, hint, times }) => {
  test.each(commands.map((argv) => [argv[0], argv] as const))(
    '%s ends with 6, and nothing is written',
    async (command, argv) => {
      let most = 0;
      stage.elbv2.interfere = () => {
        most = Math.max(most, mostAsked(stage.elbv2.requests));
        return answer;
      };
      const formats =
        command === 'wait-healthy' ? (['table', 'json', 'yaml', 'ndjson'] as const) : (['table'] as const);
      await expectFailure(stage, argv, { code: 6, name: code, says, hint, formats });
      // A request of the run before may still come in when this one has begun.
      expect(most).toBeLessThanOrEqual(times * formats.length + 1);
    },
  );
});

test.each([{ argv: commands[0] }, { argv: commands[2] }])(
  'an AWS endpoint that says nothing: 6, after two tries: $argv.0',
  async ({ argv }) => {
    limits.requestTimeout = 1_000;
    try {
      let most = 0;
      stage.elbv2.interfere = () => {
        most = Math.max(most, mostAsked(stage.elbv2.requests));
        return 'hang';
      };
      await expectFailure(stage, argv, {
        code: 6,
        name: 'AwsUnreachable',
        says: /cannot reach ELBv2 at http:\/\/127\.0\.0\.1:\d+\S*: no answer in time/,
        hint: /VPN/,
        formats: ['table'],
      });
      expect(most).toBeLessThanOrEqual(2);
    } finally {
      limits.requestTimeout = 30_000;
    }
  },
);

test('an endpoint that nobody listens at: 6, at once', async () => {
  await stage.elbv2.goDown();
  const began = performance.now();
  await expectFailure(stage, commands[0], {
    code: 6,
    name: 'AwsUnreachable',
    says: /cannot reach ELBv2 at http:\/\/127\.0\.0\.1:\d+\S*: connection refused/,
    hint: /check that the server runs/,
  });
  expect(performance.now() - began).toBeLessThan(8_000);
  await stage.elbv2.comeBack();
});

describe('throttling that passes', () => {
  /** Refuses each question so many times, and then lets it pass. */
  const refusing = (refusals: number, answer: Interference) => {
    const seen = new Map<string, number>();
    return ({ body }: FrontRequest) => {
      const count = (seen.get(body) ?? 0) + 1;
      seen.set(body, count);
      return count <= refusals ? answer : null;
    };
  };

  test.each([
    ['Throttling', elbv2Error(400, 'Throttling', 'Rate exceeded')],
    ['ThrottlingException', elbv2Error(400, 'ThrottlingException', 'Rate exceeded')],
    ['RequestLimitExceeded', elbv2Error(503, 'RequestLimitExceeded', 'Request limit exceeded.')],
    ['a failure of a moment', elbv2Error(500, 'InternalFailure', 'oops')],
  ])('%s: nobody notices', async (_, answer) => {
    stage.elbv2.interfere = refusing(2, answer);
    const run = await stage.nlbctl(['inspect', 'ui-nlb', '-n', 'ui']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('3/3 healthy');
  });

  test('at a look of a wait it is told, and the wait goes on', async () => {
    let looks = 0;
    stage.elbv2.interfere = ({ form }) => {
      if (form.get('Action') === 'DescribeLoadBalancers') looks += 1;
      return looks >= 2 && looks <= 10 ? elbv2Error(400, 'Throttling', 'Rate exceeded') : null;
    };
    const run = await stage.nlbctl(['wait-healthy', 'ui-nlb', '-n', 'ui', '--interval', '20ms']);
    expect(run.code).toBe(0);
    expect(run.stderr).toContain('AWS throttles DescribeLoadBalancers in us-west-2');
  });
});

describe('in the middle of a wait', () => {
  /** Every answer after the first look is this one. */
  const fromSecondLook = (answer: Interference) => {
    let looks = 0;
    stage.elbv2.interfere = ({ form }) => {
      if (form.get('Action') === 'DescribeLoadBalancers') looks += 1;
      return looks >= 2 ? answer : null;
    };
  };
  const wait = ['wait-healthy', 'ui-nlb', '-n', 'ui', '--interval', '20ms', '--stable-for', '1m', '--timeout', '10m'];

  test.each(['table', 'json', 'yaml', 'ndjson'])(
    'credentials that expire end it with 6, not the timeout: -o %s',
    async (format) => {
      fromSecondLook(elbv2Error(403, 'ExpiredToken', 'The token is expired'));
      const run = await stage.nlbctl([...wait, '-o', format]);
      expect(run.code).toBe(6);
      expect(run.stdout).toMatch(/could.not.know/);
      expect(run.stdout).toContain('the credentials have expired: The token is expired');
      expect(run.stdout).toContain('AWS_ACCESS_KEY_ID holds credentials of a session that is over');
    },
  );

  test('a permission that is taken away ends it with 6', async () => {
    fromSecondLook(elbv2Error(403, 'AccessDenied', 'not authorized'));
    const run = await stage.nlbctl(wait);
    expect(run.code).toBe(6);
    expect(run.stdout).toContain('elasticloadbalancing:DescribeLoadBalancers');
  });

  test('an endpoint that goes away is told at each look, and the timeout says so: 4', async () => {
    fromSecondLook('reset');
    const argv = ['wait-healthy', 'ui-nlb', '-n', 'ui', '--interval', '20ms', '--stable-for', '1m', '--timeout', '2s'];
    const run = await stage.nlbctl(argv);
    expect(run.code).toBe(4);
    expect(run.stderr).toContain('this look failed, the next one is tried: cannot reach ELBv2');
    expect(run.stdout).toContain('The last look failed: cannot reach ELBv2');
  });
});
