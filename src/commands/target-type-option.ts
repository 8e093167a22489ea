import { Option } from 'commander';

export const targetTypeOption = (): Option =>
  new Option('--to <type>', 'the target type to change to').choices(['ip', 'instance']);
