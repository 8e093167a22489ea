/** Tags and attributes, which ELBv2 lists as pairs, as a record; a pair without a key is left out. */
export function recordOf(
  pairs: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Record<string, string> {
  return Object.fromEntries((pairs ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])));
}
