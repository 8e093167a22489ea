import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { openStage, type Stage } from '../sandboxed.ts';
import { schemaErrors } from '../schema/validate.ts';
import type { CliOptions } from './run-cli.ts';

let stage: Stage;
let dnsName: string;
let answering: number;
let refusing: number;
let hanging: number;
const servers: Server[] = [];
const sockets = new Set<Socket>();

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  stage = await openStage();
  dnsName = (await stage.observe('ui-nlb')).loadBalancer?.dnsName ?? '';
  answering = await listening(
    createHttpServer(({ url }, response) => response.writeHead(url === '/healthz' ? 200 : 404).end()),
  );
  hanging = await listening(createServer(() => undefined));
  refusing = await listening(createServer());
  await new Promise((resolve) => servers.pop()?.close(resolve));
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  await stage.stop();
});

/** Leads two zones of the NLB to ports of loopback. */
const zones = (first: number, second: number) =>
  `us-west-2a.${dnsName}:80:127.0.0.1:${first},us-west-2b.${dnsName}:80:127.0.0.1:${second}`;

const probe = (words: string, connectTo: string, options: CliOptions = {}) =>
  stage.nlbctl(['probe', 'ui-nlb', '-n', 'ui', ...words.split(' ').filter((word) => word !== '')], {
    ...options,
    env: { NLBCTL_CONNECT_TO: connectTo, ...options.env },
  });

describe('what a probe comes to', () => {
  test('every address answers: a row for each, exit 0', async () => {
    const run = await probe('--count 2 --rate 50', zones(answering, answering));
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^80 +us-west-2a +127\.0\.0\.1:\d+ +2 +0 +- +\S+ms +\S+ms +\S+ms +-$/m);
    expect(run.stdout).toMatch(/^80 +us-west-2b /m);
    expect(run.stdout).toContain('ui/ui-nlb: answered after');
    expect(run.stdout).toContain('All 4 connections succeeded.');
    expect(run.stderr).toBe('');
  });

  test('one address is refused: exit 3, and it is told when it begins', async () => {
    const run = await probe('--count 2 --rate 50', zones(answering, refusing));
    expect(run.code).toBe(3);
    expect(run.stdout).toContain('2 of 4 connections failed: 2 refused.');
    expect(run.stdout).toContain('At every instant some address of each port took connections.');
    expect(run.stdout).toContain('nlbctl inspect ui-nlb -n ui');
    expect(run.stderr).toMatch(/us-west-2b 127\.0\.0\.1:\d+ fails: connection refused\n/);
  });

  test.each([
    ['--max-failures 50%', 0],
    ['--max-failures 49%', 3],
    ['--max-failures 2', 0],
    ['--max-gap 1h', 0],
    ['--max-gap 1ms', 3],
    ['--max-failures 2 --max-gap 1ms', 3],
  ])('with %s: exit %s', async (limits, code) => {
    expect((await probe(`--count 2 --rate 50 ${limits}`, zones(answering, refusing))).code).toBe(code);
  });

  test('an HTTP status is held against what is asked', async () => {
    const good = await probe('--as http:/healthz --duration 0', zones(answering, answering));
    expect(good.code).toBe(0);
    const bad = await probe('--as http:/nowhere --duration 0', zones(answering, answering));
    expect(bad).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('2 of 2 connections failed: 2 HTTP status.'),
    });
  });

  test('what hangs times out', async () => {
    const run = await probe('--as tls --duration 0 --timeout 50ms', zones(hanging, hanging));
    expect(run).toMatchObject({ code: 3, stdout: expect.stringContaining('2 timed out') });
  });

  test('--connect-to goes before the variable', async () => {
    const lead = `--connect-to ${dnsName}:80:127.0.0.1:${answering}`;
    expect((await probe(`--duration 0 ${lead}`, zones(refusing, refusing))).code).toBe(0);
  });
});

describe('formats', () => {
  test.each(['json', 'yaml'])('%s is a document of its schema', async (format) => {
    const run = await probe(`--count 2 --rate 50 -o ${format}`, zones(answering, refusing));
    const document = format === 'json' ? JSON.parse(run.stdout) : parse(run.stdout);
    expect(schemaErrors('probe-result', document)).toEqual([]);
    expect(document).toMatchObject({
      kind: 'ProbeResult',
      result: { outcome: 'failing', changed: false, exitCode: 3 },
      probe: {
        by: 'tcp',
        attempts: 4,
        failed: 2,
        kinds: { refused: 2 },
        longestOutageSeconds: 0,
        addresses: [
          { zone: 'us-west-2a', failed: 0 },
          { zone: 'us-west-2b', failed: 2, listenerPort: 80, port: refusing },
        ],
        notProbed: [],
      },
    });
    expect(document.probe.longestGapSeconds).toBeGreaterThan(0);
  });

  test('ndjson: a version first, what changes, and the result last, with the figures', async () => {
    const run = await probe('--count 2 --rate 50 -o ndjson', zones(answering, refusing));
    const lines = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ type }) => type)).toEqual(['version', 'change', 'result']);
    for (const line of lines) expect(schemaErrors('stream', line)).toEqual([]);
    expect(lines.at(-1)).toMatchObject({ exitCode: run.code, probe: { attempts: 4, failed: 2 } });
    expect(run.stderr).toBe('');
  });

  test('jsonpath', async () => {
    const run = await probe('--duration 0 -o jsonpath={.probe.attempts}', zones(answering, answering));
    expect(run.stdout.trim()).toBe('2');
  });
});

describe('the report', () => {
  test('is one file, for its owner, and holds what was measured', async () => {
    const file = stage.file('report.html');
    const run = await probe(`--count 2 --rate 50 --report ${file}`, zones(answering, refusing));
    expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining(`${file} holds the report`) });
    const page = readFileSync(file, 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('Probe of ui/ui-nlb');
    expect(page).toContain('2 of 4 connections failed');
    expect(page).toContain('nlbctl probe ui-nlb -n ui --count 2');
  });

  test('that cannot be written is said before anything is asked', async () => {
    const before = stage.kubernetes.requests.length;
    const run = await probe('--report /nonexistent/report.html', zones(answering, answering));
    expect(run).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('cannot be written to /nonexistent/report.html'),
    });
    expect(stage.kubernetes.requests).toHaveLength(before);
  });

  test('of an earlier run is replaced', async () => {
    const file = stage.file('again.html', 'the one before');
    await probe(`--duration 0 --report ${file} -q`, zones(answering, answering));
    expect(readFileSync(file, 'utf8')).not.toContain('the one before');
  });
});

test.each([['SIGINT', 130] as const, ['SIGTERM', 143] as const])(
  '%s ends it, and what was measured is the result',
  async (signal, code) => {
    const file = stage.file('interrupted.html');
    let kill: ((signal: 'SIGINT' | 'SIGTERM') => void) | null = null;
    const run = await probe(`--duration 1h --rate 50 --report ${file} -o json`, zones(answering, refusing), {
      onReady: (found) => {
        kill = found;
      },
      // It has begun when it tells of the first failure.
      onStderr: (text) => text.includes('fails') && kill?.(signal),
    });
    expect(run.code).toBe(code);
    const { result, probe: measured } = JSON.parse(run.stdout);
    expect(result).toMatchObject({ outcome: 'interrupted', exitCode: code });
    expect(measured.failed).toBeGreaterThan(0);
    expect(existsSync(file)).toBe(true);
  },
);

describe('wrong usage is said before anything is asked', () => {
  test.each([
    ['--as udp', 'udp is not a way to probe'],
    ['--port x', 'x is not a list of ports'],
    ['--rate 0', 'a number from 0.01 to 100'],
    ['--rate 1e9', 'a number from 0.01 to 100'],
    ['--timeout 0', 'from 1ms to 60s'],
    ['--timeout 2m', 'from 1ms to 60s'],
    ['--count 0', 'a number from 1'],
    ['--count 3 --duration 3s', 'cannot be used with'],
    ['--max-failures some', 'neither a number'],
    ['--max-failures 101%', 'neither a number'],
    ['--connect-to 127.0.0.1:80', 'is not HOST1:PORT1:HOST2:PORT2'],
    ['--from x.json', 'a probe makes connections'],
  ])('%s', async (words, message) => {
    const before = stage.kubernetes.requests.length;
    const run = await probe(words, '');
    expect(run).toMatchObject({ code: 64, stdout: '' });
    expect(run.stderr).toContain(message);
    expect(stage.kubernetes.requests).toHaveLength(before);
  });

  test('NLBCTL_CONNECT_TO too', async () => {
    expect(await probe('', 'x')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('NLBCTL_CONNECT_TO: x is not'),
    });
  });

  test('a port that the Service does not have', async () => {
    const run = await probe('--port 81', zones(answering, answering));
    expect(run).toMatchObject({ code: 64, stderr: expect.stringContaining('has no listener on port 81') });
  });
});

test('GitHub Actions is told', async () => {
  const [summary, outputs] = [stage.file('summary.md', ''), stage.file('outputs', '')];
  writeFileSync(summary, '');
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: outputs };
  const run = await probe('--duration 0', zones(answering, refusing), { env });
  expect(run.stderr).toContain('::error title=nlbctl probe ui/ui-nlb::');
  expect(readFileSync(summary, 'utf8')).toContain('nlbctl probe: ui/ui-nlb');
  expect(readFileSync(outputs, 'utf8')).toContain('outcome=failing\n');
});
