/** What proves to the API server who is asking. */
export interface Credential {
  /** The Authorization header; null: none. */
  readonly authorization: string | null;
  /** A client certificate and its key, PEM. */
  readonly certificate: { readonly cert: string; readonly key: string } | null;
  /** Milliseconds since the epoch; null: it does not expire by itself. */
  readonly expires: number | null;
}

/** Where credentials come from. */
export interface CredentialSource {
  /** The credential to use now; what takes long to get is got once, for all who ask. Throws NlbctlError. */
  current(): Promise<Credential>;
  /** Says that the server did not accept a credential; true: another one can be had by asking again. */
  refused(credential: Credential): boolean;
  /** What a person can do when the server does not accept them. */
  readonly hint: string;
  close(): void;
}

/** Credentials that are what they are. */
export function fixedSource(credential: Credential, hint: string): CredentialSource {
  return { current: async () => credential, refused: () => false, hint, close: () => undefined };
}

/** Credentials that are got by `get`, kept until they expire or are refused, and got once for all who ask meanwhile. */
export function keptSource(get: (closing: AbortSignal) => Promise<Credential>, hint: string): CredentialSource {
  const closing = new AbortController();
  let kept: Promise<Credential> | null = null;
  let known: Credential | null = null;
  const renew = (): Promise<Credential> => {
    const pending = get(closing.signal).then((credential) => {
      known = credential;
      return credential;
    });
    // A failure is told to all who wait for it, and the next one to ask tries again.
    pending.catch(() => {
      kept = null;
    });
    known = null;
    kept = pending;
    return pending;
  };
  return {
    hint,
    current() {
      const isOver = known?.expires !== null && known?.expires !== undefined && known.expires <= Date.now();
      return kept === null || isOver ? renew() : kept;
    },
    refused(credential) {
      if (known === credential) kept = null;
      return true;
    },
    close: () => closing.abort(),
  };
}
