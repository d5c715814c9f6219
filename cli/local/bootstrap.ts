import { generateEd25519 } from '../../src/kit/crypto.ts';
import { apiClient, ask, type AccountBody, type TypedClient } from '../lib/client.ts';
import { CliError, EXIT } from '../lib/exit.ts';
import {
  readCredentials,
  writeCredentials,
  type Credentials,
  type FleetSecrets,
  type SourceCredential,
} from '../lib/state.ts';

export const ORG = { id: 'org_local', name: 'Local' };
const ADMIN = { name: 'First admin', email: 'admin@localhost.localdomain' };
const APPROVER_KEY_NAME = 'command line of the first admin';
const SOURCE_KINDS = ['standard.webhook', 'aws.firehose', 'aws.eventbridge'] as const;

export interface BootstrapInput {
  readonly stateDir: string;
  readonly consoleUrl: string;
  readonly ingestUrl: string;
  readonly secrets: FleetSecrets;
  readonly accounts: readonly AccountBody[];
  /** Accounts that the sources may speak of; those above if not given. */
  readonly boundAccounts?: readonly string[];
}

async function setUp(input: BootstrapInput): Promise<Credentials> {
  const client = apiClient(input.consoleUrl, input.secrets.setupToken);
  const made = await ask(client.POST('/setup', { body: { organisation: ORG, admin: ADMIN } })).catch((e: unknown) => {
    if (!(e instanceof CliError) || e.exitCode !== EXIT.failed) throw e;
    throw new CliError(`The first set-up was refused (${e.message}). Remove ${input.stateDir} to begin anew.`);
  });
  return {
    consoleUrl: input.consoleUrl,
    ingestUrl: input.ingestUrl,
    ...made,
    approver: await generateEd25519(),
    sources: {},
  };
}

async function addSources(client: TypedClient, accounts: readonly string[]): Promise<Record<string, SourceCredential>> {
  const made: Record<string, SourceCredential> = {};
  for (const kind of SOURCE_KINDS) {
    const body = { kind, name: `local ${kind}`, accounts: [...accounts] };
    const { id, path, secret } = await ask(client.POST('/sources', { body }));
    // All of these kinds have one.
    if (secret === undefined) throw new CliError(`${kind} was made without a secret`);
    made[kind] = { id, kind, path, secret };
  }
  return made;
}

/**
 * Makes a fresh fleet usable through its own public API: organisation, admin, approver key, accounts, one source a kind.
 * On a fleet that was set up before it only brings the addresses up to date.
 */
export async function bootstrap(input: BootstrapInput): Promise<{ credentials: Credentials; first: boolean }> {
  const known = await readCredentials(input.stateDir);
  if (known) {
    const credentials = { ...known, consoleUrl: input.consoleUrl, ingestUrl: input.ingestUrl };
    await writeCredentials(input.stateDir, credentials);
    return { credentials, first: false };
  }
  const fresh = await setUp(input);
  const client = apiClient(input.consoleUrl, fresh.apiKey);
  const key = { user: fresh.user, name: APPROVER_KEY_NAME, publicKey: fresh.approver.publicKey };
  await ask(client.POST('/approver-keys', { body: key }));
  for (const account of input.accounts) await ask(client.PUT('/accounts', { body: account }));
  const sources = await addSources(client, input.boundAccounts ?? input.accounts.map((a) => a.account));
  const credentials = { ...fresh, sources };
  await writeCredentials(input.stateDir, credentials);
  return { credentials, first: true };
}
