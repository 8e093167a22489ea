import pLimit from 'p-limit';

/** How many resources one DescribeTags may name (ELBv2 API reference, DescribeTags). */
const chunkSize = 20;

/** How many DescribeTags run at a time: the account's bucket of calls is shared with the controller. */
const atATime = 4;

type Tags = Record<string, string>;

/** One DescribeTags of at most 20 ARNs; null: one of them does not exist, and the whole call failed. */
export type DescribeTags = (arns: readonly string[]) => Promise<ReadonlyMap<string, Tags> | null>;

/**
 * The tags of any number of resources. One that went away fails the call for all of its chunk: such a chunk is halved until
 * only the missing ones are left out. A resource that is not in the map does not exist.
 */
export async function describeAllTags(arns: readonly string[], describe: DescribeTags): Promise<Map<string, Tags>> {
  const limit = pLimit(atATime);
  const read = async (chunk: readonly string[]): Promise<[string, Tags][]> => {
    const tags = await limit(() => describe(chunk));
    if (tags !== null) return [...tags];
    if (chunk.length === 1) return [];
    const middle = Math.ceil(chunk.length / 2);
    const halves = await Promise.all([read(chunk.slice(0, middle)), read(chunk.slice(middle))]);
    return halves.flat();
  };
  const found = await Promise.all(chunksOf([...new Set(arns)]).map(read));
  return new Map(found.flat());
}

function chunksOf(arns: readonly string[]): string[][] {
  const count = Math.ceil(arns.length / chunkSize);
  return Array.from({ length: count }, (_, index) => arns.slice(index * chunkSize, (index + 1) * chunkSize));
}
