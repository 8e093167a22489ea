/** Of a release: major, minor and, where it is said, patch. */
export type Version = readonly number[];

/** The version that an image's tag names, `v2.16.0`, or `v2.16` of a tag that moves; null: it names none. */
export function versionOf(tag: string | null): Version | null {
  const parts = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(tag ?? '');
  return parts === null ? null : parts.slice(1).flatMap((part) => (part === undefined ? [] : Number(part)));
}

/** Whether it is older, by the numbers that both have. */
export function isBefore(version: Version, other: Version): boolean {
  const differences = version.map((part, index) => part - (other[index] ?? part));
  return (differences.find((difference) => difference !== 0) ?? 0) < 0;
}
