import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A shell that is driven by keys, as somebody types them. */
interface Driven {
  readonly program: readonly string[];
  /** The file that it reads when it starts, below its home. */
  readonly startFile: string;
  /** What that file says, with the place of further lines. */
  readonly start: (lines: string) => string;
  /** Makes `name` print the arguments that it was given. */
  readonly printing: (name: string) => string;
}

// Scripts of other programs ask the command by its name, whatever a function of that name does.
const posixPrinting = (name: string) =>
  `${name}() { if [ "$1" = __complete ]; then command ${name} "$@"; else printf 'ARG<%s>\\n' "$@"; printf 'END\\n'; fi; }`;

export const drivenShells = {
  bash: {
    program: ['bash', '--noprofile', '--rcfile', 'bashrc', '-i'],
    startFile: 'bashrc',
    start: (lines) => `PS1='READY> '\nbind 'set enable-bracketed-paste off'\n${lines}\n`,
    printing: posixPrinting,
  },
  zsh: {
    program: ['zsh', '-i'],
    startFile: '.zshrc',
    start: (lines) => `PS1='READY> '\nunset zle_bracketed_paste\nautoload -U compinit; compinit -u -D\n${lines}\n`,
    printing: posixPrinting,
  },
  fish: {
    program: ['fish', '-i'],
    startFile: '.config/fish/config.fish',
    start: (lines) => `function fish_prompt; echo 'READY> '; end\nfunction fish_greeting; end\n${lines}\n`,
    printing: (name) => `function ${name}; printf 'ARG<%s>\\n' $argv; printf 'END\\n'; end`,
  },
} as const satisfies Record<string, Driven>;

export type DrivenShell = keyof typeof drivenShells;

export const isInstalled = (program: string): boolean =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

/** A terminal for a shell is made by util-linux's `script`; others of that name take other arguments. */
export const hasTerminals = (): boolean =>
  spawnSync('script', ['-qfec', 'true', '/dev/null'], { stdio: 'ignore' }).status === 0;

interface Typing {
  readonly env: Readonly<Record<string, string>>;
  /** An empty folder of the test's own: the shell's home. */
  readonly home: string;
  /** Where the shell stands. */
  readonly cwd: string;
  /** What the shell is told at its start. */
  readonly lines: readonly string[];
  /** The command that prints its arguments and is not run. */
  readonly printing: string;
}

/**
 * Types each line into a new interactive shell, a `\t` being the tab key, and then the return key. Resolves to the arguments that the
 * command would have been given. Rejects when the shell ends before that.
 */
export async function argumentsTyped(
  shell: DrivenShell,
  lines: readonly string[],
  typing: Typing,
): Promise<string[][]> {
  const { program, startFile, start, printing } = drivenShells[shell];
  const file = join(typing.home, startFile);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, start([...typing.lines, printing(typing.printing)].join('\n')));
  const command = program.map((word) => (word === startFile ? file : word)).join(' ');
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    cwd: typing.cwd,
    env: { ...typing.env, HOME: typing.home, ZDOTDIR: typing.home, TERM: 'dumb' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let shown = '';
  let look = () => {};
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    look();
  });
  const ended = new Promise<never>((_, fail) => {
    child.once('close', () => fail(new Error(`${shell} ended, and had shown:\n${shown}`)));
  });
  const shows = (text: string) =>
    Promise.race([
      ended,
      new Promise<void>((done) => {
        look = () => {
          if (shown.includes(text)) done();
        };
        look();
      }),
    ]);
  const all: string[][] = [];
  try {
    await shows('READY>');
    for (const line of lines) {
      shown = '';
      child.stdin.write(`${line}\r`);
      await shows('END\r\n');
      all.push([...shown.matchAll(/ARG<(.*?)>\r\n/gs)].map(([, argument = '']) => argument));
    }
  } finally {
    ended.catch(() => undefined);
    child.kill();
  }
  return all;
}

/** What PowerShell offers at the end of each line. */
export function offeredByPowerShell(lines: readonly string[], env: Readonly<Record<string, string>>): string[][] {
  const script = `
    nlbctl completion powershell | Out-String | Invoke-Expression
    ConvertTo-Json -Compress -Depth 3 @($input | ForEach-Object {
      , @((TabExpansion2 -inputScript $_ -cursorColumn $_.Length).CompletionMatches | ForEach-Object { $_.CompletionText })
    })`;
  const said = execFileSync('pwsh', ['-NoProfile', '-NonInteractive', '-Command', script], {
    env: { ...env },
    input: lines.join('\n'),
    encoding: 'utf8',
  });
  return JSON.parse(said);
}
