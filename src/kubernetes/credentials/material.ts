import { readFile } from 'node:fs/promises';
import { NlbctlError } from '../../model/errors.ts';
import type { Material } from '../kubeconfig/kubeconfig.ts';

/** The PEM text of a certificate or key of the kubeconfig. Throws KubeconfigInvalid, which never shows what it holds. */
export async function pemOf(material: Material | null, what: string): Promise<string | null> {
  if (material === null) return null;
  const text =
    material.kind === 'data'
      ? Buffer.from(material.base64, 'base64').toString('utf8')
      : await read(material.path, what);
  if (text.includes('-----BEGIN ')) return text;
  const where = material.kind === 'data' ? `${what}-data` : `${what} ${material.path}`;
  throw new NlbctlError(
    'KubeconfigInvalid',
    `${where} of the kubeconfig is not PEM${material.kind === 'data' ? ' in base64' : ''}`,
    {
      hint: 'write the entry anew: aws eks update-kubeconfig --name CLUSTER',
    },
  );
}

/** The text of a file that the kubeconfig names. Throws KubeconfigInvalid. */
export async function read(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new NlbctlError('KubeconfigInvalid', `cannot read ${path}, the ${what} of the kubeconfig`, {
      hint: 'mend the path in the kubeconfig: a relative one counts from the kubeconfig’s own folder',
      cause,
    });
  }
}
