/**
 * The RPC surface of the fleet: one interface a named entrypoint, so that a binding says all that its holder can do.
 * Arguments and answers are plain data; implementations parse their arguments again.
 */
import type { BreakerView } from '../kit/breaker.ts';
import type { Failure } from '../kit/errors.ts';
import type { Result } from '../kit/result.ts';
import type { Principal, SourceGrant } from './access.ts';
import type { AwsCredentials } from './aws.ts';
import type { PullGrant } from './pull.ts';
import type { AcquireRequest, ActionSpec, CustodyStatus, Preview } from './custody.ts';
import type { AcceptReply, DeliveryInput } from './delivery.ts';
import type { FeedInput } from './feed.ts';
import type { Comment, FindingBatch, ReplayStep, SourceReturns } from './incident.ts';
import type { AuditBundle, EntryInput, TreeHead } from './ledger.ts';
import type { Approval, Plan, PreviewedDraft } from './plan.ts';
import type {
  DecisionPointTested,
  DecisionPointView,
  DryRunReport,
  JudgementPage,
  OnePolicy,
  PoliciesView,
  PolicyChanged,
  PolicyError,
  PolicyVersionView,
  PolicyVersionWhole,
  PolicyView,
} from './policies.ts';
import type { ApiKeyView, ApproverKeyView, ClientInfo, KnownSession, OrganisationView, UserView } from './sign-in.ts';
import type { KeylessTrust } from './safeguards.ts';
import type { AgentView, QuotaUpdate, ReviewView } from './quotas.ts';
import type { RefusalReport, SourceAdminApi, SourceReplayApi } from './rpc-sources.ts';
import type { SlackReply, SlackRequest, SlackUserView, SlackWorkspaceView } from './slack.ts';
import type { WindowView } from './windows.ts';

export type { DetectionContentApi, DetectionsApi, RetroHuntsApi } from './rpc-detections.ts';
export type { SafeguardsApi } from './rpc-safeguards.ts';
export type { SourceRhythmsApi, SourceTestsApi } from './rpc-sources.ts';
export type { MeApi, SignInApi } from './rpc-sign-in.ts';

export type Rpc<T> = Promise<Result<T, Failure>>;

/** pipeline.Intake → ingest */
export interface IntakeApi {
  accept(delivery: DeliveryInput): Promise<AcceptReply>;
  /** What was turned away at the door of a source, in numbers. `malformed` if it is none. */
  refused(report: RefusalReport): Rpc<{ counted: number }>;
}
/** pipeline.PulledIntake → puller. `forbidden` for what is no piece of a fetched object. */
export interface PulledIntakeApi {
  accept(delivery: DeliveryInput): Promise<AcceptReply>;
}
/** pipeline.ManualFindings → console: a finding that a person reports; it is correlated like any other. */
export interface ManualFindingsApi {
  create(req: { v: 1; org: string; actor: string; body: unknown }): Rpc<{ id: string; incident: string | null }>;
}
/** feed.Publish → pipeline, supervisor. At least once; answers once the items are kept. */
export interface FeedPublishApi {
  publish(req: { v: 1; org: string; items: FeedInput[] }): Rpc<{ seq: number }>;
}
/** feed.Subscribe → console. `fetch` upgrades to a WebSocket for the listener in its header; see contracts/feed.ts. */
export interface FeedSubscribeApi {
  fetch(request: Request): Promise<Response>;
  /** Closes the sockets of a session, an API key or a person. */
  disconnect(req: { v: 1; org: string; key?: string; user?: string }): Rpc<{ closed: number }>;
}
/** pipeline.DeadLetters → console */
export interface DeadLettersApi extends SourceReplayApi {
  replay(req: { v: 1; org: string; id: string; actor: string }): Rpc<{ replayed: true }>;
}

/** gate.SourceKeys → ingest */
export interface SourceKeysApi {
  lookup(req: { v: 1; source: string }): Promise<SourceGrant | null>;
  /** A key of the source proved a delivery just now; kept to the minutes or the hour that {@link keyUseStepMs} says. `malformed`. */
  used(req: { v: 1; source: string; key: string }): Rpc<{ kept: boolean }>;
}
/** gate.Identity → console */
export interface IdentityApi {
  authenticate(req: { v: 1; apiKey: string }): Promise<Principal | null>;
  /**
   * Who a session cookie is. A token used after it was replaced ends its session. `keepToken`: neither is it replaced
   * now, for an answer that could not bring the new one, nor is the session used.
   */
  session(req: { v: 1; token: string; client: ClientInfo; keepToken?: true }): Promise<KnownSession | null>;
}
/** gate.Directory → console: people, keys, organisation and ways to sign in, for admins; lists for viewers where it says so. */
export interface DirectoryApi {
  /** Viewer: names, to assign and to read who did what. */
  users(req: { v: 1; caller: Principal }): Rpc<{ users: UserView[] }>;
  updateUser(req: { v: 1; caller: Principal; id: string; body: unknown }): Rpc<UserView>;
  /** One's own; an admin sees all. */
  apiKeys(req: { v: 1; caller: Principal }): Rpc<{ keys: ApiKeyView[] }>;
  /** Viewer. */
  approverKeys(req: { v: 1; caller: Principal }): Rpc<{ keys: ApproverKeyView[] }>;
  /** Approver: vouches for a pending key of somebody (body: {@link Vouch}). */
  vouch(req: { v: 1; caller: Principal; keyId: string; body: unknown }): Rpc<ApproverKeyView>;
  revokeApproverKey(req: { v: 1; caller: Principal; keyId: string }): Rpc<{ keyId: string }>;
  /** Admin, or oneself: `{user, vouch?}` → a token good once, for minutes. */
  createSignInLink(req: { v: 1; caller: Principal; body: unknown }): Rpc<{ token: string; expiresAt: number }>;
  /** Viewer. */
  organisation(req: { v: 1; caller: Principal }): Rpc<OrganisationView>;
  updateOrganisation(req: { v: 1; caller: Principal; body: unknown }): Rpc<OrganisationView>;
  /** Viewer. Accounts without their keys. */
  accounts(req: { v: 1; caller: Principal }): Rpc<{
    accounts: {
      account: string;
      name: string;
      environment: string;
      regions: string[];
      auth: 'static' | 'web_identity';
      writeRole: boolean;
      readRole: boolean;
      /** What of it asks more trust than it needs */
      warnings: string[];
      updatedAt: number;
    }[];
  }>;
  identityProviders(req: { v: 1; caller: Principal }): Rpc<{
    oidc: {
      id: string;
      name: string;
      issuer: string;
      clientId: string;
      domains: string[];
      newUserRole: string | null;
    }[];
    access: { teamDomain: string; audience: string; newUserRole: string | null } | null;
  }>;
  addOidcProvider(req: { v: 1; caller: Principal; body: unknown }): Rpc<{ id: string }>;
  removeOidcProvider(req: { v: 1; caller: Principal; id: string }): Rpc<{ id: string }>;
  putAccess(req: { v: 1; caller: Principal; body: unknown }): Rpc<{ teamDomain: string }>;
  removeAccess(req: { v: 1; caller: Principal }): Rpc<{ removed: true }>;
}
/** gate.Admin → console: each call names its caller and the gate checks the role again. */
export interface AdminApi extends SourceAdminApi {
  setup(req: { v: 1; token: string; body: unknown }): Rpc<{ org: string; user: string; apiKey: string }>;
  createUser(req: { v: 1; caller: Principal; body: unknown }): Rpc<{ id: string }>;
  createApiKey(req: { v: 1; caller: Principal; body: unknown }): Rpc<{ id: string; apiKey: string }>;
  revokeApiKey(req: { v: 1; caller: Principal; id: string }): Rpc<{ id: string }>;
  enrolApproverKey(req: { v: 1; caller: Principal; body: unknown }): Rpc<{ keyId: string }>;
  putAccount(req: {
    v: 1;
    caller: Principal;
    body: unknown;
  }): Rpc<{ account: string; warnings: string[]; trust?: KeylessTrust }>;
  /** Viewer; as are `policy`, `policyVersions` and `policyVersion`. */
  listPolicies(req: { v: 1; caller: Principal }): Rpc<PoliciesView>;
  /**
   * Body {policies: id → Cedar text}: a whole new version, in force at once; refused with the place if Cedar finds fault. Every
   * change takes `ifVersion` in its body: refused with `conflict` if another version is in force by then.
   */
  putPolicies(req: { v: 1; caller: Principal; body: unknown }): Rpc<PolicyChanged>;
  policy(req: { v: 1; caller: Principal; id: string }): Rpc<OnePolicy>;
  createPolicy(req: { v: 1; caller: Principal; body: unknown }): Rpc<PolicyChanged>;
  updatePolicy(req: { v: 1; caller: Principal; id: string; body: unknown }): Rpc<PolicyChanged>;
  deletePolicy(req: { v: 1; caller: Principal; id: string; body: unknown }): Rpc<PolicyChanged>;
  /** Newest first; `cursor` is the number of the last one seen. */
  policyVersions(req: {
    v: 1;
    caller: Principal;
    limit: number;
    cursor?: string;
  }): Rpc<{ items: PolicyVersionView[]; next?: string }>;
  policyVersion(req: { v: 1; caller: Principal; version: string }): Rpc<PolicyVersionWhole>;
  /** Analyst; nothing is kept. */
  validatePolicies(req: { v: 1; caller: Principal; body: unknown }): Rpc<{ errors: PolicyError[] }>;
  /** Analyst: a proposed set against the log of judgements. */
  dryRunPolicies(req: { v: 1; caller: Principal; body: unknown }): Rpc<DryRunReport>;
  /** Analyst: the log of judgements, newest first. */
  judgements(req: { v: 1; caller: Principal; query: unknown }): Rpc<JudgementPage>;
  /** The external decision point, for admins alone. */
  decisionPoint(req: { v: 1; caller: Principal }): Rpc<DecisionPointView>;
  putDecisionPoint(req: { v: 1; caller: Principal; body: unknown }): Rpc<DecisionPointView>;
  removeDecisionPoint(req: { v: 1; caller: Principal }): Rpc<{ removed: true }>;
  testDecisionPoint(req: { v: 1; caller: Principal }): Rpc<DecisionPointTested>;
  /** Viewer. */
  listWindows(req: { v: 1; caller: Principal }): Rpc<{ windows: WindowView[] }>;
  putWindow(req: { v: 1; caller: Principal; id: string; body: unknown }): Rpc<WindowView>;
  removeWindow(req: { v: 1; caller: Principal; id: string }): Rpc<{ id: string }>;
  /** Body {@link IndicatorChange}: what the console is about to do with the list of indicators, for the ledger. */
  recordIndicators(req: { v: 1; caller: Principal; body: unknown }): Rpc<{ recorded: true }>;
}
/** gate.Approvals → console */
export interface ApprovalsApi {
  pending(req: { v: 1; caller: Principal }): Rpc<{ plans: Plan[] }>;
  plan(req: { v: 1; caller: Principal; plan: string }): Rpc<{ plan: Plan; approvals: Approval[] }>;
  /** Verifies the person's signature over the gate's own copy of the plan; refuses the requester, an expired or unknown plan, a second use. */
  submit(req: {
    v: 1;
    caller: Principal;
    body: unknown;
  }): Rpc<{ approval: Approval; complete: boolean; incident: string }>;
}
/** gate.Slack → console: requests as Slack sent them, and who of Slack is who. */
export interface SlackApi {
  /**
   * Verifies Slack's signature, once, over the raw body; finds the person; carries out what they may. Refused: `unauthenticated`
   * (unsigned, old, altered, replayed), `malformed`, `unavailable` (no signing secret is set). Whatever a person may not is an
   * answer in words, not a failure.
   */
  handle(req: SlackRequest): Rpc<SlackReply>;
  /** Viewer. */
  workspaces(req: { v: 1; caller: Principal }): Rpc<{ workspaces: SlackWorkspaceView[] }>;
  addWorkspace(req: { v: 1; caller: Principal; body: unknown }): Rpc<SlackWorkspaceView>;
  /** With all its mappings. */
  removeWorkspace(req: { v: 1; caller: Principal; team: string }): Rpc<{ team: string }>;
  /** Viewer. */
  users(req: { v: 1; caller: Principal }): Rpc<{ users: SlackUserView[] }>;
  mapUser(req: { v: 1; caller: Principal; body: unknown }): Rpc<SlackUserView>;
  unmapUser(req: { v: 1; caller: Principal; team: string; slackUser: string }): Rpc<{ slackUser: string }>;
}
/** gate.Decisions → supervisor */
export interface DecisionsApi {
  /** Evaluates each previewed draft and groups them into plans by outcome; keeps its own copy of each. Idempotent by (incident, revision). */
  decide(req: {
    v: 1;
    org: string;
    incident: string;
    revision: number;
    requestedBy: string;
    risk: number;
    drafts: PreviewedDraft[];
    at: number;
  }): Rpc<{ plans: Plan[] }>;
  /** Leave to act, from the gate's own copy, the approvals that it verified itself, a fresh evaluation and its own budgets. Idempotent by plan. */
  permit(req: {
    v: 1;
    org: string;
    incident: string;
    plan: string;
    digest: string;
    at: number;
  }): Rpc<{ permit: string; expiresAt: number; approvals: string[]; glassBrokenBy?: string }>;
  /** Whether an agent may use its language model now. */
  agentLeave(req: { v: 1; org: string; agent: string }): Rpc<{ model: boolean; reason: string }>;
  /** What a job of an agent's cost, by the job's id: told twice it counts once. */
  agentUsed(req: {
    v: 1;
    org: string;
    agent: string;
    id: string;
    tokens: number;
    microUsd: number;
  }): Rpc<{ counted: true }>;
  /** Voids a plan that drifted or was superseded; its approvals are spent. */
  void(req: { v: 1; org: string; plan: string; reason: string }): Rpc<{ voided: true }>;
}
/** gate.Board → console: agents' budgets, and what goes beyond them */
export interface BoardApi {
  /** Viewer. */
  agents(req: { v: 1; caller: Principal }): Rpc<{ agents: AgentView[] }>;
  setQuota(req: {
    v: 1;
    caller: Principal;
    agent: string;
    body: unknown;
  }): Rpc<{ agent: AgentView; update: QuotaUpdate }>;
  /** Viewer. `page`: {status?, limit?, before?: {at, id}}, newest first. */
  reviews(req: { v: 1; caller: Principal; page: unknown }): Rpc<{ reviews: ReviewView[] }>;
  /** Admin. The plan goes on as its policy said, or is over; the incident is told by the caller. */
  decide(req: {
    v: 1;
    caller: Principal;
    id: string;
    body: unknown;
  }): Rpc<{ review: ReviewView; update?: QuotaUpdate }>;
}
/** gate.StepCredentials → responder */
export interface StepCredentialsApi {
  /** Public keys that permits verify under: keyId → raw hex. */
  permitKeys(): Promise<Record<string, string>>;
  /** One step's narrowed credentials against a permit; `revert` and `probe` are allowed after the permit's expiry, forward steps are not. */
  forStep(req: {
    v: 1;
    permit: string;
    opId: string;
    spec: ActionSpec;
    direction: 'forward' | 'revert' | 'probe';
    step: string;
    fence: number;
  }): Rpc<AwsCredentials>;
  /** Read-only, for a preview before any permit exists; allowed for the organisation's own accounts. */
  forPreview(req: { v: 1; org: string; incident: string; spec: ActionSpec }): Rpc<AwsCredentials>;
}
/** gate.ReadCredentials → inspector */
export interface ReadCredentialsApi {
  forRead(req: { v: 1; org: string; incident: string; account: string; agent: 'inspector' }): Rpc<AwsCredentials>;
}
/** gate.PullCredentials → puller */
export interface PullCredentialsApi {
  /** `not_found`: no source of the organisation covers this object. */
  forObject(req: { v: 1; org: string; bucket: string; key: string }): Rpc<PullGrant>;
}

/** policy.Policy → gate */
export interface PolicyApi {
  evaluate(req: PolicyRequest): Rpc<PolicyAnswer[]>;
  validate(req: { v: 1; policies: Record<string, string> }): Rpc<{ errors: PolicyError[] }>;
  /** Effect and annotations of each. */
  describe(req: { v: 1; policies: Record<string, string> }): Rpc<{ policies: PolicyView[] }>;
  /** The same actions by two sets, in their order; for dry runs. */
  compare(req: {
    v: 1;
    before: Record<string, string>;
    after: Record<string, string>;
    inputs: PolicyInput[];
  }): Rpc<{ before: PolicyAnswer[]; after: PolicyAnswer[] }>;
}
export interface PolicyRequest {
  v: 1;
  /** Policy id → Cedar text. */
  policies: Record<string, string>;
  inputs: PolicyInput[];
}
/** The Cedar request for one action; see docs/policies.md for the entity model. */
export interface PolicyInput {
  opId: string;
  principal: string;
  action: string;
  resource: { id: string; account: string; region: string; environment: string; tags: Record<string, string> };
  context: {
    risk: number;
    confidence: number;
    reversibility: string;
    reversible: boolean;
    disruptive: boolean;
    production: boolean;
    exists: boolean;
    dependents: number;
    leaseSeconds: number;
    foreignEvidence: boolean;
    /** Whose proposal it is: an {@link AgentId}, or `person` */
    agent: string;
    /** What that agent may still do by itself this hour */
    agentActionsLeft: number;
    /** What the organisation lets go without a person, still, this hour */
    automaticLeft: number;
    /** Targets and dependents of this action, and of all that was permitted in the sixty minutes before */
    blastRadius: number;
    blastThisHour: number;
    /** In the organisation's time zone: 0 to 23, and 1 (Monday) to 7 */
    hour: number;
    dayOfWeek: number;
    /** It stands in for an action that was forbidden */
    compensating: boolean;
  };
}
export interface PolicyAnswer {
  opId: string;
  outcome: 'permit' | 'ask' | 'forbid';
  reasons: string[];
  errors: string[];
  /** What the policies that decided ask besides, the strictest of each. */
  obligations?: PolicyObligations;
}
/** Annotations of the deciding policies: `@approvals("2") @role("admin") @strategy("scheduled") @window("nights") @drift("reapply") @escalate("15")`. */
export interface PolicyObligations {
  /** 1 to 5 */
  approvals?: number;
  role?: 'approver' | 'admin';
  strategy?: 'immediate' | 'scheduled' | 'manual';
  /** Id of a maintenance window, with `scheduled` */
  window?: string;
  onDrift?: 'ask' | 'reapply';
  /** After which others are told, min */
  escalateMinutes?: number;
}

/** supervisor.Findings → pipeline. Answers once each incident holds its findings durably and D1 knows that it exists. */
export interface FindingsApi {
  add(
    batch: FindingBatch,
  ): Rpc<{ incidents: { incident: string; openedAt: number; seq: number; mergedInto?: string }[] }>;
  /** Silent sources that speak again, told in their order to the incidents of their silences; `told`: how many of these there are. */
  spoke(req: SourceReturns): Rpc<{ told: number }>;
}
/** supervisor.Incidents → console */
export interface IncidentsApi {
  log(req: { v: 1; org: string; incident: string }): Rpc<{
    events: { seq: number; id: string; type: string; at: number; body: unknown; hash: string }[];
    reducer: string;
    state: unknown;
  }>;
  /** The gate verified an approval: the incident asks the gate for a permit. Says nothing that the gate does not check. */
  approvalArrived(req: { v: 1; org: string; incident: string; plan: string; actor: string }): Rpc<{ phase: string }>;
  release(req: { v: 1; org: string; incident: string; actor: string; reason: string }): Rpc<{ phase: string }>;
  close(req: {
    v: 1;
    org: string;
    incident: string;
    actor: string;
    reason: string;
    resolution?: string;
  }): Rpc<{ phase: string }>;
  comment(req: { v: 1; org: string; incident: string; actor: string; text: string }): Rpc<Comment>;
  comments(req: { v: 1; org: string; incident: string }): Rpc<{ comments: Comment[] }>;
  /** Assignee null: nobody's. */
  assign(req: { v: 1; org: string; incident: string; actor: string; assignee: string | null }): Rpc<{ phase: string }>;
  acknowledge(req: { v: 1; org: string; incident: string; actor: string }): Rpc<{ phase: string }>;
  reopen(req: { v: 1; org: string; incident: string; actor: string; reason: string }): Rpc<{ phase: string }>;
  /** A person did the task `opId` by hand: AWS is read, and what it shows is kept. `conflict` if there is no such open task. */
  taskDone(req: {
    v: 1;
    org: string;
    incident: string;
    actor: string;
    opId: string;
    note: string;
  }): Rpc<{ phase: string }>;
  /** Moves all findings of `incident` into `into` and ends it; refused (`conflict`) while it holds or changes something in AWS. */
  merge(req: {
    v: 1;
    org: string;
    incident: string;
    into: string;
    actor: string;
    reason: string;
  }): Rpc<{ phase: string }>;
  /** The circuit breakers before the organisation's agents, by agent. */
  breakers(req: { v: 1; org: string }): Rpc<{ breakers: Record<string, BreakerView> }>;
  /** What each event changed, and whether today's reducer comes to the same state (`divergence`: where it first does not). */
  replay(req: { v: 1; org: string; incident: string }): Rpc<{
    reducer: string;
    writtenUnder: string[];
    steps: ReplayStep[];
    divergence: number | null;
  }>;
}

/** responder.Custody → supervisor */
export interface CustodyApi {
  preview(req: {
    v: 1;
    org: string;
    incident: string;
    specs: { opId: string; spec: ActionSpec }[];
  }): Rpc<{ previews: { opId: string; result: Result<Preview, Failure> }[] }>;
  acquire(req: AcquireRequest): Rpc<CustodyStatus>;
  status(req: { v: 1; org: string; opId: string; spec: ActionSpec }): Rpc<CustodyStatus>;
  release(req: { v: 1; org: string; opId: string; spec: ActionSpec; reason: string }): Rpc<CustodyStatus>;
}

/** ledger.Append → gate, supervisor. Idempotent by entry id; answers once durable. */
export interface LedgerAppendApi {
  append(req: { v: 1; entries: EntryInput[] }): Rpc<{ size: number }>;
}
/** ledger.Export → console */
export interface LedgerExportApi {
  bundle(req: { v: 1; org: string; chain: string }): Rpc<AuditBundle>;
  head(req: { v: 1; org: string }): Rpc<TreeHead>;
  publicKeys(): Promise<Record<string, string>>;
}
