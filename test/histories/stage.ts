import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pendingPlans } from '../../cli/lib/approve.ts';
import { apiClient } from '../../cli/lib/client.ts';
import { contentDeliveryId, sendDelivery } from '../../cli/lib/send.ts';
import { fleetSecrets, type Credentials } from '../../cli/lib/state.ts';
import { bootstrap } from '../../cli/local/bootstrap.ts';
import { startFleet } from '../../cli/local/launch.ts';
import { fleetOptions } from '../../cli/local/settings.ts';
import { allIncidents, until } from '../../cli/demo/watch.ts';
import { createAwsClient } from '../../src/aws/client.ts';
import type { AwsClient } from '../../src/aws/types.ts';
import type { IncidentProjection } from '../../src/contracts/incident.ts';
import { approvalMessage, type Plan } from '../../src/contracts/plan.ts';
import { DEFAULT_POLICIES } from '../../src/decide/policies/generated.ts';
import type { ReplayInput } from '../../src/incident/replay.ts';
import { importEd25519Private, signEd25519, type Ed25519Text } from '../../src/kit/crypto.ts';
import { actions } from '../../src/respond/actions/registry.ts';
import { rolePolicies } from '../../src/respond/role-policy.ts';
import { startSimulator } from '../aws-simulator/start.ts';
import { vedetteAccess, worldFromCloudTrail } from '../aws-simulator/world.ts';

const PATIENCE_MS = 90_000;

export interface StageOptions {
  readonly ports: { readonly console: number; readonly ingest: number; readonly simulator: number };
  readonly leaseMs: number;
  /** CloudTrail records that the simulated accounts are made from. */
  readonly records: readonly Record<string, unknown>[];
}

/** A fleet on a simulated AWS, driven by its public API: what the scenarios play on. */
export interface Stage {
  readonly credentials: Credentials;
  /** A call of the API as its admin, or under another key; throws with the problem's words. */
  call<T = unknown>(method: string, path: string, body?: unknown, apiKey?: string): Promise<T>;
  send(record: Record<string, unknown>): Promise<void>;
  /** The default policies and these. */
  policies(more: Readonly<Record<string, string>>): Promise<void>;
  /** The incident about a target, once `ready` says so of it. */
  incident(about: string, ready: (i: IncidentProjection) => boolean): Promise<IncidentProjection>;
  plan(incident: string): Promise<Plan>;
  plans(incident: string): Promise<Plan[]>;
  say(
    plan: Plan,
    said: { verdict?: 'approve' | 'deny'; reason?: string; breakGlass?: true },
    by?: Signer,
  ): Promise<void>;
  /** AWS as the owner of a key of the simulated world sees it. */
  awsAs(accessKeyId: string): AwsClient;
  log(incident: string): Promise<ReplayInput>;
  stop(): Promise<void>;
}

export interface Signer {
  readonly key: Ed25519Text;
  readonly apiKey: string;
}

export async function openStage(o: StageOptions): Promise<Stage> {
  const policies = rolePolicies(actions, { account: '000000000000', region: 'us-east-1', partition: 'aws' });
  const plain = (policy: object) => structuredClone(policy) as Record<string, unknown>;
  const inspect = {
    Effect: 'Allow',
    Action: ['iam:Get*', 'iam:List*', 'ec2:Describe*', 'wafv2:List*', 'sts:GetCallerIdentity'],
    Resource: '*',
  };
  const seed = worldFromCloudTrail(o.records, {
    writePolicies: { actions: plain(policies.write) },
    readPolicies: { reading: plain(policies.read), inspecting: { Version: '2012-10-17', Statement: [inspect] } },
  });
  const simulator = await startSimulator({ port: o.ports.simulator });
  await simulator.seed(seed);
  const stateDir = await mkdtemp(join(tmpdir(), 'vedette-stage-'));
  const secrets = await fleetSecrets(stateDir);
  const fleet = await startFleet(
    fleetOptions({
      stateDir,
      awsEndpoint: simulator.url,
      consolePort: o.ports.console,
      ingestPort: o.ports.ingest,
      leaseMs: o.leaseMs,
      secrets,
      crons: false,
      quickCustody: true,
    }),
  );
  const accounts = vedetteAccess(seed).map((a) => ({
    ...a,
    regions: [...a.regions],
    name: a.account,
    environment: 'development' as const,
  }));
  const { consoleUrl, ingestUrl } = fleet;
  const { credentials } = await bootstrap({ stateDir, consoleUrl, ingestUrl, secrets, accounts });
  const client = apiClient(consoleUrl, credentials.apiKey);

  async function call<T>(method: string, path: string, body?: unknown, apiKey = credentials.apiKey): Promise<T> {
    const answer = await fetch(`${consoleUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
    return JSON.parse(text) as T;
  }
  const own: Signer = { key: credentials.approver, apiKey: credentials.apiKey };
  return {
    credentials,
    call,
    send: async (record) => {
      const lines = [JSON.stringify(record)];
      await sendDelivery(ingestUrl, credentials.sources['standard.webhook']!, lines, contentDeliveryId(lines));
    },
    policies: async (more) => void (await call('PUT', '/policies', { policies: { ...DEFAULT_POLICIES, ...more } })),
    incident: (about, ready) =>
      until(
        async () =>
          (await allIncidents(client)).find((i) => i.actions.some((a) => a.target.includes(about)) && ready(i)),
        PATIENCE_MS,
        () => `nothing came of ${about}`,
      ),
    plans: (incident) => pendingPlans(client, incident),
    plan: (incident) =>
      until(
        async () => (await pendingPlans(client, incident))[0],
        PATIENCE_MS,
        () => `no plan of ${incident} waits`,
      ),
    say: async (
      plan,
      { verdict = 'approve', reason = 'recorded for a history', breakGlass },
      { key, apiKey } = own,
    ) => {
      const said = {
        verdict,
        plan: plan.id,
        planDigest: plan.digest,
        reason,
        ...(breakGlass === undefined ? {} : { breakGlass }),
      };
      const signature = await signEd25519(await importEd25519Private(key.privateKey), approvalMessage(said));
      const { plan: id, ...body } = said;
      await call('POST', `/approvals/${id}`, { ...body, keyId: key.keyId, signature }, apiKey);
    },
    awsAs: (accessKeyId) => {
      const key = seed.accounts
        .flatMap((a) => a.users ?? [])
        .flatMap((u) => u.keys ?? [])
        .find((k) => k.id === accessKeyId);
      if (key === undefined) throw new Error(`the world has no key ${accessKeyId}`);
      return createAwsClient({
        credentials: { accessKeyId, secretAccessKey: key.secret },
        endpoint: simulator.url,
      });
    },
    log: (incident) => call('GET', `/incidents/${incident}/log`),
    stop: async () => {
      await fleet.stop();
      await simulator.close();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
