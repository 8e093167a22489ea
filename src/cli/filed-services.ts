import { closest } from '../model/closest.ts';
import { NlbctlError } from '../model/errors.ts';
import type { Service, ServiceRef } from '../model/service.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { hasLoadBalancer, requireLoadBalancerService } from '../observe/candidates.ts';
import { readSnapshotFile, type SnapshotFile, type Source } from '../observe/from-file.ts';
import { labelSelector } from '../observe/label-selector.ts';
import type { Gathered, Observed, Where } from '../observe/observe-many.ts';
import { withoutSurroundings } from '../observe/surroundings.ts';
import { oneOf } from './choose-service.ts';
import { parseService } from './service-argument.ts';
import type { Session } from './session.ts';

/** What a session offers of a file. */
interface FiledServices {
  /** Throws as a look at the cluster did when the file was written. */
  observe(ref: ServiceRef, withSurroundings: boolean): Snapshot;
  service(argument: string | undefined, session: Session): Promise<ServiceRef>;
  /** `flag`: the namespace that was named. */
  observeAll(where: Where, flag: string | null, withSurroundings: boolean): Gathered;
}

/** Reads a file of Snapshots, and answers from it what a cluster would. */
export async function filedServices(from: Source, signal: AbortSignal): Promise<FiledServices> {
  const file = await readSnapshotFile(from, signal);
  const all = observedIn(file);
  const inNamespace = (namespace: string | null): Observed[] => {
    const found = all.filter(({ service }) => namespace === null || service.namespace === namespace);
    if (found.length === 0 && namespace !== null) throw noNamespace(from.name, namespace, all);
    return found;
  };
  return {
    observe(ref, withSurroundings) {
      const found = inNamespace(ref.namespace).find(({ service }) => service.name === ref.name);
      if (found === undefined) throw notInFile(from.name, ref.name, inNamespace(ref.namespace));
      if ('failure' in found) throw found.failure;
      requireLoadBalancerService(found.service);
      return withSurroundings ? found.snapshot : withoutSurroundings(found.snapshot);
    },
    async service(argument, session) {
      const flag = session.flags.namespace ?? null;
      const named = argument === undefined ? null : parseService(argument, flag, '');
      const there = inNamespace(named === null ? flag : named.namespace || null);
      if (named === null) return oneOf(candidates(there), placeIn(from.name, flag), session);
      const fitting = there.filter(({ service }) => service.name === named.name);
      const [only] = fitting;
      if (only === undefined) throw notInFile(from.name, named.name, there);
      if (fitting.length > 1) throw severalNamespaces(from.name, named.name, fitting);
      return only.service;
    },
    observeAll({ allNamespaces, selector }, flag, withSurroundings) {
      const namespaces = new Set(all.map(({ service }) => service.namespace));
      const [single = null] = namespaces.size === 1 ? namespaces : [];
      const namespace = allNamespaces ? null : (flag ?? single);
      const isTaken = selector === null ? () => true : labelSelector(selector);
      const observed = inNamespace(namespace)
        .filter(({ service }) => hasLoadBalancer(service) && isTaken(service.labels))
        .map((each) =>
          withSurroundings || 'failure' in each ? each : { ...each, snapshot: withoutSurroundings(each.snapshot) },
        );
      const { context, cluster } = file.origin;
      return { at: file.at, context, cluster, namespace, observed };
    },
  };
}

/** By namespace and name, as a cluster is listed. */
function observedIn(file: SnapshotFile): Observed[] {
  const items = file.kind === 'Snapshot' ? [file] : file.items;
  const failures = file.kind === 'Snapshot' ? [] : file.failures;
  const key = ({ service }: Observed) => `${service.namespace}/${service.name}`;
  return [
    ...items.map((snapshot) => ({ service: snapshot.service, snapshot })),
    ...failures.map(({ service, code, message, hint }) => ({
      service,
      failure: new NlbctlError(code, message, { hint }),
    })),
  ].sort((a, b) => key(a).localeCompare(key(b)));
}

const candidates = (observed: readonly Observed[]): Service[] =>
  observed.map(({ service }) => service).filter(hasLoadBalancer);

const placeIn = (file: string, namespace: string | null) =>
  namespace === null ? file : `namespace ${namespace} of ${file}`;

const listed = (words: Iterable<string>) => [...new Set(words)].sort().slice(0, 10).join(', ');

function noNamespace(file: string, namespace: string, all: readonly Observed[]): NlbctlError {
  const namespaces = listed(all.map(({ service }) => service.namespace));
  return new NlbctlError('NamespaceNotFound', `${file} holds nothing of namespace ${namespace}`, {
    hint: namespaces === '' ? 'it holds no Service at all' : `it holds Services of ${namespaces}`,
  });
}

function notInFile(file: string, name: string, there: readonly Observed[]): NlbctlError {
  const names = there.map(({ service }) => service.name);
  const near = closest(name, names);
  return new NlbctlError('ServiceNotFound', `${file} holds no Service ${name}`, {
    hint: `${near === null ? '' : `did you mean ${near}? `}it holds ${names.length === 0 ? 'none' : listed(names)}`,
  });
}

function severalNamespaces(file: string, name: string, fitting: readonly Observed[]): NlbctlError {
  const namespaces = listed(fitting.map(({ service }) => service.namespace));
  return new NlbctlError('SeveralCandidates', `${file} holds Services ${name} of several namespaces: ${namespaces}`, {
    hint: 'name one of them with -n',
  });
}
