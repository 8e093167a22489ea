import { SandboxError } from '../../sandbox-error.ts';

const lists = ['verbs', 'resources', 'actions'];
const numbers = ['nth', 'count', 'probability', 'retryAfter', 'status', 'port'];

/**
 * A fault as it is typed: its kind, and `key=value` for each parameter; a dot leads into an object, a comma parts the items of
 * a list (`calls.verbs=get,list`). Whether it is one is for `readFaults` to say. Throws SandboxError (usage).
 */
export function faultOfWords(kind: string, words: readonly string[]): Record<string, unknown> {
  const fault: Record<string, unknown> = { kind };
  for (const word of words) {
    const [, path, text] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (path === undefined || text === undefined) {
      throw new SandboxError(
        'usage',
        `the parameter ${word} of the fault ${kind} has no value`,
        'each is KEY=VALUE, such as count=3 or calls.verbs=get,list',
      );
    }
    place(fault, parametersPath(path), text);
  }
  return fault;
}

/** A label's key has dots of its own. */
const parametersPath = (path: string): string[] => {
  const [first = '', ...rest] = path.split('.');
  return rest.length === 0 ? [first] : [first, rest.join('.')];
};

function place(fault: Record<string, unknown>, [first = '', second]: readonly string[], text: string): void {
  if (second === undefined) fault[first] = typed(first, text);
  else fault[first] = { ...(fault[first] as object | undefined), [second]: typed(second, text) };
}

function typed(key: string, text: string): unknown {
  if (lists.includes(key)) return text.split(',');
  return numbers.includes(key) && /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
