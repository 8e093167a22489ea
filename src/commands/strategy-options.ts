import { InvalidArgumentError, Option } from 'commander';
import { durationOption } from './waiting-options.ts';

/** How a migration is made. */
export const strategyOption = (): Option =>
  new Option('--strategy <name>', 'in place, with a window, or over a bridge, without one (nlbctl help strategies)')
    .choices(['in-place', 'weighted'])
    .default('in-place');

/** The ECS deployment controller waits ten minutes for the data plane of an NLB to follow new weights. */
export const settleOption = (): Option =>
  durationOption('--settle <duration>', 'weighted: for the data plane to follow new weights', 600_000, '10m');

export const drainOption = (): Option =>
  durationOption(
    '--drain <duration>',
    'weighted: for connections to end on a group that gets no new ones',
    300_000,
    '5m',
  );

/** A run that was killed says nothing any more. */
export const leaseOption = (): Option =>
  durationOption(
    '--lease <duration>',
    'weighted: for how long a run that says nothing keeps others away',
    60_000,
    '1m',
  );

/** The shares of the new group, one after another. */
export const weightsOption = (): Option =>
  new Option('--weights <percents>', 'weighted: the new group’s shares, one after another')
    .argParser(parseWeights)
    .default([10, 50, 100], '10,50,100');

/** Reads `10,50,100`: growing, and 100 at the end. */
function parseWeights(text: string): number[] {
  const weights = text.split(',').map((part) => (/^\d{1,3}$/.test(part.trim()) ? Number(part) : Number.NaN));
  const grows = weights.every((weight, index) => weight > (weights[index - 1] ?? 0));
  if (!grows || weights.at(-1) !== 100)
    throw new InvalidArgumentError('whole percents that grow, by commas, the last one 100: 10,50,100.');
  return weights;
}
