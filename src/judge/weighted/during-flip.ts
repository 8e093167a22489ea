import type { Next } from '../migration/next.ts';
import { awaiting, type Stage } from './stage.ts';
import { isWhole } from './whole.ts';
import { share } from './write.ts';

/** The Service asks for the wanted type, and the controller has not replaced all of its groups yet. */
export function duringFlip(stage: Stage): Next {
  const { ports, intent } = stage;
  // Whoever took the annotation away has pointed the listener at a group that is about to be empty: the bridge goes first.
  const bare = ports.filter(({ action, bridge }) => action === null && bridge !== null && isWhole(bridge));
  if (bare.length > 0) return share(stage, bare, 0, 100, 'ControllerActing', 'All new connections go over the bridge');
  const waits = ports.find(({ base }) => base?.type !== intent.to);
  return awaiting(
    stage,
    'ControllerActing',
    `Port ${waits?.port}: the controller has not replaced target group ${waits?.base?.name} by one of type ${intent.to} yet.`,
  );
}
