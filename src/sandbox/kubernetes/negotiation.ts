import { ApiError } from '../store/api-error.ts';

/** What a client would like to get, by its Accept header. */
export interface Wish {
  readonly format: 'json' | 'yaml';
  /** `Table`, `PartialObjectMetadata`, `APIGroupDiscoveryList`…: another form of the same thing. */
  readonly as: string | undefined;
  readonly version: string | undefined;
}

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const formats: Readonly<Record<string, Wish['format']>> = {
  'application/json': 'json',
  'application/*': 'json',
  '*/*': 'json',
  'application/yaml': 'yaml',
};

/**
 * The client's first wish that can be granted. Throws 406 when none can, as for a client that takes nothing but protobuf.
 *
 * @param forms the values of `as` that this path can be had in
 */
export function negotiate(accept: string | undefined, forms: readonly string[]): Wish {
  if (accept === undefined || accept.trim() === '') return { format: 'json', as: undefined, version: undefined };
  for (const { type, parameters } of accept.split(',').map(readRange)) {
    const format = formats[type];
    const as = parameters.get('as');
    if (format === undefined || (as !== undefined && !forms.includes(as))) continue;
    return { format, as, version: parameters.get('v') };
  }
  throw new ApiError(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/yaml',
  );
}

function readRange(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim());
  return {
    type: type.toLowerCase(),
    parameters: new Map(parameters.map((one) => one.split('=', 2) as [string, string])),
  };
}
