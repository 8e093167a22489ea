import { createSecureContext } from 'node:tls';
import { NlbctlError } from '../model/errors.ts';
import { type Connections, openConnections, type TlsSettings } from '../network/agent.ts';
import type { ProxySetting } from '../network/proxy.ts';
import type { Credential } from './credentials/credential.ts';
import { pemOf } from './credentials/material.ts';
import type { Destination } from './kubeconfig/destination.ts';

type Certificate = Credential['certificate'];

/** Connections to the API server: reads share theirs, and a write has its own, so that none breaks because an idle one was closed. */
export interface ServerConnections {
  /** The connections for a client certificate, which a credential plugin may change. Throws KubeconfigInvalid. */
  for(certificate: Certificate, use: 'read' | 'write'): Promise<Connections>;
  close(): void;
}

export function serverConnections({ cluster, server }: Destination, proxy: ProxySetting | null): ServerConnections {
  const protocol = server.protocol === 'http:' ? 'http:' : 'https:';
  const opened = new Map<string, Promise<Connections>>();
  const open = async (certificate: Certificate, use: 'read' | 'write') => {
    const ca = await pemOf(cluster.certificateAuthority, 'certificate-authority');
    const tls: TlsSettings = {
      ...(protocol === 'https:' ? { secureContext: contextOf(ca, certificate) } : {}),
      ...(cluster.tlsServerName === null ? {} : { servername: cluster.tlsServerName }),
      ...(cluster.insecureSkipTlsVerify ? { rejectUnauthorized: false } : {}),
    };
    return openConnections(protocol, proxy, tls, { keepAlive: use === 'read' });
  };
  return {
    for(certificate, use) {
      const key = `${use} ${certificate?.cert ?? ''}`;
      const connections = opened.get(key) ?? open(certificate, use);
      opened.set(key, connections);
      return connections;
    },
    close() {
      for (const connections of opened.values()) {
        connections.then(
          (each) => each.close(),
          () => undefined,
        );
      }
    },
  };
}

/** Parses the certificates once for all connections. */
function contextOf(ca: string | null, certificate: Certificate) {
  try {
    return createSecureContext({ ...(ca === null ? {} : { ca }), ...certificate });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NlbctlError('KubeconfigInvalid', `a certificate or key of the kubeconfig cannot be used: ${why}`, {
      hint: 'write the entry anew: aws eks update-kubeconfig --name CLUSTER',
    });
  }
}
