/**
 * Runs two ways of doing a thing in turn, so that whatever else the machine does weighs on both, and gives the ratio of
 * the medians with the two medians. The first round warms up and does not count.
 */
export async function paired(first, second, rounds) {
  const times = [[], []];
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, run] of [first, second].entries()) {
      const { milliseconds } = await run();
      if (round > 0) times[index].push(milliseconds);
    }
  }
  const [one, two] = times.map(median);
  return { ratio: one / two, first: one, second: two };
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
