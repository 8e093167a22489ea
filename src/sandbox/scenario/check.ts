import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import schema from '../../../schema/scenario.json' with { type: 'json' };
import type { Fault } from '../faults/fault.ts';
import type { Scenario } from './scenario.ts';

/** The lines of what is wrong with a value, each with its place; none where it is right. */
export type Checked<T> = { readonly value: T } | { readonly flaws: readonly string[] };

/** Holds what a file says against the scenario's schema. */
export const checkScenario = (value: unknown): Checked<Scenario> => checked(ajv().compile<Scenario>(schema), value);

/** Holds a list of faults, as they are given to a sandbox that runs, against the same schema. */
export function checkFaults(value: unknown): Checked<readonly Fault[]> {
  const faults = ajv()
    .addSchema(schema)
    .compile<readonly Fault[]>({
      type: 'array',
      items: { $ref: `${schema.$id}#/$defs/fault`, type: 'object', properties: { from: false } },
    });
  return checked(faults, value);
}

// A condition's part requires what another part describes.
const ajv = () => addFormats.default(new Ajv2020({ allErrors: true, allowUnionTypes: true, strictRequired: false }));

function checked<T>(validate: ValidateFunction<T>, value: unknown): Checked<T> {
  return validate(value) ? { value } : { flaws: [...new Set((validate.errors ?? []).flatMap(flawOf))] };
}

/** What is wrong with a condition's part is told by that part. */
function flawOf({ instancePath, keyword, message, params }: ErrorObject): string[] {
  if (keyword === 'if') return [];
  const place = instancePath === '' ? '(top level)' : instancePath.slice(1).replaceAll('/', '.');
  const detail = params['additionalProperty'] ?? params['allowedValues']?.join(', ') ?? params['allowedValue'];
  if (keyword === 'false schema') return [`  ${place}: is for scenarios alone`];
  return [`  ${place}: ${message}${detail === undefined ? '' : ` (${detail})`}`];
}
