import { partitionOf } from '../aws/arn.ts';
import { globalRegionOf } from '../aws/region.ts';
import type { Entity } from '../contracts/entity.ts';
import { Draft } from '../contracts/plan.ts';
import type { IncidentState, KeptFinding } from '../incident/state.ts';
import { deterministicId } from '../kit/ids.ts';
import type { Action, Place } from './action.ts';

export interface ProposeInput {
  readonly state: IncidentState;
  readonly revision: number;
  /** `action target` of what an earlier round dealt with. */
  readonly covered: readonly string[];
  readonly actions: readonly Action[];
  /** Instead of each action's default. */
  readonly leaseMs?: number;
}

/** A plan changes at most this much at once: more is a person's decision. */
const MAX_ACTIONS = 8;
/** Severity from which one finding is enough to act on its actor's key: high. */
const STRONG = 4;
const MEDIUM = 3;
/** Vedette's own principals, and the account's root, are never targets. */
const OWN = /(^|[/:])vedette-/i;

interface Candidate {
  readonly entity: Entity;
  readonly findings: KeptFinding[];
  /** Made or started by the attacker, as against used by the attacker. */
  readonly made: boolean;
}

/** What the attack's own deeds brought into being: keys and instances named as targets of successful findings. */
const isMade = (e: Entity): boolean => e.role === 'target' && (e.type === 'access_key' || e.type === 'instance');
const isUsed = (e: Entity): boolean => e.role === 'actor' && e.type === 'access_key';

/** Findings that may lead to an action: not about an account that their sender may not speak of, and not of a deed that AWS refused. */
const usable = (f: KeptFinding): boolean => !f.foreignAccount && f.severity >= MEDIUM && f.outcome !== 'failure';

function candidates(state: IncidentState): Candidate[] {
  const found = new Map<string, Candidate>();
  const add = (entity: Entity, finding: KeptFinding | undefined, made: boolean): void => {
    const key = `${entity.type} ${entity.id}`;
    const known = found.get(key);
    found.set(key, {
      entity:
        known === undefined || (known.entity.name === undefined && entity.name !== undefined) ? entity : known.entity,
      findings: [...(known?.findings ?? []), ...(finding === undefined ? [] : [finding])],
      made: made || known?.made === true,
    });
  };
  for (const f of state.findings.filter(usable)) {
    for (const raw of f.entities) {
      // Its sender was found to speak for the finding's account alone: a record of one account must not reach into another.
      if (raw.account !== undefined && raw.account !== f.account) continue;
      const entity: Entity = {
        ...raw,
        ...(f.account === undefined ? {} : { account: f.account }),
        ...(raw.region === undefined && f.region !== undefined ? { region: f.region } : {}),
      };
      if (isUsed(entity)) add(entity, f, false);
      else if (isMade(entity) && f.outcome === 'success') add(entity, f, true);
      else if (f.kind === 'vendor' && entity.type === 'instance') add(entity, f, false);
    }
  }
  // What the inspector found in the attacker's hands rests on the strongest finding that is known: a weak one does not reach
  // to keys that no finding names.
  const strongest = state.findings
    .filter((f) => usable(f) && f.severity >= STRONG)
    .toSorted((x, y) => y.severity - x.severity)[0];
  const accounts = new Set(state.findings.filter(usable).map((f) => f.account));
  for (const e of state.inspector?.discovered ?? [])
    if (strongest !== undefined && accounts.has(e.account)) add(e, strongest, true);
  return [...found.values()];
}

/** Whether what is known suffices: one strong finding or two medium ones; for what the attacker made, one that succeeded. */
const suffices = (c: Candidate): boolean =>
  (c.made && c.findings.length > 0) ||
  c.findings.some((f) => f.severity >= STRONG) ||
  new Set(c.findings.map((f) => f.rule.id)).size >= 2;

/** 0 to 100: from the strongest finding's severity and confidence, raised by further rules that agree. */
function confidenceOf(c: Candidate): number {
  const strongest = Math.max(...c.findings.map((f) => f.severity * 12 + f.confidence * 0.3));
  const rules = new Set(c.findings.map((f) => f.rule.id)).size;
  return Math.max(0, Math.min(100, Math.round(strongest + Math.min(20, (rules - 1) * 7))));
}

function draftOf(input: ProposeInput, candidate: Candidate, action: Action): Draft | undefined {
  const { entity, findings, made } = candidate;
  if (entity.account === undefined || !/^[0-9]{12}$/.test(entity.account)) return undefined;
  const params = action.paramsFor(entity, { entities: [entity] })[0] as Record<string, never> | undefined;
  if (params === undefined) return undefined;
  // IAM is global: one key is one target, whichever region it was used in.
  const seen = entity.region ?? 'us-east-1';
  const region = entity.type === 'access_key' ? globalRegionOf(seen) : seen;
  const place: Place = { account: entity.account, region, partition: partitionOf(region) };
  const target = action.target(params, place);
  if (OWN.test(target) || input.covered.includes(`${action.id} ${target}`)) return undefined;
  const reason = made
    ? `made by the attacker: ${findings[0]?.title ?? 'seen in this incident'}`
    : `used in ${findings.length} findings, among them: ${findings[0]?.title ?? ''}`;
  const draft = {
    opId: deterministicId('op', input.state.id, String(input.revision), action.id, target),
    spec: {
      action: action.id,
      account: entity.account,
      region,
      params,
      target,
      locks: [...action.locks(params, place)],
    },
    reason: reason.slice(0, 500),
    findings: findings.slice(0, 64).map((f) => f.id),
    confidence: confidenceOf(candidate),
    leaseMs: Math.min(action.lease.longestMs, input.leaseMs ?? action.lease.defaultMs),
  };
  // Regions and names come out of events: what does not fit the contract (and would name a host or an ARN) is no target.
  return Draft.safeParse(draft).success ? draft : undefined;
}

/**
 * The actions that fit an incident: for access keys that the attack used or made, and instances that it started. Pure; the
 * same state gives the same drafts with the same ids. What it proposes is previewed on live AWS and decided by the gate.
 */
export function propose(input: ProposeInput): Draft[] {
  const drafts = new Map<string, Draft>();
  for (const candidate of candidates(input.state).filter(suffices)) {
    for (const action of input.actions) {
      const draft = draftOf(input, candidate, action);
      if (draft !== undefined) drafts.set(draft.opId, draft);
    }
  }
  return [...drafts.values()]
    .toSorted((a, b) => b.confidence - a.confidence || a.opId.localeCompare(b.opId))
    .slice(0, MAX_ACTIONS);
}
