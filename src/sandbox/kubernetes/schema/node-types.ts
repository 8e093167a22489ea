/** Nodes. */
export const nodeTypes = `
Node
  metadata:ObjectMeta spec:NodeSpec status:NodeStatus
NodeSpec
  configSource:NodeConfigSource externalID:string podCIDR:string podCIDRs:[string]set~ providerID:string
  taints:[Taint] unschedulable:bool
NodeConfigSource
  configMap:ConfigMapNodeConfigSource
ConfigMapNodeConfigSource
  kubeletConfigKey:string name:string namespace:string resourceVersion:string uid:string
Taint
  effect:string key:string timeAdded:time value:string
NodeStatus
  addresses:[NodeAddress]type~type allocatable:{quantity} capacity:{quantity}
  conditions:[NodeCondition]type~type config:NodeConfigStatus daemonEndpoints:NodeDaemonEndpoints
  features:NodeFeatures images:[ContainerImage] nodeInfo:NodeSystemInfo phase:string
  runtimeHandlers:[NodeRuntimeHandler] volumesAttached:[AttachedVolume] volumesInUse:[string]
NodeAddress
  address:string type:string
NodeCondition
  lastHeartbeatTime:time lastTransitionTime:time message:string reason:string status:string type:string
NodeConfigStatus
  active:NodeConfigSource assigned:NodeConfigSource error:string lastKnownGood:NodeConfigSource
NodeDaemonEndpoints
  kubeletEndpoint:DaemonEndpoint
DaemonEndpoint
  Port:int
NodeFeatures
  supplementalGroupsPolicy:bool
ContainerImage
  names:[string] sizeBytes:int
NodeSystemInfo
  architecture:string bootID:string containerRuntimeVersion:string kernelVersion:string
  kubeProxyVersion:string kubeletVersion:string machineID:string operatingSystem:string osImage:string
  swap:NodeSwapStatus systemUUID:string
NodeSwapStatus
  capacity:int
NodeRuntimeHandler
  features:NodeRuntimeHandlerFeatures name:string
NodeRuntimeHandlerFeatures
  recursiveReadOnlyMounts:bool userNamespaces:bool
AttachedVolume
  devicePath:string name:string
`;
