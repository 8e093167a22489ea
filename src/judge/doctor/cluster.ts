import type { AccessFacts, KubeconfigFacts } from '../../model/access.ts';
import type { DoctorCheck } from '../../model/doctor.ts';
import { checked, checkOf } from './check.ts';

/** A plugin that takes longer than this makes every command slow. */
const slowPlugin = 5_000;

/** Where the kubeconfig leads, as whom, and whether the API server is there. */
export function clusterChecks({ kubeconfig, signIn, version, namespace }: AccessFacts): DoctorCheck[] {
  const subject = (name: string) => ({ group: 'cluster', name, need: 'reading' }) as const;
  const plugin = kubeconfig.outcome === 'answered' ? kubeconfig.value.plugin : null;
  const credentials = subject(plugin === null ? 'cluster credentials' : 'credential plugin');
  const server = kubeconfig.outcome === 'answered' ? kubeconfig.value.server : '';
  return [
    checkOf(subject('kubeconfig'), kubeconfig, (facts) =>
      checked(subject('kubeconfig'), 'ok', { detail: `${placeOf(facts)}, namespace ${namespace ?? facts.namespace}` }),
    ),
    checkOf(credentials, signIn, ({ milliseconds }) => {
      if (plugin === null) return checked(credentials, 'ok', { detail: 'they could be read' });
      const detail = `${plugin} gave credentials in ${seconds(milliseconds)}`;
      if (milliseconds <= slowPlugin) return checked(credentials, 'ok', { detail });
      const remedy = 'every command waits for it: see what it waits for by running it by itself';
      return checked(credentials, 'warning', { detail, remedy, command: 'kubectl config view --minify' });
    }),
    version.outcome === 'failed' && version.code === 'KubernetesForbidden'
      ? checked(subject('API server'), 'warning', { detail: `${server} is there, and does not tell its version` })
      : checkOf(subject('API server'), version, (said) =>
          checked(subject('API server'), 'ok', { detail: `${said} at ${server}` }),
        ),
  ];
}

function placeOf({ context, cluster, user, files }: KubeconfigFacts): string {
  if (context === null) return 'inside of the cluster, as the pod’s service account';
  const parts = [`context ${context}`, `cluster ${cluster}`, `user ${user ?? 'none'}`];
  return `${files.join(', ')}: ${parts.join(', ')}`;
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
