import type { Session } from '../cli/session.ts';
import type { ProbeRecord } from '../model/probe.ts';
import type { Outcome, Progress } from '../model/progress.ts';

/** Consumes progress in the view that suits the place: NDJSON on stdout, a live line on a terminal, lines elsewhere. */
export interface Follower {
  show(progress: Progress): void;
  stop(): void;
  /** Takes the result where it is part of the stream; elsewhere the command prints it. */
  result?(at: string, outcome: Outcome, measured?: { readonly probe: ProbeRecord }): void;
}

/** Chooses the view. `--quiet` shows nothing, and a CI is no terminal whatever it claims. */
export async function follower(session: Session, output: string, title: string): Promise<Follower> {
  if (output === 'ndjson') {
    const { ndjsonStream } = await import('../output/progress/ndjson.ts');
    return ndjsonStream(session.world.stdout);
  }
  if (session.flags.quiet === true) return { show: () => undefined, stop: () => undefined };
  const { env, stderr } = session.world;
  if (stderr.isTTY === true && !env['CI'] && env['TERM'] !== 'dumb' && !env['NLBCTL_SPINNER_DISABLED']) {
    const { liveView } = await import('../output/progress/live.ts');
    return liveView(stderr as NodeJS.WriteStream, title, await session.surface('stderr'));
  }
  const { progressLine } = await import('../output/progress/lines.ts');
  return {
    show(progress) {
      const line = progressLine(progress);
      if (line !== null) session.say(line);
    },
    stop: () => undefined,
  };
}

/** Shows everything that a watch or a migration tells, and returns how it ended. */
export async function followed<End>(
  events: AsyncGenerator<Progress, End>,
  view: Follower,
  each: (progress: Progress) => void = () => undefined,
): Promise<End> {
  try {
    for (;;) {
      const next = await events.next();
      if (next.done === true) return next.value;
      each(next.value);
      view.show(next.value);
    }
  } finally {
    view.stop();
  }
}
