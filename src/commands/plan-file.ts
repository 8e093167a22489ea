import { readFile, writeFile } from 'node:fs/promises';
import schema from '../../schema/saved-plan.json' with { type: 'json' };
import { checkedYaml } from '../cli/checked-yaml.ts';
import type { PlanHash } from '../migrate/plan-hash.ts';
import { NlbctlError } from '../model/errors.ts';
import type { TargetType } from '../model/target-type.ts';

/** What a saved plan is held to when it is carried out. */
export interface SavedPlan {
  readonly to: TargetType;
  readonly meta: { readonly context: string | null; readonly cluster: string | null; readonly account: string | null };
  readonly service: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly inputs: PlanHash;
  /** RFC 3339. */
  readonly expiresAt: string;
}

const largest = 20_000_000;

export const planFile = {
  /** Only its owner may read it. Throws Usage where it cannot be written. */
  async write(path: string, document: object): Promise<void> {
    try {
      await writeFile(path, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600 });
    } catch (error) {
      throw new NlbctlError('Usage', `the plan cannot be written to ${path}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  },

  /** Throws Usage for a file that is no plan of this version. */
  async read(path: string): Promise<SavedPlan> {
    const text = await readFile(path, 'utf8').catch((error: Error) => {
      throw new NlbctlError('Usage', `the plan ${path} cannot be read: ${error.message}`, { cause: error });
    });
    if (text.length > largest) throw notAPlan(path, ['it is larger than 20 MB']);
    const { value, flaws } = checkedYaml<SavedPlan>(text, schema);
    if (value === null) throw notAPlan(path, flaws);
    return value;
  },
};

const notAPlan = (path: string, flaws: readonly string[]) =>
  new NlbctlError(
    'Usage',
    [
      `${path} is not a plan that this version of nlbctl made; nothing was changed:`,
      ...flaws.map((flaw) => `  ${flaw}`),
    ].join('\n'),
    { hint: 'nlbctl plan SERVICE --to TYPE --out FILE makes one' },
  );
