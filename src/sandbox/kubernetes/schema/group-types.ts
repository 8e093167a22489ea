/** `apps/v1` */
export const appsTypes = `
Deployment
  metadata:ObjectMeta spec:DeploymentSpec status:DeploymentStatus
DeploymentSpec
  minReadySeconds:int paused:bool progressDeadlineSeconds:int replicas:int revisionHistoryLimit:int
  selector:LabelSelector strategy:DeploymentStrategy! template:PodTemplateSpec
DeploymentStrategy
  rollingUpdate:RollingUpdateDeployment type:string
RollingUpdateDeployment
  maxSurge:intOrString maxUnavailable:intOrString
DeploymentStatus
  availableReplicas:int collisionCount:int conditions:[DeploymentCondition]type~type observedGeneration:int
  readyReplicas:int replicas:int terminatingReplicas:int unavailableReplicas:int updatedReplicas:int
DeploymentCondition
  lastTransitionTime:time lastUpdateTime:time message:string reason:string status:string type:string
ReplicaSet
  metadata:ObjectMeta spec:ReplicaSetSpec status:ReplicaSetStatus
ReplicaSetSpec
  minReadySeconds:int replicas:int selector:LabelSelector template:PodTemplateSpec
ReplicaSetStatus
  availableReplicas:int conditions:[ReplicaSetCondition]type~type fullyLabeledReplicas:int
  observedGeneration:int readyReplicas:int replicas:int terminatingReplicas:int
ReplicaSetCondition
  lastTransitionTime:time message:string reason:string status:string type:string
`;

/** `autoscaling/v1`: what the scale subresource speaks */
export const autoscalingTypes = `
Scale
  metadata:ObjectMeta spec:ScaleSpec status:ScaleStatus
ScaleSpec
  replicas:int
ScaleStatus
  replicas:int selector:string
`;

/** `coordination.k8s.io/v1` */
export const coordinationTypes = `
Lease
  metadata:ObjectMeta spec:LeaseSpec
LeaseSpec
  acquireTime:microTime holderIdentity:string leaseDurationSeconds:int leaseTransitions:int
  preferredHolder:string renewTime:microTime strategy:string
`;

/** `discovery.k8s.io/v1` */
export const discoveryTypes = `
EndpointSlice
  addressType:string endpoints:[Endpoint] metadata:ObjectMeta ports:[EndpointPort]
Endpoint
  addresses:[string]set conditions:EndpointConditions deprecatedTopology:{string} hints:EndpointHints
  hostname:string nodeName:string targetRef:ObjectReference zone:string
EndpointPort atomic
  appProtocol:string name:string port:int protocol:string
EndpointConditions
  ready:bool serving:bool terminating:bool
EndpointHints
  forNodes:[ForNode] forZones:[ForZone]
ForNode
  name:string
ForZone
  name:string
`;

/** `networking.k8s.io/v1` */
export const networkingTypes = `
Ingress
  metadata:ObjectMeta spec:IngressSpec status:IngressStatus
IngressSpec
  defaultBackend:IngressBackend ingressClassName:string rules:[IngressRule] tls:[IngressTLS]
IngressBackend
  resource:TypedLocalObjectReference service:IngressServiceBackend
IngressServiceBackend
  name:string port:ServiceBackendPort
ServiceBackendPort atomic
  name:string number:int
IngressRule
  host:string http:HTTPIngressRuleValue
HTTPIngressRuleValue
  paths:[HTTPIngressPath]
HTTPIngressPath
  backend:IngressBackend path:string pathType:string
IngressTLS
  hosts:[string] secretName:string
IngressStatus
  loadBalancer:IngressLoadBalancerStatus
IngressLoadBalancerStatus
  ingress:[IngressLoadBalancerIngress]
IngressLoadBalancerIngress
  hostname:string ip:string ports:[IngressPortStatus]
IngressPortStatus
  error:string port:int protocol:string
`;

/** `policy/v1` */
export const policyTypes = `
PodDisruptionBudget
  metadata:ObjectMeta spec:PodDisruptionBudgetSpec status:PodDisruptionBudgetStatus
PodDisruptionBudgetSpec
  maxUnavailable:intOrString minAvailable:intOrString selector:LabelSelector unhealthyPodEvictionPolicy:string
PodDisruptionBudgetStatus
  conditions:[Condition]type~type currentHealthy:int desiredHealthy:int disruptedPods:{time}
  disruptionsAllowed:int expectedPods:int observedGeneration:int
`;

/** `rbac.authorization.k8s.io/v1` */
export const rbacTypes = `
Role
  metadata:ObjectMeta rules:[PolicyRule]
PolicyRule
  apiGroups:[string] nonResourceURLs:[string] resourceNames:[string] resources:[string] verbs:[string]
RoleBinding
  metadata:ObjectMeta roleRef:RoleRef subjects:[Subject]
Subject atomic
  apiGroup:string kind:string name:string namespace:string
RoleRef atomic
  apiGroup:string kind:string name:string
ClusterRole
  aggregationRule:AggregationRule metadata:ObjectMeta rules:[PolicyRule]
AggregationRule
  clusterRoleSelectors:[LabelSelector]
ClusterRoleBinding
  metadata:ObjectMeta roleRef:RoleRef subjects:[Subject]
`;

/** `authorization.k8s.io/v1`: questions about one's own rights */
export const authorizationTypes = `
SelfSubjectAccessReview
  metadata:ObjectMeta spec:SelfSubjectAccessReviewSpec status:any
SelfSubjectAccessReviewSpec
  nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes
NonResourceAttributes
  path:string verb:string
ResourceAttributes
  fieldSelector:any group:string labelSelector:any name:string namespace:string resource:string
  subresource:string verb:string version:string
SelfSubjectRulesReview
  metadata:ObjectMeta spec:SelfSubjectRulesReviewSpec status:any
SelfSubjectRulesReviewSpec
  namespace:string
`;

/** `authentication.k8s.io/v1`: who one is */
export const authenticationTypes = `
SelfSubjectReview
  metadata:ObjectMeta status:any
`;
