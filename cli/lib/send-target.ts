import { SOURCE_CATALOGUE } from '../../src/contracts/source-catalogue.generated.ts';
import { ask, apiClient } from './client.ts';
import { CliError, EXIT } from './exit.ts';
import { findSource, pickSource, type Named, type Source } from './find-source.ts';
import { plain } from './output.ts';
import { credentialOf, currentCredentials, type SourceCredential } from './state.ts';

export interface Target {
  readonly ingestUrl: string;
  readonly source: SourceCredential;
}

const about = (kind: string) => SOURCE_CATALOGUE.find((a) => a.id === kind);

/** Whether a kind's sender signs with a key that its vendor alone has. */
export const isVendorSigned = (kind: string): boolean => about(kind)?.secret === 'none';

/** Why nobody but the vendor can send, and what to do instead. */
export const vendorSigned = (kind: string): CliError =>
  new CliError(
    `Deliveries of ${kind} are signed with a key of ${about(kind)?.vendor ?? 'its vendor'}'s own, which nobody else has. ` +
      `\`vedette sources test ${kind}\` has Vedette read the kind's samples; a file of such records goes through a source of ` +
      'kind standard.webhook, which reads the same formats.',
    EXIT.usage,
  );

/** Variables of the environment for a deployment's source; never arguments, which shells remember. */
function fromEnvironment(): { url: string; id: string; secret: string } | undefined {
  const { VEDETTE_INGEST_URL: url, VEDETTE_SOURCE_ID: id, VEDETTE_SOURCE_SECRET: secret } = process.env;
  if (url === undefined || id === undefined || secret === undefined) return undefined;
  if (!URL.canParse(url)) throw new CliError('VEDETTE_INGEST_URL is no URL.', EXIT.usage);
  if (!/^src_[a-z0-9-]{1,64}$/.test(id)) throw new CliError('VEDETTE_SOURCE_ID is no source id (src_…).', EXIT.usage);
  return { url, id, secret };
}

const NO_KEY = 'Set VEDETTE_INGEST_URL, VEDETTE_SOURCE_ID and VEDETTE_SOURCE_SECRET';

/** Sources as the API names them; those that are known by their credentials alone while it does not answer. */
async function knownSources(credentials: Awaited<ReturnType<typeof currentCredentials>>): Promise<readonly Named[]> {
  try {
    const { consoleUrl, apiKey } = credentials;
    return (await ask(apiClient(consoleUrl, apiKey).GET('/sources'))).sources;
  } catch (cause) {
    const kept = Object.entries(credentials.sources ?? {});
    if (!(cause instanceof CliError) || kept.length === 0) throw cause;
    return kept.map(([name, { id, kind }]) => ({ id, kind, name, enabled: true }));
  }
}

/** The key for a source that the API showed, out of the environment or the local credentials. Undefined if there is none. */
export async function keyOf(source: Source): Promise<Target | undefined> {
  const env = fromEnvironment();
  const { id, kind, path, settings } = source;
  if (env?.id === id) return { ingestUrl: env.url, source: { id, kind, path, secret: env.secret, settings } };
  const credentials = await currentCredentials();
  const kept = credentialOf(credentials, id);
  const ingestUrl = credentials.ingestUrl ?? source.url;
  return kept === undefined || ingestUrl === null ? undefined : { ingestUrl, source: { ...kept, settings } };
}

/** Where the environment's source sends to: `word` is its kind, or what the API knows it by. */
async function environmentTarget(word: string, env: { url: string; id: string; secret: string }): Promise<Target> {
  const path = `/in/${env.id}`;
  if (about(word)) return { ingestUrl: env.url, source: { id: env.id, kind: word, path, secret: env.secret } };
  const { consoleUrl, apiKey } = await currentCredentials();
  const found = await findSource(apiClient(consoleUrl, apiKey), word);
  if (found.id !== env.id)
    throw new CliError(`VEDETTE_SOURCE_ID is ${env.id}, and ${plain(word)} is ${found.id}.`, EXIT.usage);
  return { ingestUrl: env.url, source: { id: env.id, kind: found.kind, path, secret: env.secret } };
}

/** Where to send as the source that `word` means (its id, name or kind), and its key. */
export async function sendTarget(word: string): Promise<Target> {
  const env = fromEnvironment();
  const target = env ? await environmentTarget(word, env) : await localTarget(word);
  if (isVendorSigned(target.source.kind)) throw vendorSigned(target.source.kind);
  return target;
}

async function localTarget(word: string): Promise<Target> {
  const credentials = await currentCredentials();
  const meant = pickSource(word, await knownSources(credentials));
  if (isVendorSigned(meant.kind)) throw vendorSigned(meant.kind);
  const source = credentialOf(credentials, meant.id);
  if (credentials.ingestUrl === undefined || source === undefined)
    throw new CliError(`The secret of ${meant.id} (${plain(meant.name)}) is not kept here. ${NO_KEY}.`, EXIT.usage);
  return { ingestUrl: credentials.ingestUrl, source };
}
