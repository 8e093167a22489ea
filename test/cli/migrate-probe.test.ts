import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStage, type Stage } from '../sandboxed.ts';
import { schemaErrors } from '../schema/validate.ts';

/** A server that stands for the NLB; nlbctl's clock runs with the machine's. */
interface Door {
  readonly entry: string;
  shut(): void;
  close(): Promise<void>;
}

async function openDoor(): Promise<Door> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const shut = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    entry: `::127.0.0.1:${port}`,
    shut,
    close: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

let stage: Stage;
let door: Door;
let folder: string;
beforeEach(async () => {
  stage = await openStage({ change: { controller: { version: 'v3.5.0' } } });
  door = await openDoor();
  folder = mkdtempSync(join(tmpdir(), 'nlbctl-probe-'));
});
afterEach(async () => {
  await door.close();
  await stage.stop();
  rmSync(folder, { recursive: true, force: true });
});

const migrate = (...more: string[]) => [
  ...['migrate', 'ui-nlb', '-n', 'ui', '--to', 'ip', '--yes', '--interval', '100ms', '--probe', 'tcp'],
  ...['--connect-to', door.entry, ...more],
];

test('a migration is measured from before the patch to its end, and told in every format', async () => {
  const json = await stage.nlbctl(migrate('--timeout', '1s', '-o', 'json', '--report', join(folder, 'run.html')), {
    cwd: folder,
  });
  expect(json.code, json.stderr).toBe(4);
  const document = JSON.parse(json.stdout);
  expect(schemaErrors('migration-result', document)).toEqual([]);
  expect(document.probe).toMatchObject({ failed: 0, longestGapSeconds: 0, notProbed: [] });
  expect(document.probe.attempts).toBeGreaterThan(3);
  const page = readFileSync(join(folder, 'run.html'), 'utf8');
  expect(page).toContain('Migration of ui/ui-nlb');
  expect(page).toContain('timed out');
  const table = await stage.nlbctl(migrate('--timeout', '0'));
  expect(table.stdout).toMatch(/\nprobe: \d+ connections, none failed\n$/);
  const stream = await stage.nlbctl(migrate('--timeout', '0', '-o', 'ndjson'));
  const last = JSON.parse(stream.stdout.trim().split('\n').at(-1) ?? '');
  expect(schemaErrors('stream', last)).toEqual([]);
  expect(last.probe.attempts).toBeGreaterThan(0);
});

test('a port that stops answering for too long has it go back', async () => {
  const run = await stage.nlbctl(
    migrate('--abort-if-probe-fails', '500ms', '--timeout', '1m', '--rollback-timeout', '1s', '-o', 'json'),
    {
      onStderr: (text) => {
        if (/ {2}(?:Patched|ControllerActing|Switched|Registering) {2}/.test(text)) door.shut();
      },
    },
  );
  expect([10, 11], run.stderr).toContain(run.code);
  const { rollback, probe } = JSON.parse(run.stdout);
  expect(rollback.why).toMatch(/^No connection to port 80 has come about for \d+ s\.$/);
  expect(probe.failed).toBeGreaterThan(0);
});

test('a port that does not answer before the change cannot be a guard: 7, and nothing was changed', async () => {
  door.shut();
  const run = await stage.nlbctl(migrate('--abort-if-probe-fails', '5s'));
  expect(run.code, run.stderr).toBe(7);
  expect(run.stderr).toContain('port 80 does not answer before the change either');
  expect(stage.kubernetes.requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
  const without = await stage.nlbctl(migrate('--timeout', '0'));
  expect(without.code).toBe(4);
  expect(without.stderr).toContain('The probe gets no answer of port 80 before the change either');
});

test('flags for a probe without one are wrong usage: 64', async () => {
  for (const flags of [
    ['--abort-if-probe-fails', '5s'],
    ['--connect-to', '::127.0.0.1:1'],
  ]) {
    const run = await stage.nlbctl(['migrate', 'ui-nlb', '-n', 'ui', '--to', 'ip', '--yes', ...flags]);
    expect(run.code).toBe(64);
    expect(run.stderr).toContain('is for a probe, and there is none');
  }
  const wrong = await stage.nlbctl(['migrate', 'ui-nlb', '-n', 'ui', '--to', 'ip', '--yes', '--probe', 'icmp']);
  expect(wrong.code).toBe(64);
  const folderless = await stage.nlbctl(migrate('--report', '/nonexistent/run.html'));
  expect(folderless.code).toBe(64);
  expect(stage.kubernetes.requests).toEqual([]);
});
