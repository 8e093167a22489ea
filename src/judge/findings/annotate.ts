import type { Service } from '../../model/service.ts';
import { attributesIn } from '../plan/annotated-attributes.ts';

/** The command that gives a Service's annotation a value. */
export function annotate({ namespace, name }: Pick<Service, 'namespace' | 'name'>, key: string, value: string): string {
  return `kubectl annotate service/${name} -n ${namespace} --overwrite ${key}=${quoted(value)}`;
}

/** The command that adds one entry to a map that an annotation holds, and keeps the others. */
export function annotateEntry(service: Service, key: string, entry: readonly [string, string]): string {
  const all = { ...attributesIn(service.annotations[key]), [entry[0]]: entry[1] };
  const text = Object.entries(all).map(([name, value]) => `${name}=${value.replaceAll(',', '\\,')}`);
  return annotate(service, key, text.join(','));
}

/** A word of a shell, in quotes where it needs some. */
export function quoted(text: string): string {
  return /^[\w.,:/=@%+-]*$/.test(text) && text !== '' ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
