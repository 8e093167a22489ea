import { InvalidArgumentError, Option } from 'commander';

const template = 'jsonpath=';

/**
 * The flag that chooses an output format; each command names those that it has. Where JSON is one, kubectl's `jsonpath=TEMPLATE`
 * is another.
 */
export function outputOption(formats: readonly string[]): Option {
  const choices = formats.flatMap((format) => (format === 'json' ? [format, `${template}…`] : [format]));
  return new Option('-o, --output <format>', 'output format')
    .choices(choices)
    .default('table')
    .argParser((given) => {
      // kubectl takes -o=json too.
      const value = given.replace(/^=/, '');
      if (formats.includes(value)) return value;
      if (value.startsWith(template) && value !== template && formats.includes('json')) return value;
      throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
    });
}

/** The template of `-o jsonpath=TEMPLATE`; null: it is another format. */
export const templateOf = (output: string | undefined): string | null =>
  output?.startsWith(template) === true ? output.slice(template.length) : null;
