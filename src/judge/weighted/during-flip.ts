import type { Next } from '../migration/next.ts';
import { shareAsked } from './shares.ts';
import { awaiting, type Stage } from './stage.ts';
import { isWhole } from './whole.ts';
import { share } from './write.ts';

/** The Service asks for the wanted type, and the controller has not replaced all of its groups yet. */
export function duringFlip(stage: Stage): Next {
  const { ports, intent } = stage;
  // Whoever took the annotation away, or changed the type while the weights were others, gives connections to a group that is
  // about to be empty: the bridge goes first.
  const exposed = ports.filter(({ action, bridge }) => shareAsked(action) > 0 && bridge !== null && isWhole(bridge));
  if (exposed.length > 0)
    return share(stage, exposed, 0, 100, 'ControllerActing', 'All new connections go over the bridge');
  const waits = ports.find(({ base }) => base?.type !== intent.to);
  return awaiting(
    stage,
    'ControllerActing',
    `Port ${waits?.port}: the controller has not replaced target group ${waits?.base?.name} by one of type ${intent.to} yet.`,
  );
}
