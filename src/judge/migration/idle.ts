import type { History } from '../history.ts';
import { secondsBetween } from '../instants.ts';

/**
 * So many seconds nothing may move before that counts as a sign. The controller's own waits are shorter: 60 s for a binding
 * to be gone or observed, 20 s for a group to be free (AWS Load Balancer Controller, pkg/deploy/elbv2).
 */
const patienceSeconds = 120;

/** Since when nothing has moved, if that is long enough to mean something; null: it moves, or was not watched for so long. */
export function idleSince({ movedAt, firstAt }: History, at: string): string | null {
  const since = movedAt ?? firstAt;
  return since !== null && secondsBetween(since, at) >= patienceSeconds ? since : null;
}
