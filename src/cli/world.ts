import type { Clock } from '../migrate/clock.ts';
import type { CalledAs } from './called-as.ts';

/** The signals that ask a process to end. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Everything outside of the program that it may touch; a test gives another one. */
export interface World {
  readonly argv: readonly string[];
  /** The name that nlbctl was started by. */
  readonly name: CalledAs;
  /** What starts nlbctl itself: a program, and the arguments before `argv`. */
  readonly executable: readonly [string, ...string[]];
  /** The folder in which nlbctl runs. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream | (NodeJS.ReadableStream & { isTTY?: boolean });
  readonly stdout: Out;
  readonly stderr: Out;
  readonly clock: Clock;
  /** Calls back on SIGINT and SIGTERM until the function returned is called. */
  onSignal(listener: (signal: StopSignal) => void): () => void;
}

export interface Out {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}
