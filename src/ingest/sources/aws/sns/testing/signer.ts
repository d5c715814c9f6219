// What @peculiar/x509 is built on asks for it before all else.
import 'reflect-metadata';
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { BasicConstraintsExtension, X509CertificateGenerator } from '@peculiar/x509';

export interface SnsSigner {
  /** What would lie at the signing URL. */
  readonly certificate: string;
  /** PKCS #8 PEM: the secret of the source's client. */
  readonly privateKey: string;
}
interface Wish {
  readonly notBefore?: number;
  readonly notAfter?: number;
  readonly name?: string;
  readonly bits?: number;
}

const DAY_MS = 86_400_000;
const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** A key and a certificate like those of SNS, but of our own making, valid around `now` unless told otherwise. */
export async function snsSigner(now: number, wish: Wish = {}): Promise<SnsSigner> {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: wish.bits ?? 2_048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const { subtle } = webcrypto;
  const der = Buffer.from(pair.privateKey.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const keys = {
    privateKey: await subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']),
    publicKey: await subtle.importKey('spki', pair.publicKey, ALGORITHM, true, ['verify']),
  };
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: '01',
      name: wish.name ?? 'CN=sns.amazonaws.com',
      notBefore: new Date(wish.notBefore ?? now - DAY_MS),
      notAfter: new Date(wish.notAfter ?? now + DAY_MS),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [new BasicConstraintsExtension(false)],
    },
    webcrypto as unknown as Crypto,
  );
  return { certificate: certificate.toString('pem'), privateKey: pair.privateKey };
}
