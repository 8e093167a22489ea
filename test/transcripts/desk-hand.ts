import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ran } from './transcript.ts';

type Act = (folder: string, ...given: string[]) => string;

/** What a person does in a story with the files of its folder. */
const acts: readonly { readonly words: RegExp; readonly act: Act }[] = [
  {
    words: /^head -c (\d+) (\S+) > (\S+)$/,
    act(folder, bytes = '', from = '', to = '') {
      writeFileSync(join(folder, to), readFileSync(join(folder, from)).subarray(0, Number(bytes)));
      return '';
    },
  },
  {
    words: /^grep (\S+) (\S+)$/,
    act(folder, text = '', from = '') {
      const lines = readFileSync(join(folder, from), 'utf8').split('\n');
      return lines.flatMap((line) => (line.includes(text) ? [`${line}\n`] : [])).join('');
    },
  },
  {
    words: /^stat -c %a (\S+)$/,
    act: (folder, of = '') => `${(statSync(join(folder, of)).mode & 0o777).toString(8)}\n`,
  },
  {
    words: /^rm (kubeconfig)$/,
    act(folder, name = '') {
      rmSync(join(folder, name));
      return '';
    },
  },
];

/** Runs a line that is about files; null: it is about something else. */
export const deskHand =
  (folder: string) =>
  (line: string): Ran | null => {
    for (const { words, act } of acts) {
      const match = words.exec(line);
      if (match !== null) return { stdout: act(folder, ...match.slice(1)), stderr: '', code: 0 };
    }
    return null;
  };
