/** Pods, as `core/v1` describes them, without their status. The notation is that of notation.ts. */
export const podTypes = `
Pod
  metadata:ObjectMeta spec:PodSpec status:PodStatus
PodSpec
  activeDeadlineSeconds:int affinity:Affinity automountServiceAccountToken:bool
  containers:[Container]name~name dnsConfig:PodDNSConfig dnsPolicy:string enableServiceLinks:bool
  ephemeralContainers:[EphemeralContainer]name~name hostAliases:[HostAlias]ip~ip hostIPC:bool hostNetwork:bool
  hostPID:bool hostUsers:bool hostname:string hostnameOverride:string
  imagePullSecrets:[LocalObjectReference]name~name initContainers:[Container]name~name nodeName:string
  nodeSelector:{string}! os:PodOS overhead:{quantity} preemptionPolicy:string priority:int
  priorityClassName:string readinessGates:[PodReadinessGate] resourceClaims:[PodResourceClaim]name~name!
  resources:ResourceRequirements restartPolicy:string runtimeClassName:string schedulerName:string
  schedulingGates:[PodSchedulingGate]name~name securityContext:PodSecurityContext serviceAccount:string
  serviceAccountName:string setHostnameAsFQDN:bool shareProcessNamespace:bool subdomain:string
  terminationGracePeriodSeconds:int tolerations:[Toleration]
  topologySpreadConstraints:[TopologySpreadConstraint]topologyKey,whenUnsatisfiable~topologyKey
  volumes:[Volume]name~name!
Container
  args:[string] command:[string] env:[EnvVar]name~name envFrom:[EnvFromSource] image:string
  imagePullPolicy:string lifecycle:Lifecycle livenessProbe:Probe name:string
  ports:[ContainerPort]containerPort,protocol~containerPort readinessProbe:Probe
  resizePolicy:[ContainerResizePolicy] resources:ResourceRequirements restartPolicy:string
  restartPolicyRules:[ContainerRestartRule] securityContext:SecurityContext startupProbe:Probe stdin:bool
  stdinOnce:bool terminationMessagePath:string terminationMessagePolicy:string tty:bool
  volumeDevices:[VolumeDevice]devicePath~devicePath volumeMounts:[VolumeMount]mountPath~mountPath
  workingDir:string
EnvVar
  name:string value:string valueFrom:EnvVarSource
EnvVarSource
  configMapKeyRef:ConfigMapKeySelector fieldRef:ObjectFieldSelector fileKeyRef:FileKeySelector
  resourceFieldRef:ResourceFieldSelector secretKeyRef:SecretKeySelector
ConfigMapKeySelector atomic
  key:string name:string optional:bool
FileKeySelector atomic
  key:string optional:bool path:string volumeName:string
SecretKeySelector atomic
  key:string name:string optional:bool
EnvFromSource
  configMapRef:ConfigMapEnvSource prefix:string secretRef:SecretEnvSource
ConfigMapEnvSource
  name:string optional:bool
SecretEnvSource
  name:string optional:bool
Lifecycle
  postStart:LifecycleHandler preStop:LifecycleHandler stopSignal:string
LifecycleHandler
  exec:ExecAction httpGet:HTTPGetAction sleep:SleepAction tcpSocket:TCPSocketAction
ExecAction
  command:[string]
HTTPGetAction
  host:string httpHeaders:[HTTPHeader] path:string port:intOrString scheme:string
HTTPHeader
  name:string value:string
SleepAction
  seconds:int
TCPSocketAction
  host:string port:intOrString
Probe
  exec:ExecAction failureThreshold:int grpc:GRPCAction httpGet:HTTPGetAction initialDelaySeconds:int
  periodSeconds:int successThreshold:int tcpSocket:TCPSocketAction terminationGracePeriodSeconds:int
  timeoutSeconds:int
GRPCAction
  port:int service:string
ContainerPort
  containerPort:int hostIP:string hostPort:int name:string protocol:string=TCP
ContainerResizePolicy
  resourceName:string restartPolicy:string
ContainerRestartRule
  action:string exitCodes:ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes
  operator:string values:[int]
SecurityContext
  allowPrivilegeEscalation:bool appArmorProfile:AppArmorProfile capabilities:Capabilities privileged:bool
  procMount:string readOnlyRootFilesystem:bool runAsGroup:int runAsNonRoot:bool runAsUser:int
  seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile windowsOptions:WindowsSecurityContextOptions
AppArmorProfile
  localhostProfile:string type:string
Capabilities
  add:[string] drop:[string]
SELinuxOptions
  level:string role:string type:string user:string
SeccompProfile
  localhostProfile:string type:string
WindowsSecurityContextOptions
  gmsaCredentialSpec:string gmsaCredentialSpecName:string hostProcess:bool runAsUserName:string
VolumeDevice
  devicePath:string name:string
VolumeMount
  mountPath:string mountPropagation:string name:string readOnly:bool recursiveReadOnly:string subPath:string
  subPathExpr:string
PodDNSConfig
  nameservers:[string] options:[PodDNSConfigOption] searches:[string]
PodDNSConfigOption
  name:string value:string
EphemeralContainer
  args:[string] command:[string] env:[EnvVar]name~name envFrom:[EnvFromSource] image:string
  imagePullPolicy:string lifecycle:Lifecycle livenessProbe:Probe name:string
  ports:[ContainerPort]containerPort,protocol~containerPort readinessProbe:Probe
  resizePolicy:[ContainerResizePolicy] resources:ResourceRequirements restartPolicy:string
  restartPolicyRules:[ContainerRestartRule] securityContext:SecurityContext startupProbe:Probe stdin:bool
  stdinOnce:bool targetContainerName:string terminationMessagePath:string terminationMessagePolicy:string
  tty:bool volumeDevices:[VolumeDevice]devicePath~devicePath volumeMounts:[VolumeMount]mountPath~mountPath
  workingDir:string
HostAlias
  hostnames:[string] ip:string
PodOS
  name:string
PodReadinessGate
  conditionType:string
PodResourceClaim
  name:string resourceClaimName:string resourceClaimTemplateName:string
PodSchedulingGate
  name:string
PodSecurityContext
  appArmorProfile:AppArmorProfile fsGroup:int fsGroupChangePolicy:string runAsGroup:int runAsNonRoot:bool
  runAsUser:int seLinuxChangePolicy:string seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile
  supplementalGroups:[int] supplementalGroupsPolicy:string sysctls:[Sysctl]
  windowsOptions:WindowsSecurityContextOptions
Sysctl
  name:string value:string
PodTemplateSpec
  metadata:ObjectMeta spec:PodSpec
`;
