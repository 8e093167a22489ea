import { copy, isRecord } from '../../store/json.ts';

/** RFC 7396: members of the patch replace, null removes, objects are merged. Edits neither value. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return copy(patch);
  const result: Record<string, unknown> = isRecord(target) ? copy(target) : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}
