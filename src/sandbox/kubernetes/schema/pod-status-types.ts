/** The status of pods, and what it shares with their spec. */
export const podStatusTypes = `
ResourceRequirements
  claims:[ResourceClaim]name limits:{quantity} requests:{quantity}
ResourceClaim
  name:string request:string
PodStatus
  conditions:[PodCondition]type~type containerStatuses:[ContainerStatus]
  ephemeralContainerStatuses:[ContainerStatus] extendedResourceClaimStatus:PodExtendedResourceClaimStatus
  hostIP:string hostIPs:[HostIP]~ip initContainerStatuses:[ContainerStatus] message:string
  nominatedNodeName:string observedGeneration:int phase:string podIP:string podIPs:[PodIP]ip~ip
  qosClass:string reason:string resize:string resourceClaimStatuses:[PodResourceClaimStatus]name~name!
  startTime:time
PodCondition
  lastProbeTime:time lastTransitionTime:time message:string observedGeneration:int reason:string status:string
  type:string
ContainerStatus
  allocatedResources:{quantity} allocatedResourcesStatus:[ResourceStatus]name~name containerID:string
  image:string imageID:string lastState:ContainerState name:string ready:bool resources:ResourceRequirements
  restartCount:int started:bool state:ContainerState stopSignal:string user:ContainerUser
  volumeMounts:[VolumeMountStatus]mountPath~mountPath
ResourceStatus
  name:string resources:[ResourceHealth]resourceID
ResourceHealth
  health:string resourceID:string
ContainerState
  running:ContainerStateRunning terminated:ContainerStateTerminated waiting:ContainerStateWaiting
ContainerStateRunning
  startedAt:time
ContainerStateTerminated
  containerID:string exitCode:int finishedAt:time message:string reason:string signal:int startedAt:time
ContainerStateWaiting
  message:string reason:string
ContainerUser
  linux:LinuxContainerUser
LinuxContainerUser
  gid:int supplementalGroups:[int] uid:int
VolumeMountStatus
  mountPath:string name:string readOnly:bool recursiveReadOnly:string
PodExtendedResourceClaimStatus
  requestMappings:[ContainerExtendedResourceRequest] resourceClaimName:string
ContainerExtendedResourceRequest
  containerName:string requestName:string resourceName:string
HostIP
  ip:string
PodIP
  ip:string
PodResourceClaimStatus
  name:string resourceClaimName:string
`;
