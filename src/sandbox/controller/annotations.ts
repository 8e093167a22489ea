import type { KubeObject } from '../store/object.ts';
import { BuildError } from './build-error.ts';

/** The one prefix that the controller reads on a Service (pkg/annotations/parser.go). */
export const annotationPrefix = 'service.beta.kubernetes.io/';

/** A Service's annotations, by their names without the prefix, parsed as the controller parses them. */
export interface Annotations {
  /** Verbatim, not trimmed; undefined when the key does not exist. */
  text(name: string): string | undefined;
  /** Comma separated, trimmed, empties dropped. */
  list(name: string): string[] | undefined;
  /** Go's ParseBool. */
  boolean(name: string): boolean | undefined;
  /** Base 10. */
  integer(name: string): number | undefined;
  /** `k=v` pairs, comma separated; a backslash keeps a comma. */
  map(name: string): Record<string, string> | undefined;
}

export function annotationsOf(service: KubeObject): Annotations {
  const all = service.metadata.annotations ?? {};
  const text = (name: string) =>
    Object.hasOwn(all, annotationPrefix + name) ? all[annotationPrefix + name] : undefined;
  return {
    text,
    list: (name) => splitCommas(text(name)),
    boolean(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (/^(1|t|T|TRUE|true|True)$/.test(value)) return true;
      if (/^(0|f|F|FALSE|false|False)$/.test(value)) return false;
      throw new BuildError(
        `failed to parse bool annotation, ${annotationPrefix}${name}: ${value}: strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`,
      );
    },
    integer(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (/^[+-]?\d+$/.test(value)) return Number(value);
      throw new BuildError(
        `failed to parse int32 annotation, ${annotationPrefix}${name}: ${value}: strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`,
      );
    },
    map(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      const pairs = value
        .split(/(?<!\\),/)
        .map((pair) => pair.replaceAll('\\,', ',').trim())
        .filter((pair) => pair !== '');
      return Object.fromEntries(
        pairs.map((pair) => {
          const equals = pair.indexOf('=');
          if (equals <= 0) {
            throw new BuildError(`failed to parse stringMap annotation, ${annotationPrefix}${name}: ${value}`);
          }
          return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
        }),
      );
    },
  };
}

const splitCommas = (value: string | undefined): string[] | undefined =>
  value
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
