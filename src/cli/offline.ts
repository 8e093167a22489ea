import { resolve } from 'node:path';
import { NlbctlError } from '../model/errors.ts';
import type { Session } from './session.ts';

/** The session of a run that reads a file: nothing is asked of any network. `path` is a file, or `-` for stdin. */
export function offlineSession(session: Session, path: string): Session {
  const { world, signal } = session;
  const reading = async () => {
    const { filedServices } = await import('./filed-services.ts');
    const from = path === '-' ? { stream: world.stdin, name: 'stdin' } : { path: resolve(world.cwd, path), name: path };
    return filedServices(from, signal);
  };
  let services: ReturnType<typeof reading> | undefined;
  const file = () => {
    services ??= reading();
    return services;
  };
  const nobodyToAsk = async (): Promise<never> => {
    throw noFile('this command asks the cluster and AWS, of which a file can answer nothing more');
  };
  return {
    ...session,
    // Where the file comes through stdin nobody can type an answer.
    canAsk: session.canAsk && path !== '-',
    kubernetes: nobodyToAsk,
    observing: nobodyToAsk,
    observe: async (ref, options) => (await file()).observe(ref, options?.withSurroundings === true),
    async service(argument) {
      return (await file()).service(argument, this);
    },
    observeAll: async (where, options) =>
      (await file()).observeAll(where, session.flags.namespace ?? null, options?.withSurroundings === true),
  };
}

/** Throws Usage where `--from` is given to a command that no file can serve. */
export function requireNoFile({ flags }: Session, why: string): void {
  if (flags.from !== undefined) throw noFile(why);
}

const noFile = (why: string) =>
  new NlbctlError('Usage', `--from is not for this command: ${why}`, {
    hint: 'leave --from out; inspect, list, diff, plan and snapshot take it',
  });
