import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { calledAs } from './cli/called-as.ts';
import { main } from './cli/main.ts';

// A reader that went away, as `head` does, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const script = process.argv[1] ?? '';
const name = calledAs(script);

process.exitCode = await main({
  argv: process.argv.slice(2),
  name,
  // Under kubectl's names it would do something else.
  executable: [
    process.execPath,
    ...process.execArgv,
    name === 'nlbctl' ? script : fileURLToPath(new URL('../bin/nlbctl.js', import.meta.url)),
  ],
  cwd: process.cwd(),
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  clock: {
    now: Date.now,
    sleep: async (milliseconds, signal) => {
      await sleep(milliseconds, undefined, { signal });
    },
  },
  onSignal(listener) {
    const signals = ['SIGINT', 'SIGTERM'] as const;
    for (const signal of signals) process.on(signal, listener);
    return () => {
      for (const signal of signals) process.off(signal, listener);
    };
  },
});

// What a completion has given up waiting for must not keep the shell waiting.
if (name === 'kubectl_complete-aws_nlb' || process.argv[2] === '__complete')
  process.stdout.write('', () => process.exit());
