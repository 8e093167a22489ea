import { Option } from 'commander';

/** The flag that chooses an output format; each command names those that it has. */
export function outputOption(formats: readonly string[]): Option {
  return new Option('-o, --output <format>', 'output format').choices([...formats]).default('table');
}
