import { contradiction } from './contradiction.ts';
import { bindingBeingDeleted, serviceBeingDeleted } from './deletion.ts';
import { forbiddenByGate } from './feature-gates.ts';
import { lastReconcileFailed } from './last-reconcile.ts';
import { namespaceNotWatched } from './namespace.ts';
import { controllerNotFound } from './not-found.ts';
import { controllerNotReady } from './not-ready.ts';
import { otherUses } from './other-uses.ts';
import { foreignOwner } from './owner.ts';
import { boundByUsers, sharedWithClusters } from './shared-groups.ts';
import { forcedToIp, ownedByAnnotation, unknownTargetType } from './target-type-annotation.ts';
import { oldController } from './version.ts';

export const ownershipChecks = [
  foreignOwner,
  forcedToIp,
  ownedByAnnotation,
  unknownTargetType,
  controllerNotFound,
  controllerNotReady,
  oldController,
  namespaceNotWatched,
  lastReconcileFailed,
  bindingBeingDeleted,
  serviceBeingDeleted,
  sharedWithClusters,
  boundByUsers,
  otherUses,
  forbiddenByGate,
  contradiction,
] as const;
