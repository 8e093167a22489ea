import type { Progress } from '../../model/progress.ts';
import { safe } from '../terminal.ts';
import { duration } from '../words.ts';

/** Progress as lines that are only ever appended: for logs, pipes and people who do not want a line redrawn. */
export function progressLine(progress: Progress): string | null {
  const time = progress.at.slice(11, 19);
  switch (progress.type) {
    case 'look':
    case 'figures':
      return null;
    case 'phase':
      return `${time}  ${progress.phase}  ${safe(progress.message)}`;
    case 'change':
      return `${time}  ${safe(progress.message)}`;
    case 'step':
      return `${time}  nlbctl writes: ${safe(progress.message)}`;
    case 'heartbeat': {
      const earliest =
        progress.earliestSeconds === null ? '' : ` It takes ${duration(progress.earliestSeconds)} more at the least.`;
      return `${time}  still, after ${duration(progress.elapsedSeconds)}: ${safe(progress.message)}${earliest}`;
    }
    case 'event':
      return `${time}  Warning ${safe(progress.event.reason)} on ${progress.event.object.kind} ${safe(progress.event.object.name)}: ${safe(progress.event.message)}`;
    case 'trouble':
      return `${time}  this look failed, the next one is tried: ${safe(progress.message)}`;
  }
}
