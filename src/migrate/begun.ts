import { NlbctlError } from '../model/errors.ts';
import type { Strategy } from '../model/migration.ts';
import type { ServiceRef } from '../model/service.ts';
import type { TargetType } from '../model/target-type.ts';
import type { Written } from './apply.ts';

/** A migration that nlbctl leaves, and the types that it goes between. */
interface Begun {
  readonly ref: ServiceRef;
  readonly to: TargetType;
  readonly from: TargetType;
  readonly strategy: Strategy;
}

/** Ctrl-C, or the request to end: what has been written, and the commands that go on or back. */
export function interrupted(
  signal: AbortSignal,
  { written, ...begun }: Begun & { readonly written: Written },
): NlbctlError {
  const { ref } = begun;
  const service = `Service ${ref.namespace}/${ref.name}`;
  const said = {
    no: [`stopped before anything was written: ${service} is as it was`],
    unsure: [`stopped while the change of ${service} was being written: whether it was is not known`, ...ways(begun)],
    yes: [`stopped watching; ${standOf(begun)}`, ...ways(begun)],
  } as const satisfies Record<Written, readonly string[]>;
  return new NlbctlError(codeOf(signal), said[written].join('\n'));
}

/** The same of a wait, which writes nothing. */
export function stoppedWatching(signal: AbortSignal, { namespace, name }: ServiceRef): NlbctlError {
  const words = [
    `stopped watching Service ${namespace}/${name}; nothing was changed`,
    `  to continue:   nlbctl wait-healthy ${name} -n ${namespace}`,
    `  to see it:     nlbctl inspect ${name} -n ${namespace}`,
  ];
  return new NlbctlError(codeOf(signal), words.join('\n'));
}

function codeOf({ reason }: AbortSignal): 'Terminated' | 'Interrupted' {
  return reason instanceof NlbctlError && reason.code === 'Terminated' ? 'Terminated' : 'Interrupted';
}

/** A failure after the first write. */
export function goesOn(error: NlbctlError, begun: Begun): NlbctlError {
  return new NlbctlError(error.code, [error.message, standOf(begun), ...ways(begun)].join('\n'), {
    hint: error.hint,
    permission: error.permission,
    cause: error,
  });
}

/** What becomes of the Service without nlbctl. */
function standOf({ ref: { namespace, name }, to, strategy }: Begun): string {
  const service = `Service ${namespace}/${name}`;
  return strategy === 'weighted'
    ? `${service} stays as it is, on its way over the bridge to target type ${to}: its listeners go on serving, and nothing more happens until a command goes on or back`
    : `${service} asks for target type ${to}, and the controller goes on without nlbctl`;
}

function ways({ ref: { namespace, name }, to, from, strategy }: Begun): string[] {
  const by = strategy === 'in-place' ? '' : ` --strategy ${strategy}`;
  return [
    `  to continue:   nlbctl migrate ${name} -n ${namespace} --to ${to}${by}`,
    `  to go back:    nlbctl migrate ${name} -n ${namespace} --to ${from}${by}`,
  ];
}
