import { WorkerEntrypoint } from 'cloudflare:workers';
import type { Principal } from '../../../../src/contracts/access.ts';
import type { Role } from '../../../../src/contracts/common.ts';

export { Detections } from '../fakes/detections.ts';
export { Slack } from '../fakes/slack.ts';

const ok = (value: unknown) => ({ ok: true as const, value: value as never });
const missing = (what: string) => ({
  ok: false as const,
  error: { code: 'not_found', detail: `There is no such ${what}.` },
});

/** What belongs to org_a alone: whoever comes from elsewhere does not find it. */
const OWN = /^[a-z]+_known(?:-rotating)?$/;
interface Called {
  readonly caller: Principal;
  readonly id?: string;
  readonly plan?: string;
  readonly keyId?: string;
}
const owned = (req: Called): boolean =>
  req.caller.org === 'org_a' && (OWN.test(req.id ?? req.plan ?? '') || req.keyId === '0123456789abcdef');

const ownPolicy = (req: Called): boolean => req.caller.org === 'org_a' && req.id === 'known-policy';
const moved = () => ({ ok: false as const, error: { code: 'conflict', detail: 'Another version is in force.' } });
const policyView = {
  id: 'known-policy',
  text: 'permit(principal, action, resource);',
  effect: 'permit',
  obligations: {},
  notes: {},
  version: '1',
  updatedBy: 'user:usr_admin',
  updatedAt: 1,
};
const decisionPoint = {
  kind: 'opa',
  url: 'https://opa.example.com/v1/data/vedette/decide',
  hasToken: true,
  timeoutMs: 800,
  enabled: true,
  updatedBy: 'user:usr_admin',
  updatedAt: 1,
};

const principalOf = (role: string, org: string, key: string): Principal => ({
  org,
  user: `usr_${role}`,
  name: role,
  role: role as Role,
  key,
});
const session = (level: 1 | 2, user: string) => ({
  id: 'ses_known',
  user,
  method: 'passkey',
  level,
  createdAt: 1,
  lastSeenAt: 1,
  idleExpiresAt: Date.now() + 3_600_000,
  expiresAt: Date.now() + 24 * 3_600_000,
  client: { userAgent: '', address: '' },
});

/** Keys read `vdt_<role>_<organisation>`, session tokens `session-<role>-<organisation>-<level>`; everything else is unknown. */
export class Identity extends WorkerEntrypoint {
  async authenticate(req: { apiKey: string }): Promise<Principal | null> {
    const match = /^vdt_(viewer|analyst|approver|admin)_(org_[a-z]+)$/.exec(req.apiKey);
    return match ? principalOf(match[1]!, match[2]!, `key_${match[1]}`) : null;
  }
  /** `-rotate`: replaced now, unless the caller keeps it. `-due`: known to who keeps it alone, as if replaced by anybody else. */
  async session(req: { token: string; keepToken?: true }) {
    const match = /^session-(viewer|analyst|approver|admin)-(org_[a-z]+)-([12])(-rotate|-due)?$/.exec(req.token);
    if (!match || (match[4] === '-due' && req.keepToken !== true)) return null;
    const principal = principalOf(match[1]!, match[2]!, 'ses_known');
    return {
      principal,
      session: session(match[3] === '1' ? 1 : 2, principal.user),
      ...(match[4] !== '-rotate' || req.keepToken === true ? {} : { rotated: req.token.replace('-rotate', '') }),
    };
  }
}

const issued = () =>
  ok({
    token: 'session-admin-org_a-2',
    session: session(2, 'usr_admin'),
    principal: principalOf('admin', 'org_a', 'ses_known'),
  });
const ceremony = () => ok({ ceremony: 'cer_1', options: {} });
const wrong = (detail: string) => ({ ok: false as const, error: { code: 'unauthenticated', detail } });

export class SignIn extends WorkerEntrypoint {
  methods() {
    return ok({ oidc: [], access: false });
  }
  redeemLink(req: { token: string }) {
    return req.token === 'the-right-link-token' ? issued() : wrong('The link is used, too old or wrong.');
  }
  passkeyBegin() {
    return ceremony();
  }
  passkeyFinish() {
    return wrong('No such passkey.');
  }
  oidcBegin(req: { provider: string }) {
    return req.provider === 'idp_known'
      ? ok({ ceremony: 'cer_oidc', redirect: 'https://idp.example/authorize' })
      : missing('provider');
  }
  oidcFinish(req: { ceremony: string }) {
    return req.ceremony === 'cer_oidc' ? issued() : wrong('The round trip is over.');
  }
  access() {
    return wrong('Access is not set up.');
  }
}

export class Me extends WorkerEntrypoint {
  sessions(req: Called) {
    return ok({ sessions: req.caller.org === 'org_a' ? [session(2, req.caller.user)] : [] });
  }
  revokeSession(req: Called) {
    return owned(req) ? ok({ id: req.id }) : missing('session');
  }
  signOut(req: Called) {
    return ok({ id: req.caller.key });
  }
  passkeys() {
    return ok({ passkeys: [] });
  }
  enrolPasskeyBegin() {
    return ceremony();
  }
  enrolPasskeyFinish() {
    return missing('ceremony');
  }
  revokePasskey(req: Called) {
    return owned(req) ? ok({ id: req.id }) : missing('passkey');
  }
  secondFactorBegin() {
    return ceremony();
  }
  secondFactorFinish() {
    return missing('ceremony');
  }
  oneTimeCode() {
    return { ok: false, error: { code: 'unprocessable', detail: 'The code is wrong.' } };
  }
  oneTimeCodesBegin() {
    return ok({ uri: 'otpauth://totp/x', secret: 'ABC' });
  }
  oneTimeCodesConfirm() {
    return ok({ enabled: true });
  }
  oneTimeCodesRemove() {
    return ok({ enabled: false });
  }
}

const user = {
  id: 'usr_known',
  name: 'A',
  email: 'a@example.com',
  role: 'viewer',
  createdAt: 1,
  disabledAt: null,
  passkeys: 0,
  oneTimeCodes: false,
};
const organisation = (org: string) => ({
  id: org,
  name: org,
  createdAt: 1,
  automaticPerHour: 1,
  actionsPerHour: 1,
  blastPerHour: 1,
  timezone: 'UTC',
});

export class Directory extends WorkerEntrypoint {
  users(req: Called) {
    return ok({ users: req.caller.org === 'org_a' ? [user] : [] });
  }
  updateUser(req: Called) {
    return owned(req) ? ok(user) : missing('user');
  }
  apiKeys() {
    return ok({ keys: [] });
  }
  approverKeys() {
    return ok({ keys: [] });
  }
  vouch(req: Called) {
    return owned(req)
      ? ok({
          keyId: req.keyId,
          kind: 'ed25519',
          user: 'usr_known',
          name: 'x',
          status: 'active',
          vouchedBy: null,
          createdAt: 1,
          credential: null,
        })
      : missing('key');
  }
  revokeApproverKey(req: Called) {
    return owned(req) ? ok({ keyId: req.keyId }) : missing('key');
  }
  createSignInLink() {
    return ok({ token: 'the-right-link-token', expiresAt: 1 });
  }
  organisation(req: Called) {
    return ok(organisation(req.caller.org));
  }
  updateOrganisation(req: Called) {
    return ok(organisation(req.caller.org));
  }
  accounts() {
    return ok({ accounts: [] });
  }
  identityProviders() {
    return ok({ oidc: [], access: null });
  }
  addOidcProvider() {
    return ok({ id: 'idp_made' });
  }
  removeOidcProvider(req: Called) {
    return owned(req) ? ok({ id: req.id }) : missing('provider');
  }
  putAccess() {
    return ok({ teamDomain: 'team.cloudflareaccess.com' });
  }
  removeAccess() {
    return ok({ removed: true });
  }
}

const keylessNow = (stopped: object | null) =>
  ok({ issuer: 'https://issuer.example.com', audience: 'vedette:org_a', accounts: [], stopped });
const stop = { scope: 'organisation', reason: 'a drill', by: 'user:usr_admin', at: 1 };

export class Safeguards extends WorkerEntrypoint {
  protections() {
    return ok({ protections: [] });
  }
  protect(req: { body: { pattern: string; reason: string } }) {
    return ok({ id: '0123456789abcdef', ...req.body, createdBy: 'user:usr_admin', createdAt: 1 });
  }
  unprotect(req: Called) {
    return req.caller.org === 'org_a' && req.id === '0123456789abcdef' ? ok({ id: req.id }) : missing('protection');
  }
  keyless() {
    return keylessNow(null);
  }
  stopKeyless() {
    return keylessNow(stop);
  }
  resumeKeyless() {
    return keylessNow(null);
  }
  keylessEverywhere(req: { token: string; body: { wanted: string } }) {
    return req.token === 'the-right-token'
      ? ok({ stopped: req.body.wanted === 'stop' })
      : wrong('That is not the set-up token.');
  }
}

const sourceOf = (name: string) => ({
  id: 'src_known',
  kind: 'aws.firehose',
  name,
  accounts: ['123456789012'],
  settings: {},
  rhythmMinutes: null,
  enabled: true,
  ratePerMinute: 0,
  createdAt: 1,
  enabledAt: 1,
});
const told: string[] = [];
const refuses = new Set<string>();

const rotations: string[] = [];
const given: string[] = [];

export class Admin extends WorkerEntrypoint {
  setup(req: { token: string }) {
    return req.token === 'the-right-token'
      ? ok({ org: 'org_new', user: 'usr_new', apiKey: 'vdt_new' })
      : wrong('That is not the set-up token.');
  }
  createSource(req: { body: { secret?: string } }) {
    given.push(req.body.secret ?? 'none');
    if (req.body.secret === 'no-secret')
      return { ok: false as const, error: { code: 'unprocessable', detail: 'expected is another', field: '/secret' } };
    const secret = req.body.secret === undefined ? { secret: `secret-${crypto.randomUUID()}` } : {};
    return ok({ id: 'src_made', kind: 'aws.firehose', path: '/s', ...secret });
  }
  listSources(req: Called) {
    return ok({ sources: req.caller.org === 'org_a' ? [sourceOf(req.caller.org)] : [] });
  }
  source(req: Called) {
    return owned(req)
      ? ok({
          ...sourceOf(req.caller.org),
          id: req.id,
          keys: [{ id: 'key_1', createdAt: 1, expiresAt: null, lastUsedAt: null }],
        })
      : missing('source');
  }
  retireSourceKeys(req: Called) {
    return owned(req) ? ok({ id: req.id, ended: 1 }) : missing('source');
  }
  deleteSource(req: Called) {
    return owned(req) ? ok({ id: req.id }) : missing('source');
  }
  updateSource(req: Called) {
    return owned(req) ? ok({ id: req.id }) : missing('source');
  }
  rotateSource(req: Called) {
    if (!owned(req)) return missing('source');
    const { endKey, secret } = (req as { body?: { endKey?: string; secret?: string } }).body ?? {};
    rotations.push(endKey ?? 'none');
    given.push(secret ?? 'none');
    if (req.id === 'src_known-rotating' && endKey === undefined)
      return { ok: false as const, error: { code: 'conflict', detail: 'two keys are good already' } };
    return ok({ id: req.id, ...(secret === undefined && { secret: `s-${rotations.length}` }), previousUntil: 1 });
  }
  /** For tests only: the secrets that senders issued. */
  given() {
    return given;
  }
  /** For tests only. */
  rotations() {
    return rotations;
  }
  createUser() {
    return ok({ id: `usr_${crypto.randomUUID()}` });
  }
  createApiKey() {
    return ok({ id: 'key_made', apiKey: 'vdt_made' });
  }
  revokeApiKey(req: Called) {
    return owned(req) ? ok({ id: req.id }) : missing('key');
  }
  enrolApproverKey() {
    return ok({ keyId: '0123456789abcdef' });
  }
  putAccount(req: { body: { account: string } }) {
    return ok({ account: req.body.account, warnings: [] });
  }
  listPolicies() {
    return ok({ version: '1', policies: {}, updatedBy: 'user:usr_admin', updatedAt: 1, items: [] });
  }
  policy(req: Called) {
    return ownPolicy(req) ? ok(policyView) : missing('policy');
  }
  createPolicy() {
    return ok({ version: '2' });
  }
  updatePolicy(req: Called & { readonly body: { readonly ifVersion?: string } }) {
    if (!ownPolicy(req)) return missing('policy');
    return req.body.ifVersion === undefined || req.body.ifVersion === '1' ? ok({ version: '2' }) : moved();
  }
  deletePolicy(req: Called & { readonly body: { readonly ifVersion?: string } }) {
    if (!ownPolicy(req)) return missing('policy');
    return req.body.ifVersion === undefined || req.body.ifVersion === '1' ? ok({ version: '2' }) : moved();
  }
  policyVersions() {
    return ok({ items: [] });
  }
  policyVersion(req: { caller: Principal; version: string }) {
    return req.caller.org === 'org_a' && req.version === '1-0123456789ab'
      ? ok({ version: req.version, number: 1, createdBy: 'user:usr_admin', createdAt: 1, policies: {} })
      : missing('version');
  }
  validatePolicies() {
    return ok({ errors: [] });
  }
  dryRunPolicies() {
    const none = { incidents: 0, compared: 0, changed: 0, byHardRules: 0 };
    return ok({ version: '1', errors: [], ...none, counts: [], items: [], leftOut: [] });
  }
  judgements() {
    return ok({ items: [] });
  }
  decisionPoint() {
    return ok(decisionPoint);
  }
  putDecisionPoint() {
    return ok(decisionPoint);
  }
  removeDecisionPoint() {
    return ok({ removed: true });
  }
  testDecisionPoint() {
    return ok({ answered: true, outcome: 'ask', reasons: [], policyVersion: 'opa:1', tookMs: 1 });
  }
  putPolicies() {
    return ok({ version: '2' });
  }
  listWindows(req: Called) {
    return ok({ windows: req.caller.org === 'org_a' ? [maintenanceWindow('nights_known')] : [] });
  }
  putWindow(req: Called) {
    return ok(maintenanceWindow(req.id ?? ''));
  }
  recordIndicators(req: Called & { body: unknown }) {
    told.push(JSON.stringify({ org: req.caller.org, user: req.caller.user, body: req.body }));
    return refuses.delete(req.caller.org)
      ? { ok: false as const, error: { code: 'unavailable', detail: 'The gate is away.' } }
      : ok({ recorded: true });
  }
  /** For tests: what the ledger would have heard, and who is refused next. */
  toldOfIndicators(): string[] {
    return told;
  }
  refuseIndicators(org: string): void {
    refuses.add(org);
  }
  removeWindow(req: Called) {
    return owned(req) ? ok({ id: req.id }) : missing('maintenance window');
  }
}

const review = {
  id: 'review_known',
  agent: 'hunter',
  incident: 'inc_known',
  plan: 'plan_known',
  reason: 'beyond its budget',
  status: 'open',
  createdAt: 1,
  expiresAt: 2,
  decidedBy: null,
  decidedAt: null,
  decision: null,
};
const agent = {
  id: 'hunter',
  quota: { actionsPerHour: 1, tokensPerDay: 1, microUsdPerDay: 1, selfSuggest: true },
  used: { actions: 0, tokens: 0, microUsd: 0 },
};
const update = { agent_id: 'hunter', action: 'raise', reason: 'r', self_suggest_enabled: true };

export class Board extends WorkerEntrypoint {
  agents() {
    return ok({ agents: [agent] });
  }
  setQuota() {
    return ok({ agent, update });
  }
  reviews(req: Called) {
    return ok({ reviews: req.caller.org === 'org_a' ? [review] : [] });
  }
  decide(req: Called) {
    return owned(req) ? ok({ review: { ...review, status: 'approved' }, update }) : missing('review');
  }
}

const maintenanceWindow = (id: string) => ({
  id,
  name: 'Nights',
  rrule: 'FREQ=DAILY',
  start: '2026-01-01T02:00:00',
  timezone: 'UTC',
  durationMinutes: 60,
  updatedBy: 'user:usr_admin',
  updatedAt: 1,
  openings: [],
});

export class Approvals extends WorkerEntrypoint {
  pending() {
    return ok({ plans: [] });
  }
  plan(req: Called) {
    return owned(req) ? ok({ plan: { id: req.plan }, approvals: [] }) : missing('plan');
  }
  submit() {
    return { ok: false, error: { code: 'unprocessable', detail: 'The signature does not fit the plan.' } };
  }
}

export default {};
