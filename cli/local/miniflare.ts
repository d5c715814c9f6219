/*
 * The local runtime, loaded in one place: it reads NODE_EXTRA_CA_CERTS while it is loaded, and never again.
 */
import { extraCertificatesAreTheSystems } from './system-certificates.ts';

const extra = process.env['NODE_EXTRA_CA_CERTS'];
if (extraCertificatesAreTheSystems(process.env)) delete process.env['NODE_EXTRA_CA_CERTS'];

// oxlint-disable-next-line eslint/no-restricted-imports -- the one place
export const { convertV4MiniflareOptions, Miniflare } = await import('miniflare');
export type Miniflare = InstanceType<typeof Miniflare>;

if (extra !== undefined) process.env['NODE_EXTRA_CA_CERTS'] = extra;
