import type { Session } from '../cli/session.ts';
import type { WayBack } from '../judge/migration/way-back.ts';
import { NlbctlError } from '../model/errors.ts';
import type { ServiceRef } from '../model/service.ts';
import type { TargetType } from '../model/target-type.ts';
import { safe } from '../output/terminal.ts';

/** What a user says of the way back. */
export interface RollbackFlags {
  readonly rollbackOnFailure: 'auto' | 'ask' | 'never';
  readonly rollbackCostly?: boolean;
}

interface Failed extends RollbackFlags {
  readonly ref: ServiceRef;
  readonly from: TargetType;
  /** Sentences. */
  readonly why: string;
  readonly way: WayBack;
}

/** Throws Usage where a person is to be asked and there is none: better now than when it has failed. */
export function requireAnswerable(session: Session, { rollbackOnFailure }: RollbackFlags): void {
  if (rollbackOnFailure !== 'ask' || session.canAsk) return;
  throw new NlbctlError('Usage', '--rollback-on-failure ask needs a person to ask, and nobody can be asked here', {
    hint: 'choose auto or never',
  });
}

/** Whether a migration that failed goes back: `auto` only while that is cheap, or whatever it costs with `--rollback-costly`. */
export async function mayGoBack(
  session: Session,
  { ref, from, why, way, rollbackOnFailure, rollbackCostly }: Failed,
): Promise<boolean> {
  if (rollbackOnFailure === 'never') return false;
  if (rollbackOnFailure === 'auto') {
    const goes = way.kind === 'cheap' || rollbackCostly === true;
    if (!goes && session.flags.quiet !== true)
      session.say(`Not taken back: ${safe(way.why)} (--rollback-costly would do it all the same).`);
    return goes;
  }
  const { confirmed } = await import('../cli/prompts.ts');
  session.say(safe(why));
  return confirmed(
    `Go back to target type ${from} for ${ref.namespace}/${ref.name}? (${safe(way.why)})`,
    session.signal,
  );
}
