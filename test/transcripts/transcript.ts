/**
 * A story as Markdown. A block fenced as `console` holds command lines, each after `$ `; what follows a line is what it
 * printed: stdout as it is, stderr marked by `! `, and `exit N` where it was not 0. Prose is left alone.
 */
export interface Transcript {
  /** The YAML of the block at the top fenced as `scenario`: it lies over the workshop's scenario. */
  readonly scenario: string;
  readonly parts: readonly Part[];
}

type Part = { readonly kind: 'prose'; readonly text: string } | { readonly kind: 'commands'; readonly lines: string[] };

/** What one command came to. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const fence = /^```(console|scenario)\n([\s\S]*?)^```$/gm;

/** Reads a transcript; what commands printed when it was written is dropped. */
export function parseTranscript(markdown: string): Transcript {
  const parts: Part[] = [];
  let scenario = '';
  let end = 0;
  for (const match of markdown.matchAll(fence)) {
    const [whole, kind, body = ''] = match;
    if (kind === 'scenario') {
      scenario = body;
      continue;
    }
    parts.push({ kind: 'prose', text: markdown.slice(end, match.index) });
    end = match.index + whole.length;
    parts.push({ kind: 'commands', lines: body.split('\n').flatMap((line) => /^\$ (.*)$/.exec(line)?.[1] ?? []) });
  }
  parts.push({ kind: 'prose', text: markdown.slice(end) });
  return { scenario, parts };
}

/** Writes a transcript as it reads now, with what each command prints. */
export async function playTranscript({ parts }: Transcript, run: (line: string) => Promise<Ran>): Promise<string> {
  const written: string[] = [];
  for (const part of parts) {
    if (part.kind === 'prose') {
      written.push(part.text);
      continue;
    }
    const said: string[] = [];
    for (const line of part.lines) said.push(`$ ${line}`, ...linesOf(await run(line)));
    written.push(['```console', ...said, '```'].join('\n'));
  }
  return written.join('');
}

function linesOf({ stdout, stderr, code }: Ran): string[] {
  const split = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
  return [
    ...split(stderr).map((line) => `! ${line}`.trimEnd()),
    ...split(stdout),
    ...(code === 0 ? [] : [`exit ${code}`]),
  ];
}
