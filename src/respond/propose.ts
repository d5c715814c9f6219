import type { Entity } from '../contracts/entity.ts';
import type { Draft } from '../contracts/plan.ts';
import { candidatesOf, isAttackers, keyOf, placed, suffices, type Candidate } from './proposal/candidates.ts';
import { draftsOf, type ProposeInput } from './proposal/drafts.ts';
import { isDirect, isUsable, rankOf } from './proposal/evidence.ts';

export type { ProposeInput };

/** A plan changes at most this much at once: more is a person's decision. */
const MAX_ACTIONS = 8;

/**
 * The actions that fit an incident: for what the attack made, took over or used. Pure; the same state gives the same
 * drafts with the same ids, the surest first, evidence before containment. What it proposes is previewed on live AWS
 * and decided by the gate.
 */
export function propose(input: ProposeInput): Draft[] {
  const drafts = new Map<string, { draft: Draft; about: string }>();
  for (const candidate of candidatesOf(input.state).filter(suffices))
    for (const action of input.actions.filter((a) => isDirect(a.id)))
      for (const draft of draftsOf(input, candidate, action))
        if (!drafts.has(draft.opId)) drafts.set(draft.opId, { draft, about: keyOf(candidate.entity) });
  return [...drafts.values()]
    .toSorted(
      (a, b) =>
        b.draft.confidence - a.draft.confidence ||
        order(a.about, b.about) ||
        rankOf(a.draft.spec.action) - rankOf(b.draft.spec.action) ||
        order(a.draft.opId, b.draft.opId),
    )
    .slice(0, MAX_ACTIONS)
    .map(({ draft }) => draft);
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A draft that the policy forbids, and why. */
export interface Forbidden {
  readonly draft: Draft;
  readonly reasons: readonly string[];
}

/** Attackers' addresses in findings that also name the forbidden draft's target, or that it rests on. */
function addressesAround({ state }: ProposeInput, { draft }: Forbidden): Candidate[] {
  const about = draft.spec.target.split('/').at(-1) ?? '';
  const found = new Map<string, Candidate>();
  for (const f of state.findings.filter(isUsable)) {
    if (f.account !== draft.spec.account) continue;
    if (!draft.findings.includes(f.id) && !f.entities.some((e) => e.id.split('/').at(-1) === about)) continue;
    for (const raw of f.entities) {
      const entity = placed(raw, f);
      if (entity === undefined || !isAttackers(state, entity)) continue;
      const known = found.get(keyOf(entity));
      found.set(keyOf(entity), {
        entity,
        findings: [...(known?.findings ?? []), f],
        made: false,
        discovered: false,
      });
    }
  }
  return [...found.values()];
}

/**
 * Other registered controls in the place of what the policy forbids: an action says by `compensates` what it can stand in
 * for. An instance that may not be isolated keeps its network, but the attacker's addresses are denied on its subnet's
 * ACL. There is none for an access key: whoever holds it needs no other thing of ours. Pure; at most eight drafts, none that
 * is itself forbidden, each with `insteadOf`.
 */
export function compensate(forbidden: readonly Forbidden[], input: ProposeInput): Draft[] {
  const drafts = new Map<string, Draft>();
  const refused = new Set(forbidden.map(({ draft }) => `${draft.spec.action} ${draft.spec.target}`));
  for (const f of forbidden) {
    const { spec, opId } = f.draft;
    const instance = spec.target.split('/').at(-1);
    // A network ACL reaches as far as its subnet: only that of the very instance is meant.
    const only = (e: Entity): boolean => e.type !== 'network_acl' || e.of === instance;
    const named = candidatesOf(input.state).filter(
      (c) => suffices(c) && c.entity.type !== 'ip' && c.findings.some((x) => f.draft.findings.includes(x.id)),
    );
    for (const action of input.actions.filter((a) => a.compensates?.includes(spec.action)))
      for (const candidate of [...addressesAround(input, f), ...named])
        for (const draft of draftsOf(input, candidate, action, only)) {
          if (refused.has(`${draft.spec.action} ${draft.spec.target}`) || drafts.has(draft.opId)) continue;
          const reasons = f.reasons.slice(0, 8).map((r) => r.slice(0, 300));
          drafts.set(draft.opId, { ...draft, insteadOf: { opId, action: spec.action, target: spec.target, reasons } });
        }
  }
  return [...drafts.values()]
    .toSorted((a, b) => b.confidence - a.confidence || order(a.opId, b.opId))
    .slice(0, MAX_ACTIONS);
}
