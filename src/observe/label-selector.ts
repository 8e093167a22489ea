import { NlbctlError } from '../model/errors.ts';

type Labels = Readonly<Record<string, string>>;
type Requirement = (labels: Labels) => boolean;

const key = '(?<key>[A-Za-z0-9][A-Za-z0-9._/-]*)';
const value = '[A-Za-z0-9._-]*';

/** The forms of a requirement (Kubernetes docs, "Labels and Selectors"), each with what it asks of labels. */
const forms: readonly { readonly words: RegExp; readonly asks: (key: string, values: string[]) => Requirement }[] = [
  {
    words: new RegExp(`^${key}\\s*==?\\s*(?<values>${value})$`),
    asks: (name, values) => isOneOf(name, values),
  },
  {
    words: new RegExp(`^${key}\\s*!=\\s*(?<values>${value})$`),
    asks: (name, values) => not(isOneOf(name, values)),
  },
  {
    words: new RegExp(`^${key}\\s+in\\s*\\((?<values>[^()]*)\\)$`),
    asks: (name, values) => isOneOf(name, values),
  },
  {
    words: new RegExp(`^${key}\\s+notin\\s*\\((?<values>[^()]*)\\)$`),
    asks: (name, values) => not(isOneOf(name, values)),
  },
  { words: new RegExp(`^${key}$`), asks: (name) => (labels) => labels[name] !== undefined },
  { words: new RegExp(`^!\\s*${key}$`), asks: (name) => (labels) => labels[name] === undefined },
];

const isOneOf =
  (name: string, values: readonly string[]): Requirement =>
  (labels) => {
    const has = labels[name];
    return has !== undefined && values.includes(has);
  };

const not =
  (requirement: Requirement): Requirement =>
  (labels) =>
    !requirement(labels);

/**
 * Whether labels are taken by a selector in kubectl's spelling; what an API server does where there is one. Throws Usage
 * for a text that is no selector.
 */
export function labelSelector(text: string): Requirement {
  const requirements = text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part, _, parts) => part !== '' || parts.length > 1)
    .map((part) => requirementOf(part, text));
  return (labels) => requirements.every((requirement) => requirement(labels));
}

function requirementOf(part: string, whole: string): Requirement {
  for (const { words, asks } of forms) {
    const groups = words.exec(part)?.groups;
    const values = (groups?.['values'] ?? '').split(',').map((each) => each.trim());
    if (groups?.['key'] !== undefined) return asks(groups['key'], values);
  }
  throw new NlbctlError('Usage', `"${whole}" is no label selector`, {
    hint: 'write it as kubectl has it: app=ui, tier!=db, track in (stable,canary), !legacy',
  });
}
