import type { ExecEntry } from '../kubeconfig/kubeconfig.ts';

const secret = /secret|password|passwd|token|credential|\bkey\b|-key$/i;

/**
 * A plugin's command as messages show it. The value of a flag that sounds like a secret (`--client-secret`, which some
 * plugins take) is left out.
 */
export function commandLine({ command, args }: Pick<ExecEntry, 'command' | 'args'>): string {
  const shown = args.map((argument, index) => {
    const [flag = '', ...value] = argument.split('=');
    if (flag.startsWith('-') && value.length > 0) return secret.test(flag) ? `${flag}=…` : argument;
    const before = args[index - 1] ?? '';
    const isValue = !argument.startsWith('-') && before.startsWith('-') && !before.includes('=');
    return isValue && secret.test(before) ? '…' : argument;
  });
  return [command, ...shown].join(' ');
}
