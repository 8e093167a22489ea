// The certificate library registers its algorithms with decorators, which need this polyfill to be there first.
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** A key of its own and the certificate for it, in PEM. */
export interface Identity {
  readonly keyPem: string;
  readonly certificatePem: string;
}

/** A CA that clients can trust. */
export interface Authority {
  readonly caPem: string;
  /** A server's identity for DNS names and addresses. */
  issue(server: { commonName: string; dnsNames: readonly string[]; addresses?: readonly string[] }): Promise<Identity>;
}

const curve = { name: 'ECDSA', namedCurve: 'P-256' };
const signature = { name: 'ECDSA', hash: 'SHA-256' };
const year = 365 * 24 * 60 * 60 * 1000;

/**
 * Makes a CA. The keys live and die with this process.
 * Valid from a day before the machine's own clock: TLS checks real time, whatever the sandbox's clock says.
 */
export async function createAuthority(): Promise<Authority> {
  // The library's types are those of the browser, whose Crypto lacks a member of Node's.
  const crypto = webcrypto as unknown as NonNullable<Parameters<typeof X509CertificateGenerator.create>[1]>;
  const caKeys = await newKeys();
  const validity = { notBefore: new Date(Date.now() - 86_400_000), notAfter: new Date(Date.now() + year) };
  const ca = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      name: 'CN=nlbctl-sandbox-ca',
      ...validity,
      keys: caKeys,
      signingAlgorithm: signature,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ],
    },
    crypto,
  );
  return {
    caPem: `${ca.toString('pem')}\n`,
    async issue({ commonName, dnsNames, addresses = [] }) {
      const keys = await newKeys();
      const certificate = await X509CertificateGenerator.create(
        {
          serialNumber: serialNumber(),
          subject: `CN=${commonName}`,
          issuer: ca.subject,
          ...validity,
          publicKey: keys.publicKey,
          signingKey: caKeys.privateKey,
          signingAlgorithm: signature,
          extensions: [
            new BasicConstraintsExtension(false, undefined, true),
            new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
            new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
            new SubjectAlternativeNameExtension([
              ...dnsNames.map((value) => ({ type: 'dns' as const, value })),
              ...addresses.map((value) => ({ type: 'ip' as const, value })),
            ]),
          ],
        },
        crypto,
      );
      const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
      return {
        keyPem: `-----BEGIN PRIVATE KEY-----\n${key.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
        certificatePem: certificate.toString('pem'),
      };
    },
  };
}

const newKeys = () => webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']);

/** Positive, as a serial number has to be. */
const serialNumber = () => `01${randomBytes(15).toString('hex')}`;
