import type { ControllerDeployment } from '../model/surroundings.ts';

type Arguments = Pick<ControllerDeployment, 'arguments'>;

/**
 * The value of a flag of the controller's, the last that is given, as `--name=value` or `--name value`; null: it is not
 * given, or its value comes from an environment variable (`$(NAME)`), which no Deployment tells.
 */
export function flagOf({ arguments: given }: Arguments, name: string): string | null {
  const values = given.flatMap((argument, index) => {
    if (argument.startsWith(`--${name}=`)) return [argument.slice(name.length + 3)];
    return argument === `--${name}` ? [given[index + 1] ?? ''] : [];
  });
  const last = values.at(-1) ?? null;
  return last === null || last.includes('$(') ? null : last;
}

/** Whether a flag is given at all, whatever its value. */
export function isGiven({ arguments: given }: Arguments, name: string): boolean {
  return given.some((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`));
}

/**
 * What `--feature-gates` says of one gate; null: nothing, and its default holds. Each flag adds to those before it, and
 * values are Go's booleans (AWS Load Balancer Controller, pkg/config/feature_gates.go).
 */
export function gateOf({ arguments: given }: Arguments, gate: string): boolean | null {
  const pairs = given
    .flatMap((argument, index) => {
      if (argument.startsWith('--feature-gates=')) return argument.slice('--feature-gates='.length);
      return argument === '--feature-gates' ? (given[index + 1] ?? '') : [];
    })
    .flatMap((value) => value.split(','))
    .map((pair) => pair.split('=').map((part) => part.trim()));
  const value = pairs.filter(([key]) => key === gate).at(-1)?.[1];
  return value === undefined ? null : goBoolean(value);
}

/** A text as Go's strconv.ParseBool reads it; null: it is no boolean. */
export function goBoolean(text: string): boolean | null {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(0|f|F|FALSE|false|False)$/.test(text) ? false : null;
}
