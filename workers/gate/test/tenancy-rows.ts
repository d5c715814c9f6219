/* Rows of one organisation, named by its suffix `s`. */
const ROW = { createdAt: 1 };
export const passkeyRow = (s: string) => ({
  id: `psk_${s}`,
  user: `usr_${s}`,
  name: 'k',
  credential: `c${s}`,
  publicKey: 'p',
  counter: 0,
  transports: '[]',
  backedUp: false,
  ...ROW,
});
export const sessionRow = (s: string) => ({
  id: `ses_${s}`,
  user: `usr_${s}`,
  method: 'link' as const,
  level: 1,
  hash: `hash-${s}`,
  previousHash: null,
  rotatedAt: 1,
  lastSeenAt: 1,
  expiresAt: 99,
  revokedAt: null,
  userAgent: '',
  address: '',
  vouch: '{}',
  ...ROW,
});

export const providerRow = (s: string, kind: 'oidc' | 'access') => ({
  id: `idp_${kind}-${s}`,
  kind,
  name: s,
  issuer: 'https://idp.example',
  clientId: 'c',
  clientSecret: null,
  domains: '[]',
  newUserRole: null,
  ...ROW,
});
export const quotaRow = (s: string) => ({
  agent: `agent-${s}`,
  actionsPerHour: 1,
  tokensPerDay: 1,
  microUsdPerDay: 1,
  selfSuggest: true,
  reason: s,
  updatedBy: 'x',
  updatedAt: 1,
});
export const useRow = (s: string) => ({ agent: `agent-${s}`, id: 'job_1', actions: 1, tokens: 1, microUsd: 1, at: 5 });
export const verdictOn = { status: 'approved' as const, by: 'x', at: 7 };
export const windowRow = (s: string) => ({
  id: `w-${s}`,
  name: s,
  rrule: 'FREQ=DAILY',
  start: '2026-01-01T00:00:00',
  timezone: 'UTC',
  durationMinutes: 60,
  updatedBy: 'x',
  updatedAt: 1,
});

export const judgementRow = (s: string) => ({
  opId: 'op_1',
  incident: 'inc_1',
  revision: 1,
  plan: `plan_${s}`,
  at: 5,
  outcome: 'ask' as const,
  engine: 'cedar' as const,
  policyVersion: s,
  inputDigest: '0'.repeat(64),
  input: null,
  reasons: '[]',
});
export const decisionPointRow = (s: string) => ({
  kind: 'opa' as const,
  url: `https://opa.example.com/v1/data/${s}`,
  token: null,
  timeoutMs: 800,
  enabled: true,
  updatedBy: 'x',
  updatedAt: 1,
});

export const ownRuleVersionRow = (s: string) => ({
  rule: `rule-${s}`,
  version: 1,
  title: s,
  level: 'low' as const,
  text: s,
  digest: 'd',
  note: '',
  createdBy: 'x',
  ...ROW,
});
export const ownRuleRow = (s: string) => ({
  id: `rule-${s}`,
  version: 1,
  title: s,
  level: 'low' as const,
  state: 'enabled' as const,
  text: s,
  since: 1,
  createdBy: 'x',
  updatedBy: 'x',
  updatedAt: 1,
  ...ROW,
});
export const tuningRow = (s: string) => ({
  rule: `rule-${s}`,
  state: 'disabled' as const,
  level: null,
  reason: s,
  until: 99,
  updatedBy: 'x',
  updatedAt: 1,
});
export const suppressionRow = (s: string) => ({
  id: `sup_${s}`,
  rule: '*',
  where: '{}',
  reason: s,
  expiresAt: 99,
  createdBy: 'x',
  endedBy: null,
  endedAt: null,
  ...ROW,
});
