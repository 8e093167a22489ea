import fastJsonPatch, { type Operation } from 'fast-json-patch';
import { ApiError, badRequest } from '../../store/api-error.ts';
import { copy, isRecord } from '../../store/json.ts';

/** RFC 6902. An operation that does not fit the object, a `test` that fails among them, is answered with 422. */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch) || !patch.every(isOperation))
    throw badRequest('error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  try {
    return fastJsonPatch.applyPatch(copy(target), copy(patch), true, true).newDocument;
  } catch (error) {
    throw new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {
      causes: [{ reason: 'UnexpectedServerResponse', message: reasonOf(error, patch) }],
    });
  }
}

const isOperation = (value: unknown): value is Operation =>
  isRecord(value) && typeof value['op'] === 'string' && typeof value['path'] === 'string';

/** The library's messages end in a dump of the whole object; the first line says it all. */
function reasonOf(error: unknown, patch: readonly Operation[]): string {
  if (error instanceof fastJsonPatch.JsonPatchError) {
    const operation = error.operation ?? patch[error.index ?? 0];
    const what = operation === undefined ? '' : `${operation.op} operation on ${operation.path}: `;
    return `${what}${error.message.split('\n')[0] ?? ''}`;
  }
  return error instanceof Error ? error.message : String(error);
}
