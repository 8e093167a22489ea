/** Where pods may run: affinity, tolerations, spreading. */
export const podSchedulingTypes = `
Toleration
  effect:string key:string operator:string tolerationSeconds:int value:string
TopologySpreadConstraint
  labelSelector:LabelSelector matchLabelKeys:[string] maxSkew:int minDomains:int nodeAffinityPolicy:string
  nodeTaintsPolicy:string topologyKey:string whenUnsatisfiable:string
Affinity
  nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity
NodeAffinity
  preferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm]
  requiredDuringSchedulingIgnoredDuringExecution:NodeSelector
PreferredSchedulingTerm
  preference:NodeSelectorTerm weight:int
NodeSelectorTerm atomic
  matchExpressions:[NodeSelectorRequirement] matchFields:[NodeSelectorRequirement]
NodeSelectorRequirement
  key:string operator:string values:[string]
NodeSelector atomic
  nodeSelectorTerms:[NodeSelectorTerm]
PodAffinity
  preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
  requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
WeightedPodAffinityTerm
  podAffinityTerm:PodAffinityTerm weight:int
PodAffinityTerm
  labelSelector:LabelSelector matchLabelKeys:[string] mismatchLabelKeys:[string]
  namespaceSelector:LabelSelector namespaces:[string] topologyKey:string
PodAntiAffinity
  preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
  requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
`;
