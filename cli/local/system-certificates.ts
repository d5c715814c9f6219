import { readFileSync } from 'node:fs';

/** Where systems keep the certificates that everything on them trusts, as workerd looks for them. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/**
 * Whether `NODE_EXTRA_CA_CERTS` names nothing that the system does not trust anyway. workerd reads the system's
 * certificates itself (`SSL_CERT_FILE`, else the usual places); the local runtime hands it the extra ones once more, one
 * by one, and where the extra ones are the whole of the system's that is a third of a start.
 */
export function extraCertificatesAreTheSystems(env: Readonly<Record<string, string | undefined>>): boolean {
  const extra = env['NODE_EXTRA_CA_CERTS'];
  if (extra === undefined) return false;
  const named = env['SSL_CERT_FILE'];
  const trusted = new Set((named === undefined ? SYSTEM_BUNDLES : [named]).flatMap(certificatesIn));
  const extras = certificatesIn(extra);
  return extras.length > 0 && extras.every((certificate) => trusted.has(certificate));
}

/** The certificates of a PEM file, without their white space; none if it cannot be read. */
function certificatesIn(path: string): string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return found.map((certificate) => certificate.replaceAll(/\s+/g, ''));
}
