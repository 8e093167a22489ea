/** What every kind shares: `meta/v1`. */
export const metaTypes = `
ObjectMeta
  annotations:{string} creationTimestamp:time deletionGracePeriodSeconds:int deletionTimestamp:time
  finalizers:[string]set~ generateName:string generation:int labels:{string} managedFields:[ManagedFieldsEntry]
  name:string namespace:string ownerReferences:[OwnerReference]uid~uid resourceVersion:string selfLink:string
  uid:string
OwnerReference atomic
  apiVersion:string blockOwnerDeletion:bool controller:bool kind:string name:string uid:string
ManagedFieldsEntry
  apiVersion:string fieldsType:string fieldsV1:any manager:string operation:string subresource:string time:time
LabelSelector atomic
  matchExpressions:[LabelSelectorRequirement] matchLabels:{string}
LabelSelectorRequirement
  key:string operator:string values:[string]
Condition
  lastTransitionTime:time message:string observedGeneration:int reason:string status:string type:string
DeleteOptions
  dryRun:[string] gracePeriodSeconds:int ignoreStoreReadErrorWithClusterBreakingPotential:bool
  orphanDependents:bool preconditions:Preconditions propagationPolicy:string
Preconditions
  resourceVersion:string uid:string
`;
