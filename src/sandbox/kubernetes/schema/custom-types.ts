/**
 * The binding of the AWS Load Balancer Controller (its CRD elbv2.k8s.aws/v1beta1). The lists of a custom resource are
 * atomic and its maps granular unless its schema says otherwise, and this one does not.
 */
export const targetGroupBindingTypes = `
TargetGroupBinding
  metadata:ObjectMeta spec:TargetGroupBindingSpec status:TargetGroupBindingStatus
TargetGroupBindingSpec
  assumeRoleExternalId:string iamRoleArnToAssume:string ipAddressType:string multiClusterTargetGroup:bool
  networking:TargetGroupBindingNetworking nodeSelector:NodeSelector serviceRef:ServiceReference
  targetGroupARN:string targetGroupName:string targetGroupProtocol:string targetType:string vpcID:string
NodeSelector
  matchExpressions:[LabelSelectorRequirement] matchLabels:{string}
TargetGroupBindingNetworking
  ingress:[NetworkingIngressRule]
NetworkingIngressRule
  from:[NetworkingPeer] ports:[NetworkingPort]
NetworkingPeer
  ipBlock:IPBlock securityGroup:SecurityGroup
IPBlock
  cidr:string
SecurityGroup
  groupID:string
NetworkingPort
  port:intOrString protocol:string
ServiceReference
  name:string port:intOrString
TargetGroupBindingStatus
  observedGeneration:int
`;
