// The certificate library registers its algorithms with decorators, which need this polyfill to be there first.
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { BasicConstraintsExtension, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';

const day = 24 * 60 * 60 * 1000;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };
// The library's types are those of the browser, whose Crypto lacks a member of Node's.
const crypto = webcrypto as unknown as NonNullable<Parameters<typeof X509CertificateGenerator.create>[1]>;

export interface Issued {
  readonly cert: string;
  readonly key: string;
}

interface Leaf {
  readonly commonName?: string;
  /** Names and addresses that the certificate is for; 127.0.0.1 and localhost if left out. */
  readonly names?: readonly { type: 'dns' | 'ip'; value: string }[];
  readonly expired?: boolean;
}

/** A certificate authority for one test file, its keys in memory only. */
export async function createAuthority(commonName: string) {
  const keys = await newKeys();
  const ca = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      name: `CN=${commonName}`,
      notBefore: new Date(Date.now() - 10 * day),
      notAfter: new Date(Date.now() + day),
      keys,
      signingAlgorithm,
      extensions: [new BasicConstraintsExtension(true, 0, true)],
    },
    crypto,
  );
  return {
    pem: `${ca.toString('pem')}\n`,
    async issue({ commonName: name = 'leaf', names = loopback, expired = false }: Leaf = {}): Promise<Issued> {
      const leaf = await newKeys();
      const certificate = await X509CertificateGenerator.create(
        {
          serialNumber: serialNumber(),
          subject: `CN=${name}`,
          issuer: ca.subject,
          notBefore: new Date(Date.now() - 9 * day),
          notAfter: new Date(Date.now() + (expired ? -day : day)),
          publicKey: leaf.publicKey,
          signingKey: keys.privateKey,
          signingAlgorithm,
          extensions: [new SubjectAlternativeNameExtension([...names])],
        },
        crypto,
      );
      return { cert: `${certificate.toString('pem')}\n`, key: await pemOfKey(leaf.privateKey) };
    },
  };
}

const loopback = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
] as const;

const newKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

const serialNumber = () => `01${randomBytes(15).toString('hex')}`;

async function pemOfKey(key: webcrypto.CryptoKey): Promise<string> {
  const base64 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
}
