/** The rest of `core/v1` that the sandbox has. */
export const coreTypes = `
LocalObjectReference atomic
  name:string
Service
  metadata:ObjectMeta spec:ServiceSpec status:ServiceStatus
ServiceSpec
  allocateLoadBalancerNodePorts:bool clusterIP:string clusterIPs:[string] externalIPs:[string]
  externalName:string externalTrafficPolicy:string healthCheckNodePort:int internalTrafficPolicy:string
  ipFamilies:[string] ipFamilyPolicy:string loadBalancerClass:string loadBalancerIP:string
  loadBalancerSourceRanges:[string] ports:[ServicePort]port,protocol~port publishNotReadyAddresses:bool
  selector:{string}! sessionAffinity:string sessionAffinityConfig:SessionAffinityConfig
  trafficDistribution:string type:string
ServicePort
  appProtocol:string name:string nodePort:int port:int protocol:string=TCP targetPort:intOrString
SessionAffinityConfig
  clientIP:ClientIPConfig
ClientIPConfig
  timeoutSeconds:int
ServiceStatus
  conditions:[Condition]type~type loadBalancer:LoadBalancerStatus
LoadBalancerStatus
  ingress:[LoadBalancerIngress]
LoadBalancerIngress
  hostname:string ip:string ipMode:string ports:[PortStatus]
PortStatus
  error:string port:int protocol:string
Endpoints
  metadata:ObjectMeta subsets:[EndpointSubset]
EndpointSubset
  addresses:[EndpointAddress] notReadyAddresses:[EndpointAddress] ports:[EndpointPort]
EndpointAddress atomic
  hostname:string ip:string nodeName:string targetRef:ObjectReference
ObjectReference atomic
  apiVersion:string fieldPath:string kind:string name:string namespace:string resourceVersion:string
  uid:string
EndpointPort atomic
  appProtocol:string name:string port:int protocol:string
TypedLocalObjectReference atomic
  apiGroup:string kind:string name:string
Event
  action:string count:int eventTime:microTime firstTimestamp:time involvedObject:ObjectReference
  lastTimestamp:time message:string metadata:ObjectMeta reason:string related:ObjectReference
  reportingComponent:string reportingInstance:string series:EventSeries source:EventSource type:string
EventSeries
  count:int lastObservedTime:microTime
EventSource
  component:string host:string
ConfigMap
  binaryData:{bytes} data:{string} immutable:bool metadata:ObjectMeta
Secret
  data:{bytes} immutable:bool metadata:ObjectMeta stringData:{string} type:string
ServiceAccount
  automountServiceAccountToken:bool imagePullSecrets:[LocalObjectReference] metadata:ObjectMeta
  secrets:[ObjectReference]name~name
Namespace
  metadata:ObjectMeta spec:NamespaceSpec status:NamespaceStatus
NamespaceSpec
  finalizers:[string]
NamespaceStatus
  conditions:[NamespaceCondition]type~type phase:string
NamespaceCondition
  lastTransitionTime:time message:string reason:string status:string type:string
`;
