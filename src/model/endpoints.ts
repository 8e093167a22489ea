/** An EndpointSlice of a Service. */
export interface EndpointSlice {
  readonly name: string;
  /** `IPv4`, `IPv6` or `FQDN`. */
  readonly addressType: string;
  readonly ports: readonly { readonly name: string | null; readonly port: number | null; readonly protocol: string }[];
  readonly endpoints: readonly Endpoint[];
}

export interface Endpoint {
  readonly addresses: readonly string[];
  /** null: the API leaves it out, which means true for `ready` and false for `terminating`. */
  readonly ready: boolean | null;
  readonly serving: boolean | null;
  readonly terminating: boolean | null;
  readonly nodeName: string | null;
  readonly zone: string | null;
  /** What stands behind the address; the controller takes only pods. */
  readonly targetRef: { readonly kind: string; readonly namespace: string | null; readonly name: string } | null;
}
