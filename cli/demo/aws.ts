import { actions } from '../../src/respond/actions/registry.ts';
import { rolePolicies } from '../../src/respond/role-policy.ts';
import { startSimulator } from '../../test/aws-simulator/start.ts';
import { BASE_USER, vedetteAccess, worldFromCloudTrail, type WorldSeed } from '../../test/aws-simulator/world.ts';
import { accessFrom } from '../../test/support/access-template.ts';
import type { AccountBody } from '../lib/client.ts';
import { startForeignAws } from './foreign-aws.ts';

/** API calls that AWS saw, and how many it rejected; null where the server does not say. */
export interface AwsCounts {
  readonly calls: number | null;
  readonly rejected: number | null;
}

/** The AWS that an attack is replayed against. */
export interface DemoAws {
  readonly endpoint: string;
  readonly description: string;
  /** Accounts with Vedette's own credentials in them. */
  readonly accounts: readonly AccountBody[];
  /** The records to replay: as given, or about what exists there. */
  readonly lines: readonly string[];
  counts(): Promise<AwsCounts>;
  /** Writes that were carried out by Vedette, as `operation resource`, sorted. */
  effects(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Who the simulated accounts trust instead of keys. */
export interface Issuer {
  /** https origin */
  readonly url: string;
  readonly org: string;
  /** Its published key set, JSON */
  readonly jwks: string;
}

/** What the inspector may ask besides what the actions read. */
const INSPECT = ['iam:Get*', 'iam:List*', 'ec2:Describe*', 'sts:GetCallerIdentity'];

const asJson = (policy: object): Record<string, unknown> => structuredClone(policy) as Record<string, unknown>;

/** The accounts as they are once each applied infra/aws/access.yaml: the issuer's roles, and no user of ours. */
async function keyless(seed: WorldSeed, issuer: Issuer): Promise<WorldSeed> {
  const jwks = JSON.parse(issuer.jwks) as { keys: Record<string, unknown>[] };
  const accounts = seed.accounts.map(async (account) => {
    const { provider, roles } = await accessFrom({ account: account.id, issuer: issuer.url, org: issuer.org });
    const ours = new Set(roles.map((r) => r.name));
    return {
      ...account,
      users: (account.users ?? []).filter((u) => u.name !== BASE_USER),
      roles: [
        ...(account.roles ?? []).filter((r) => !ours.has(r.name)),
        ...roles.map((r) => ({
          ...r,
          policies: structuredClone(r.policies) as Record<string, Record<string, unknown>>,
        })),
      ],
      oidcProviders: [{ ...provider, jwks }],
    };
  });
  return { ...seed, accounts: await Promise.all(accounts) };
}

async function startSimulated(port: number, lines: readonly string[], issuer?: Issuer): Promise<DemoAws> {
  const policies = rolePolicies(actions, { account: '000000000000', region: 'us-east-1', partition: 'aws' });
  const seed = worldFromCloudTrail(
    lines.map((l) => JSON.parse(l) as unknown),
    {
      writePolicies: { actions: asJson(policies.write) },
      readPolicies: {
        reading: asJson(policies.read),
        inspecting: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: INSPECT, Resource: '*' }] },
      },
    },
  );
  const simulator = await startSimulator({ port });
  await simulator.seed(issuer === undefined ? seed : await keyless(seed, issuer));
  const accounts = vedetteAccess(seed).map(({ accessKeyId, secretAccessKey, ...a }): AccountBody => ({
    ...a,
    ...(issuer === undefined ? { accessKeyId, secretAccessKey } : { auth: 'web_identity' as const }),
    regions: [...new Set([...a.regions, 'us-east-1'])].slice(0, 32),
    name: `demo ${a.account}`,
    environment: 'development',
  }));
  return {
    endpoint: simulator.url,
    description: `simulator at ${simulator.url} with ${accounts.length} account${accounts.length === 1 ? '' : 's'} as the records tell of${issuer === undefined ? '' : ', reached without keys'}`,
    accounts,
    lines,
    counts: async () => {
      const { calls, rejected } = await simulator.calls();
      return { calls, rejected };
    },
    effects: async () => {
      const { log } = await simulator.calls();
      return log
        .filter((c) => c.writes && c.carriedOut)
        .map((c) => `${c.operation} ${c.resources.join(' ')}`)
        .toSorted();
    },
    stop: () => simulator.close(),
  };
}

/**
 * The simulator, or the AWS-compatible server that `AWS_ENDPOINT_URL` names (reached with keys: it knows no issuer of ours).
 * Without an issuer the simulated accounts are reached with keys too.
 */
export function startAws(options: {
  readonly port: number;
  readonly lines: readonly string[];
  readonly issuer?: Issuer;
}): Promise<DemoAws> {
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  return endpoint === undefined || endpoint === ''
    ? startSimulated(options.port, options.lines, options.issuer)
    : startForeignAws(endpoint, options.lines);
}
