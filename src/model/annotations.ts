/** Names on objects that the AWS Load Balancer Controller gives a meaning (its docs/guide/service/annotations.md). */
export const annotationPrefix = 'service.beta.kubernetes.io/';

export const annotation = {
  type: `${annotationPrefix}aws-load-balancer-type`,
  targetType: `${annotationPrefix}aws-load-balancer-nlb-target-type`,
  scheme: `${annotationPrefix}aws-load-balancer-scheme`,
  name: `${annotationPrefix}aws-load-balancer-name`,
  targetNodeLabels: `${annotationPrefix}aws-load-balancer-target-node-labels`,
  attributes: `${annotationPrefix}aws-load-balancer-attributes`,
  targetGroupAttributes: `${annotationPrefix}aws-load-balancer-target-group-attributes`,
  ipAddressType: `${annotationPrefix}aws-load-balancer-ip-address-type`,
  quicEnabledPorts: `${annotationPrefix}aws-load-balancer-quic-enabled-ports`,
  enableTcpUdpListener: `${annotationPrefix}aws-load-balancer-enable-tcp-udp-listener`,
  healthCheck: `${annotationPrefix}aws-load-balancer-healthcheck-`,
  proxyProtocol: `${annotationPrefix}aws-load-balancer-proxy-protocol`,
  proxyProtocolOfPorts: `${annotationPrefix}aws-load-balancer-proxy-protocol-per-target-group`,
  sourceRanges: `${annotationPrefix}load-balancer-source-ranges`,
  securityGroups: `${annotationPrefix}aws-load-balancer-security-groups`,
  additionalTags: `${annotationPrefix}aws-load-balancer-additional-resource-tags`,
  managesRules: `${annotationPrefix}aws-load-balancer-manage-backend-security-group-rules`,
} as const;

/** The finalizer by which the AWS Load Balancer Controller marks a Service as its own. */
export const controllerFinalizer = 'service.k8s.aws/resources';

/** The class of Services that the controller takes unless its flag --load-balancer-class says otherwise. */
export const controllerClass = 'service.k8s.aws/nlb';

/** The class of EKS Auto Mode's built-in load balancing. */
export const autoModeClass = 'eks.amazonaws.com/nlb';

/** Tags that tie AWS resources to a Service: the controller's, EKS Auto Mode's, and the in-tree controller's. */
export const tag = {
  cluster: 'elbv2.k8s.aws/cluster',
  stack: 'service.k8s.aws/stack',
  resource: 'service.k8s.aws/resource',
  autoModeStack: 'service.eks.amazonaws.com/stack',
  autoModeResource: 'service.eks.amazonaws.com/resource',
  inTreeService: 'kubernetes.io/service-name',
} as const;

/** Labels by which the controller finds the bindings of a Service. */
export const bindingLabel = {
  namespace: 'service.k8s.aws/stack-namespace',
  name: 'service.k8s.aws/stack-name',
} as const;
