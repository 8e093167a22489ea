import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NlbctlError } from '../model/errors.ts';

/** What a repository says about nlbctl (`schema/project.json`). */
export interface ProjectFile {
  readonly path: string;
  readonly suppress?:
    | null
    | readonly {
        readonly code: string;
        /** `NAMESPACE/NAME` or `NAMESPACE/*`. */
        readonly service?: string;
        readonly reason: string;
        /** `YYYY-MM-DD` */
        readonly until: string;
      }[];
}

const name = '.nlbctl.yaml';
const largest = 1_000_000;

/** Reads `.nlbctl.yaml` of a folder or of the nearest one above it; null: there is none. Throws Usage for one that is wrong. */
export async function readProjectFile(folder: string): Promise<ProjectFile | null> {
  const path = await find(folder);
  if (path === null) return null;
  const text = await textOf(path);
  const { checkedYaml } = await import('./checked-yaml.ts');
  const { default: schema } = await import('../../schema/project.json', { with: { type: 'json' } });
  const { value, flaws } = checkedYaml<Omit<ProjectFile, 'path'> | null>(text, schema);
  if (flaws.length > 0) throw wrong(path, flaws);
  return { ...value, path };
}

async function textOf(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > largest) throw wrong(path, ['it is larger than 1 MB']);
    return await readFile(path, 'utf8');
  } catch (error) {
    throw error instanceof NlbctlError ? error : wrong(path, [`it cannot be read: ${(error as Error).message}`]);
  }
}

async function find(folder: string): Promise<string | null> {
  const path = join(folder, name);
  try {
    if ((await stat(path)).isFile()) return path;
  } catch {
    // Not here; perhaps above.
  }
  const above = dirname(folder);
  return above === folder ? null : find(above);
}

const wrong = (path: string, flaws: readonly string[]) =>
  new NlbctlError('Usage', [`${path} is not as it should be:`, ...flaws.map((flaw) => `  ${flaw}`)].join('\n'), {
    hint: 'its schema is schema/project.json; nothing was done',
  });
