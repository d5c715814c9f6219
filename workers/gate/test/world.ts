import { applyD1Migrations, env as testEnv, createExecutionContext, type D1Migration } from 'cloudflare:test';
import type { Principal } from '../../../src/contracts/access.ts';
import type { ActionSpec } from '../../../src/contracts/custody.ts';
import type { EntryInput } from '../../../src/contracts/ledger.ts';
import { approvalMessage, type Plan, type PreviewedDraft } from '../../../src/contracts/plan.ts';
import { vouchMessage, type ClientInfo, type Vouch } from '../../../src/contracts/sign-in.ts';
import { generateEd25519, importEd25519Private, signEd25519, type Ed25519Text } from '../../../src/kit/crypto.ts';
import { actionById } from '../../../src/respond/actions/registry.ts';
import type { Env } from '../env.ts';
import {
  Admin,
  Approvals,
  Board,
  Decisions,
  DetectionContent,
  Detections,
  Directory,
  Identity,
  Me,
  ReadCredentials,
  Safeguards,
  SignIn,
  SourceKeys,
  SourceRhythms,
  StepCredentials,
} from '../index.ts';

interface FakeLedger {
  entries(): Promise<EntryInput[]>;
  setDown(value: boolean): Promise<void>;
}

export const env = testEnv as unknown as Env & { MIGRATIONS_AUTHORITY: D1Migration[]; LEDGER: FakeLedger };
const ctx = createExecutionContext();
export const gate = {
  admin: new Admin(ctx, env),
  approvals: new Approvals(ctx, env),
  board: new Board(ctx, env),
  decisions: new Decisions(ctx, env),
  detections: new Detections(ctx, env),
  detectionContent: new DetectionContent(ctx, env),
  directory: new Directory(ctx, env),
  me: new Me(ctx, env),
  safeguards: new Safeguards(ctx, env),
  signIn: new SignIn(ctx, env),
  identity: new Identity(ctx, env),
  sources: new SourceKeys(ctx, env),
  rhythms: new SourceRhythms(ctx, env),
  steps: new StepCredentials(ctx, env),
  reads: new ReadCredentials(ctx, env),
};

export const ACCOUNT = '111122223333';
export const ORG = 'org_test';

/** The value of a result that must be one. */
export function must<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(`unexpected failure: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** The failure's code of a result, or `ok`. */
export const codeOf = (result: { ok: boolean; error?: { code: string } }): string =>
  result.ok ? 'ok' : result.error!.code;

/** Empties the database: storage is not isolated between the tests of a file. */
export async function freshDatabase(): Promise<void> {
  await applyD1Migrations(env.AUTHORITY, env.MIGRATIONS_AUTHORITY);
  const tables = await env.AUTHORITY.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name <> 'd1_migrations'",
  ).all<{ name: string }>();
  await env.AUTHORITY.batch(tables.results.map((t) => env.AUTHORITY.prepare(`DELETE FROM "${t.name}"`)));
  await env.LEDGER.setDown(false);
}

export async function setUp(): Promise<Principal> {
  const made = must(
    await gate.admin.setup({
      v: 1,
      token: 'setup-token-of-the-tests',
      body: { organisation: { id: ORG, name: 'Test' }, admin: { name: 'Ada', email: 'ada@example.com' } },
    }),
  );
  return (await gate.identity.authenticate({ v: 1, apiKey: made.apiKey }))!;
}

export async function addUser(admin: Principal, role: Principal['role'], name: string): Promise<Principal> {
  const body = { name, email: `${name}@example.com`, role };
  const user = must(await gate.admin.createUser({ v: 1, caller: admin, body }));
  const key = must(await gate.admin.createApiKey({ v: 1, caller: admin, body: { user: user.id, name: 'test' } }));
  return (await gate.identity.authenticate({ v: 1, apiKey: key.apiKey }))!;
}

export async function enrol(admin: Principal, user: string): Promise<Ed25519Text> {
  const key = await generateEd25519();
  must(
    await gate.admin.enrolApproverKey({
      v: 1,
      caller: admin,
      body: { user, name: 'laptop', publicKey: key.publicKey },
    }),
  );
  return key;
}

/** An existing approver's word for what is to come, signed by a key. */
export async function vouchBy(
  key: Ed25519Text,
  v: { user: string; subject: string; org?: string; expiresAt?: number },
): Promise<Vouch> {
  const { user, subject, org = ORG, expiresAt = Date.now() + 60_000 } = v;
  const message = vouchMessage({ org, user, subject, expiresAt });
  const signature = await signEd25519(await importEd25519Private(key.privateKey), message);
  return { subject, expiresAt, signed: { keyId: key.keyId, signature } };
}

/** A further approver's key, for which an existing one vouched. */
export async function enrolVouched(admin: Principal, user: string, by: Ed25519Text): Promise<Ed25519Text> {
  const key = await enrol(admin, user);
  const body = await vouchBy(by, { user, subject: `key:${key.keyId}` });
  must(await gate.directory.vouch({ v: 1, caller: admin, keyId: key.keyId, body }));
  return key;
}

export const client: ClientInfo = { userAgent: 'test browser', address: '192.0.2.1' };

/** A session of a user through a link that they made for themselves, with their API key. */
export async function sessionOf(user: Principal, vouch?: Vouch) {
  const body = { user: user.user, ...(vouch ? { vouch } : {}) };
  const link = must(await gate.directory.createSignInLink({ v: 1, caller: user, body }));
  return must(await gate.signIn.redeemLink({ v: 1, token: link.token, client }));
}

export const account = (more: Record<string, unknown> = {}) => ({
  account: ACCOUNT,
  name: 'sandbox',
  environment: 'development',
  regions: ['us-east-1'],
  accessKeyId: 'AKIAVEDETTEBASE00000',
  secretAccessKey: 'base-secret-key',
  writeRoleArn: `arn:aws:iam::${ACCOUNT}:role/vedette-write`,
  readRoleArn: `arn:aws:iam::${ACCOUNT}:role/vedette-read`,
  externalId: 'ext-1',
  ...more,
});

export async function putAccount(admin: Principal, more: Record<string, unknown> = {}): Promise<void> {
  must(await gate.admin.putAccount({ v: 1, caller: admin, body: account(more) }));
}

/** A spec as the registry itself makes it. */
function specOf(id: string, accountId: string, params: ActionSpec['params']): ActionSpec {
  const action = actionById(id)!;
  const place = { account: accountId, region: 'us-east-1', partition: 'aws' };
  return {
    action: id,
    account: accountId,
    region: 'us-east-1',
    params,
    target: action.target(params, place),
    locks: [...action.locks(params, place)],
  };
}
/** A reversible action, on an access key of a user. */
export const keySpec = (userName = 'mallory', accountId = ACCOUNT): ActionSpec =>
  specOf('aws.iam.deactivate-access-key', accountId, { userName, accessKeyId: 'AKIAMALLORY000000001' });
/** A disruptive one. */
export const instanceSpec = (): ActionSpec =>
  specOf('aws.ec2.isolate-instance', ACCOUNT, { instanceId: 'i-0123456789abcdef0' });

export const draft = (more: Partial<PreviewedDraft> = {}): PreviewedDraft => ({
  opId: 'op_1',
  spec: keySpec(),
  reason: 'the key made a backdoor user',
  findings: [],
  confidence: 95,
  leaseMs: 60_000,
  preview: {
    at: 1,
    exists: true,
    alreadyDone: false,
    diff: [{ path: 'Status', before: 'Active', after: 'Inactive' }],
    dependents: [],
    tags: {},
    notes: [],
    reversibility: 'reversible',
    preImageDigest: 'a'.repeat(64),
    expectedDigest: 'b'.repeat(64),
  },
  ...more,
});

export async function decide(more: Record<string, unknown> = {}): Promise<Plan[]> {
  return must(await gate.decisions.decide({ ...decideRequest(), ...more })).plans;
}
export const decideRequest = () => ({
  v: 1 as const,
  org: ORG,
  incident: 'inc_1',
  revision: 1,
  requestedBy: 'worker:supervisor',
  risk: 50,
  drafts: [draft()],
  at: 1,
});

export const permitRequest = (plan: Plan) => ({
  v: 1 as const,
  org: plan.org,
  incident: plan.incident,
  plan: plan.id,
  digest: plan.digest,
  at: 1,
});

/** A verdict on a plan, signed by a key. */
export async function verdict(
  plan: Plan,
  key: Ed25519Text,
  more: { verdict?: 'approve' | 'deny'; reason?: string } = {},
) {
  const said = {
    verdict: more.verdict ?? ('approve' as const),
    plan: plan.id,
    planDigest: plan.digest,
    reason: more.reason ?? 'yes',
  };
  const signature = await signEd25519(await importEd25519Private(key.privateKey), approvalMessage(said));
  return { ...said, keyId: key.keyId, signature };
}

export const ledgerTypes = async (): Promise<string[]> => (await env.LEDGER.entries()).map((e) => e.type);
