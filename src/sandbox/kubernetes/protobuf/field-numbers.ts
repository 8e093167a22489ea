/**
 * The numbers of fields on the wire, from the generated.proto files of k8s.io/api and k8s.io/apimachinery, for what clients send as
 * protobuf: kubectl does so from 1.32 on for whatever it makes itself (`create`, `auth can-i`), never for what it reads from a file.
 * A line is a type with its fields; `...Type` is embedded, its fields are the owner's.
 */
export const metaNumbers = `
ObjectMeta name=1 generateName=2 namespace=3 selfLink=4 uid=5 resourceVersion=6 generation=7 creationTimestamp=8
  deletionTimestamp=9 deletionGracePeriodSeconds=10 labels=11 annotations=12 ownerReferences=13 finalizers=14
  managedFields=17
OwnerReference kind=1 name=3 uid=4 apiVersion=5 controller=6 blockOwnerDeletion=7
ManagedFieldsEntry manager=1 operation=2 apiVersion=3 time=4 fieldsType=6 fieldsV1=7 subresource=8
FieldsV1 Raw=1
LabelSelector matchLabels=1 matchExpressions=2
LabelSelectorRequirement key=1 operator=2 values=3
DeleteOptions gracePeriodSeconds=1 preconditions=2 orphanDependents=3 propagationPolicy=4 dryRun=5
  ignoreStoreReadErrorWithClusterBreakingPotential=6
Preconditions uid=1 resourceVersion=2
`;

export const coreNumbers = `
Namespace metadata=1 spec=2 status=3
NamespaceSpec finalizers=1
NamespaceStatus phase=1 conditions=2
ConfigMap metadata=1 data=2 binaryData=3 immutable=4
Secret metadata=1 data=2 type=3 stringData=4 immutable=5
ServiceAccount metadata=1 secrets=2 imagePullSecrets=3 automountServiceAccountToken=4
ObjectReference kind=1 namespace=2 name=3 uid=4 apiVersion=5 resourceVersion=6 fieldPath=7
LocalObjectReference name=1
Service metadata=1 spec=2 status=3
ServiceSpec ports=1 selector=2 clusterIP=3 type=4 externalIPs=5 sessionAffinity=7 loadBalancerIP=8
  loadBalancerSourceRanges=9 externalName=10 externalTrafficPolicy=11 healthCheckNodePort=12
  publishNotReadyAddresses=13 sessionAffinityConfig=14 ipFamilyPolicy=17 clusterIPs=18 ipFamilies=19
  allocateLoadBalancerNodePorts=20 loadBalancerClass=21 internalTrafficPolicy=22 trafficDistribution=23
ServicePort name=1 protocol=2 port=3 targetPort=4 nodePort=5 appProtocol=6
SessionAffinityConfig clientIP=1
ClientIPConfig timeoutSeconds=1
ServiceStatus loadBalancer=1 conditions=2
LoadBalancerStatus ingress=1
PodTemplateSpec metadata=1 spec=2
PodSpec volumes=1 containers=2 restartPolicy=3 terminationGracePeriodSeconds=4 activeDeadlineSeconds=5
  dnsPolicy=6 nodeSelector=7 serviceAccountName=8 serviceAccount=9 nodeName=10 hostNetwork=11 hostPID=12
  hostIPC=13 securityContext=14 imagePullSecrets=15 hostname=16 subdomain=17 affinity=18 schedulerName=19
  initContainers=20 automountServiceAccountToken=21 tolerations=22 hostAliases=23 priorityClassName=24
  priority=25 dnsConfig=26 shareProcessNamespace=27 readinessGates=28 runtimeClassName=29 enableServiceLinks=30
  preemptionPolicy=31 overhead=32 topologySpreadConstraints=33 ephemeralContainers=34 setHostnameAsFQDN=35 os=36
  hostUsers=37 schedulingGates=38 resourceClaims=39 resources=40 hostnameOverride=41 schedulingGroup=43
  evictionResponders=44
Container name=1 image=2 command=3 args=4 workingDir=5 ports=6 env=7 resources=8 volumeMounts=9 livenessProbe=10
  readinessProbe=11 lifecycle=12 terminationMessagePath=13 imagePullPolicy=14 securityContext=15 stdin=16
  stdinOnce=17 tty=18 envFrom=19 terminationMessagePolicy=20 volumeDevices=21 startupProbe=22 resizePolicy=23
  restartPolicy=24 restartPolicyRules=25
ContainerPort name=1 hostPort=2 containerPort=3 protocol=4 hostIP=5
EnvVar name=1 value=2 valueFrom=3
ResourceRequirements limits=1 requests=2 claims=3
Toleration key=1 operator=2 value=3 effect=4 tolerationSeconds=5
PodSecurityContext seLinuxOptions=1 runAsUser=2 runAsNonRoot=3 supplementalGroups=4 fsGroup=5 runAsGroup=6
  sysctls=7 windowsOptions=8 fsGroupChangePolicy=9 seccompProfile=10 appArmorProfile=11
  supplementalGroupsPolicy=12 seLinuxChangePolicy=13
`;

export const appsNumbers = `
Deployment metadata=1 spec=2 status=3
DeploymentSpec replicas=1 selector=2 template=3 strategy=4 minReadySeconds=5 revisionHistoryLimit=6 paused=7
  progressDeadlineSeconds=9
DeploymentStrategy type=1 rollingUpdate=2
RollingUpdateDeployment maxUnavailable=1 maxSurge=2
DeploymentStatus observedGeneration=1 replicas=2 updatedReplicas=3 availableReplicas=4 unavailableReplicas=5
  conditions=6 readyReplicas=7 collisionCount=8 terminatingReplicas=9
`;

export const authorizationNumbers = `
SelfSubjectAccessReview metadata=1 spec=2 status=3
SelfSubjectAccessReviewSpec resourceAttributes=1 nonResourceAttributes=2
ResourceAttributes namespace=1 verb=2 group=3 version=4 resource=5 subresource=6 name=7 fieldSelector=8
  labelSelector=9
NonResourceAttributes path=1 verb=2
SubjectAccessReviewStatus allowed=1 reason=2 evaluationError=3 denied=4
SelfSubjectRulesReview metadata=1 spec=2 status=3
SelfSubjectRulesReviewSpec namespace=1
SubjectRulesReviewStatus resourceRules=1 nonResourceRules=2 incomplete=3 evaluationError=4
`;

export const authenticationNumbers = `
SelfSubjectReview metadata=1 status=2
SelfSubjectReviewStatus userInfo=1
UserInfo username=1 uid=2 groups=3 extra=4
`;

export const networkingNumbers = `
Ingress metadata=1 spec=2 status=3
IngressSpec defaultBackend=1 tls=2 rules=3 ingressClassName=4
IngressBackend resource=3 service=4
IngressServiceBackend name=1 port=2
ServiceBackendPort name=1 number=2
IngressRule host=1 ...IngressRuleValue=2
IngressRuleValue http=1
HTTPIngressRuleValue paths=1
HTTPIngressPath path=1 backend=2 pathType=3
IngressTLS hosts=1 secretName=2
IngressStatus loadBalancer=1
IngressLoadBalancerStatus ingress=1
`;

export const policyNumbers = `
PodDisruptionBudget metadata=1 spec=2 status=3
PodDisruptionBudgetSpec minAvailable=1 selector=2 maxUnavailable=3 unhealthyPodEvictionPolicy=4
PodDisruptionBudgetStatus observedGeneration=1 disruptedPods=2 disruptionsAllowed=3 currentHealthy=4
  desiredHealthy=5 expectedPods=6 conditions=7
`;

export const rbacNumbers = `
ClusterRole metadata=1 rules=2 aggregationRule=3
Role metadata=1 rules=2
AggregationRule clusterRoleSelectors=1
PolicyRule verbs=1 apiGroups=2 resources=3 resourceNames=4 nonResourceURLs=5
ClusterRoleBinding metadata=1 subjects=2 roleRef=3
RoleBinding metadata=1 subjects=2 roleRef=3
RoleRef apiGroup=1 kind=2 name=3
Subject kind=1 apiGroup=2 name=3 namespace=4
`;
