import { readFile, stat } from 'node:fs/promises';
import schema from '../../schema/saved-plan.json' with { type: 'json' };
import { writeWhole } from '../cli/whole-file.ts';
import type { PlanHash } from '../migrate/plan-hash.ts';
import { NlbctlError } from '../model/errors.ts';
import type { Strategy, WeightedSettings } from '../model/migration.ts';
import type { TargetType } from '../model/target-type.ts';
import { parsedJson } from '../observe/json-text.ts';
import { checkedShape } from '../observe/shape.ts';

/** What a saved plan is held to when it is carried out. */
export interface SavedPlan {
  readonly to: TargetType;
  readonly strategy: Strategy;
  readonly weighted: WeightedSettings;
  readonly meta: {
    /** Of the nlbctl that made it. */
    readonly version: string;
    readonly context: string | null;
    readonly cluster: string | null;
    readonly account: string | null;
  };
  readonly service: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly inputs: PlanHash;
  /** RFC 3339. */
  readonly expiresAt: string;
}

const largest = 20_000_000;

export const planFile = {
  /** Only its owner may read it. Throws Usage where it cannot be written. */
  write(path: string, document: object): Promise<void> {
    return writeWhole(path, `${JSON.stringify(document, null, 2)}\n`, `the plan cannot be written to ${path}`);
  },

  /** Throws Usage for a file that is no plan of this version. */
  async read(path: string): Promise<SavedPlan> {
    const text = await textOf(path);
    const parsed = parsedJson(text);
    if ('flaw' in parsed) throw notAPlan(path, [parsed.flaw]);
    const { value, flaws } = checkedShape<SavedPlan>(parsed.value, schema);
    if (value === null) throw notAPlan(path, flaws);
    return value;
  },
};

async function textOf(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > largest) throw notAPlan(path, ['it is larger than 20 MB']);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof NlbctlError) throw error;
    const why = (error as Error).message.replace(/, \w+( '.*)?$/s, '');
    throw new NlbctlError('Usage', `the plan ${path} cannot be read: ${why}`, { hint: howToMakeOne, cause: error });
  }
}

const howToMakeOne = 'nlbctl plan SERVICE --to TYPE --out FILE makes one';

const notAPlan = (path: string, flaws: readonly string[]) =>
  new NlbctlError(
    'Usage',
    [
      `${path} is not a plan that this version of nlbctl can carry out; nothing was changed:`,
      ...flaws.map((flaw) => `  ${flaw}`),
    ].join('\n'),
    { hint: howToMakeOne },
  );
