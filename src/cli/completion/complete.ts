import { spawn } from 'node:child_process';
import { buildProgram } from '../program.ts';
import type { World } from '../world.ts';
import { answerOf, nothing } from './answer.ts';
import { answerLines, forKubectl } from './lines.ts';
import { rememberedNames } from './remembered-names.ts';

/** Milliseconds. What takes longer is given up: somebody waits with a finger on the key. With the start of Node it is below 300. */
const patience = 200;

/** Of the program that is only looked at. */
const neverStopped = { signal: new AbortController().signal, onFirstSignal: () => () => undefined };

/**
 * `__complete WORDS…`: prints what can stand at the end of a command line. Never throws, and never says anything on stderr, which
 * would be written across the line that is being typed.
 */
export async function complete(world: World, words: readonly string[]): Promise<void> {
  const stopWaiting = new AbortController();
  try {
    const program = buildProgram(world, neverStopped, { exitCode: 0, told: [] });
    const names = rememberedNames({
      env: world.env,
      now: world.clock.now,
      refresh: (flags) => startRefresh(world, flags),
    });
    const late = world.clock.sleep(patience, stopWaiting.signal).then(() => nothing);
    const answer = await Promise.race([answerOf(program, words, names), late]);
    world.stdout.write(answerLines(world.name === 'kubectl_complete-aws_nlb' ? forKubectl(answer) : answer));
  } catch {
    world.stdout.write(answerLines(nothing));
  } finally {
    stopWaiting.abort();
  }
}

/** In a session of its own, so that it outlives this process and the shell's line. */
function startRefresh({ executable: [program, ...args], env }: World, flags: readonly string[]): void {
  const child = spawn(program, [...args, '__complete-refresh', ...flags], {
    detached: true,
    env,
    stdio: 'ignore',
    windowsHide: true,
  });
  child.on('error', () => undefined);
  child.unref();
}
