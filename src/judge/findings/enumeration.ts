import { firstOfEach } from '../order.ts';

/** `a`, `a and b`, `a, b and c`; of more than six the first five, and how many more there are. */
export function enumerated(names: readonly string[]): string {
  const all = firstOfEach(names, (name) => name);
  const shown = all.length > 6 ? [...all.slice(0, 5), `${all.length - 5} more`] : all;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** `port 80`, `ports 80 and 443`. */
export function portWords(ports: readonly number[]): string {
  return `${new Set(ports).size === 1 ? 'port' : 'ports'} ${enumerated(ports.map(String))}`;
}

/** `1 pod`, `3 pods`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
