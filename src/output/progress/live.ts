import ora from 'ora';
import type { Progress } from '../../model/progress.ts';
import { wrapped } from '../table.ts';
import { type Surface, safe } from '../terminal.ts';
import { progressLine } from './lines.ts';

/** A view on a terminal: what has happened scrolls up, and one live line below says what is waited for. */
export interface LiveView {
  show(progress: Progress): void;
  stop(): void;
}

/** Draws on `stream`; the spinner leaves the keyboard alone, so that Ctrl-C reaches the program. */
export function liveView(stream: NodeJS.WriteStream, title: string, surface: Surface): LiveView {
  const spinner = ora({ stream, discardStdin: false, text: title }).start();
  return {
    show(progress) {
      if (progress.type === 'look' || progress.type === 'figures' || progress.type === 'heartbeat') {
        spinner.text = safe(progress.message);
        return;
      }
      const line = progressLine(progress);
      if (line === null) return;
      spinner.clear();
      stream.write(`${wrapped(line, '          ', surface)}\n`);
      spinner.render();
    },
    stop: () => spinner.stop(),
  };
}
