import type { Destination } from './destination.ts';

/**
 * The AWS region of an EKS cluster, where the kubeconfig tells it: in the ARN that `aws eks update-kubeconfig` names cluster and
 * context with, in the arguments or the environment of the exec plugin, in the name that eksctl gives, in the server's URL.
 */
export function regionOf({ context, clusterName, user, server }: Destination): string | null {
  const names = [clusterName ?? '', context ?? ''];
  return (
    firstOf(names, (name) => /^arn:[^:]+:eks:(?<region>[^:]+):/.exec(name)) ??
    regionOfArguments(user?.exec?.args ?? []) ??
    user?.exec?.env['AWS_REGION'] ??
    user?.exec?.env['AWS_DEFAULT_REGION'] ??
    firstOf(names, (name) => /\.(?<region>[a-z]{2,4}(?:-[a-z]+)+-\d+)\.eksctl\.io$/.exec(name)) ??
    regionOfServer(server.hostname)
  );
}

function firstOf(names: readonly string[], match: (name: string) => RegExpExecArray | null): string | null {
  for (const name of names) {
    const region = match(name)?.groups?.['region'];
    if (region !== undefined) return region;
  }
  return null;
}

function regionOfArguments(args: readonly string[]): string | null {
  for (const [index, argument] of args.entries()) {
    if (argument === '--region') return args[index + 1] ?? null;
    if (argument.startsWith('--region=')) return argument.slice('--region='.length);
  }
  return null;
}

/** `<id>.<x>.<region>.eks.amazonaws.com`, and `eks-cluster.<region>.api.aws` of IPv6 clusters; China has other suffixes. */
function regionOfServer(hostname: string): string | null {
  const older = /\.(?<region>[a-z]{2,4}(?:-[a-z]+)+-\d+)\.eks\.amazon(?:aws|webservices)\./.exec(hostname);
  const newer = /\.(?<region>[a-z]{2,4}(?:-[a-z]+)+-\d+)\.api\.(?:aws|amazonwebservices)(?:\.|$)/.exec(hostname);
  return older?.groups?.['region'] ?? newer?.groups?.['region'] ?? null;
}
