/** A Service as the API server returns it, less what no judgement needs. */
export interface Service {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** RFC 3339. */
  readonly creationTimestamp: string | null;
  /** RFC 3339; set while the Service is being deleted. */
  readonly deletionTimestamp: string | null;
  readonly labels: Readonly<Record<string, string>>;
  /** Those of the load balancer alone (prefix `service.beta.kubernetes.io/`): nothing secret is among them. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly finalizers: readonly string[];
  /** Who manages each of these annotations, by `metadata.managedFields`; one that nobody manages is not in it. */
  readonly annotationManagers: Readonly<Record<string, readonly string[]>>;
  /**
   * When nlbctl itself last wrote the Service, RFC 3339, by `metadata.managedFields`; null: never, or not known. It is the one
   * memory of a migration that lasts from run to run.
   */
  readonly ownWriteAt: string | null;
  /** What `kubectl apply` was last given for these annotations; null: the Service was not made by it. */
  readonly lastApplied: Readonly<Record<string, string>> | null;
  /** Names, never values, of the annotations by which Argo CD, Flux and Helm mark what they deliver. */
  readonly deliveryMarks: readonly string[];
  /** `LoadBalancer`, `NodePort`, `ClusterIP` or `ExternalName`. */
  readonly type: string;
  readonly loadBalancerClass: string | null;
  readonly externalTrafficPolicy: string | null;
  readonly healthCheckNodePort: number | null;
  readonly allocateLoadBalancerNodePorts: boolean;
  readonly publishNotReadyAddresses: boolean;
  readonly ipFamilies: readonly string[];
  readonly loadBalancerSourceRanges: readonly string[];
  /** null: the Service has none, and its endpoints are written by somebody else. */
  readonly selector: Readonly<Record<string, string>> | null;
  readonly ports: readonly ServicePort[];
  /** `status.loadBalancer.ingress`. */
  readonly ingress: readonly { readonly hostname: string | null; readonly ip: string | null }[];
}

export interface ServicePort {
  readonly name: string | null;
  /** `TCP`, `UDP` or `SCTP`. */
  readonly protocol: string;
  readonly port: number;
  /** A number, or the name of a container's port. */
  readonly targetPort: number | string;
  /** null where none is allocated. */
  readonly nodePort: number | null;
}

/** What a user names: a Service in a namespace. */
export interface ServiceRef {
  readonly namespace: string;
  readonly name: string;
}
