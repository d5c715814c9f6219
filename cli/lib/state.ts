import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { newOidcKeys, OidcKeys } from '../../src/decide/credentials/web-identity-keys.ts';
import { generateEd25519, randomBytes } from '../../src/kit/crypto.ts';
import { toBase64Url, toHex } from '../../src/kit/bytes.ts';
import { CliError, EXIT } from './exit.ts';

/** Everything local lives here, git-ignored. */
export const HOME = resolve('.vedette');

/** Secrets of a local fleet, made at first start; what `wrangler secret put` sets in a deployment. */
const FleetSecrets = z.object({
  envelopeKey: z.string(),
  permitKey: z.string(),
  ledgerKey: z.string(),
  setupToken: z.string(),
  /** The issuer's ring; absent in state that was made before there was one. */
  oidcKeys: OidcKeys.optional(),
});
export type FleetSecrets = z.infer<typeof FleetSecrets>;

const SourceCredential = z.object({
  id: z.string(),
  kind: z.string(),
  path: z.string(),
  secret: z.string(),
  settings: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
});
export type SourceCredential = z.infer<typeof SourceCredential>;

/** What the command line needs to speak with a fleet as its first admin and approver. */
const Credentials = z.object({
  consoleUrl: z.string(),
  ingestUrl: z.string(),
  org: z.string(),
  user: z.string(),
  apiKey: z.string(),
  approver: z.object({ keyId: z.string(), publicKey: z.string(), privateKey: z.string() }),
  sources: z.record(z.string(), SourceCredential),
});
export type Credentials = z.infer<typeof Credentials>;

/** Writes a file that only its owner may read, by rename, so that a crash leaves the old or the new one whole. */
export async function writePrivate(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, path);
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new CliError(`${path} cannot be read as Vedette's own file; move it away and start again.`, EXIT.usage);
  }
}

/** New secrets for a fleet: an AES-256 key, two Ed25519 keys, a one-time setup token, the issuer's ring. */
export async function newSecrets(): Promise<FleetSecrets> {
  return {
    envelopeKey: toBase64Url(randomBytes(32)),
    permitKey: (await generateEd25519()).privateKey,
    ledgerKey: (await generateEd25519()).privateKey,
    setupToken: toHex(randomBytes(24)),
    oidcKeys: await newOidcKeys(Date.now()),
  };
}

/** The fleet's secrets under `stateDir`, made if there are none. */
export async function fleetSecrets(stateDir: string): Promise<FleetSecrets> {
  const path = join(stateDir, 'secrets.json');
  const found = await readJson(path, FleetSecrets);
  if (found?.oidcKeys) return found;
  const made = { ...(await newSecrets()), ...found };
  await writePrivate(path, made);
  return made;
}

const credentialsPath = (stateDir: string): string => join(stateDir, 'credentials.json');
export const readCredentials = (stateDir: string): Promise<Credentials | undefined> =>
  readJson(credentialsPath(stateDir), Credentials);
export const writeCredentials = (stateDir: string, c: Credentials): Promise<void> =>
  writePrivate(credentialsPath(stateDir), c);

/** Notes which local fleet the other terminal means. */
export const pointTo = (stateDir: string): Promise<void> => writePrivate(join(HOME, 'current.json'), { stateDir });

/** The folder of the local fleet started last, if it is what commands mean; undefined for a deployment. */
export async function localState(): Promise<string | undefined> {
  if (process.env['VEDETTE_URL'] !== undefined && process.env['VEDETTE_API_KEY'] !== undefined) return undefined;
  return (await readJson(join(HOME, 'current.json'), z.object({ stateDir: z.string() })))?.stateDir;
}

/** The credential under a source's id, however it is filed: those of the first start are filed by kind. */
export const credentialOf = (credentials: Partial<Credentials>, id: string): SourceCredential | undefined =>
  Object.values(credentials.sources ?? {}).find((s) => s.id === id);

/** Credentials with a source's in the place of one before. */
export function withSource(known: Credentials, credential: SourceCredential): Credentials {
  const filed = Object.entries(known.sources).find(([, s]) => s.id === credential.id)?.[0] ?? credential.id;
  return { ...known, sources: { ...known.sources, [filed]: credential } };
}

/** Credentials without a source's. */
const withoutSource = (known: Credentials, id: string): Credentials => ({
  ...known,
  sources: Object.fromEntries(Object.entries(known.sources).filter(([, s]) => s.id !== id)),
});

/** Forgets a source's secret, if it was kept with the local fleet's. */
export async function forgetSource(id: string): Promise<void> {
  const stateDir = await localState();
  const known = stateDir === undefined ? undefined : await readCredentials(stateDir);
  if (stateDir !== undefined && known !== undefined) await writeCredentials(stateDir, withoutSource(known, id));
}

/**
 * Keeps a source's secret with the local fleet's other credentials (a file of its owner's alone), in the place of one before.
 * False where the command means a deployment: nothing is kept of it.
 */
export async function keepSource(credential: SourceCredential): Promise<boolean> {
  const stateDir = await localState();
  const known = stateDir === undefined ? undefined : await readCredentials(stateDir);
  if (stateDir === undefined || known === undefined) return false;
  await writeCredentials(stateDir, withSource(known, credential));
  return true;
}

/**
 * Credentials for a command: `VEDETTE_URL` with `VEDETTE_API_KEY` (and `VEDETTE_APPROVER_KEY`, a file) for a deployment,
 * else those of the local fleet started last.
 */
export async function currentCredentials(): Promise<Pick<Credentials, 'consoleUrl' | 'apiKey'> & Partial<Credentials>> {
  const url = process.env['VEDETTE_URL'];
  const apiKey = process.env['VEDETTE_API_KEY'];
  if (url !== undefined && apiKey !== undefined) {
    const file = process.env['VEDETTE_APPROVER_KEY'];
    const approver = file === undefined ? undefined : await readJson(resolve(file), Credentials.shape.approver);
    return { consoleUrl: url, apiKey, ...(approver ? { approver } : {}) };
  }
  const pointer = await readJson(join(HOME, 'current.json'), z.object({ stateDir: z.string() }));
  const found = pointer && (await readCredentials(pointer.stateDir));
  if (!found)
    throw new CliError(
      'No fleet is known here. Start one with `npm start` or `npm run demo`, or set VEDETTE_URL and VEDETTE_API_KEY.',
      EXIT.unreachable,
    );
  return found;
}
