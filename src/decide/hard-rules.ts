import type { ActionSpec } from '../contracts/custody.ts';
import { formatArn, parseArn } from '../aws/arn.ts';
import type { PreviewedDraft } from '../contracts/plan.ts';
import { canonicalJson } from '../kit/canonical.ts';
import { placeOf, type ActionCatalogue, type ActionFacts } from './action-facts.ts';
import { covers } from './pattern.ts';

/** What the gate's own database says of an account. */
export interface AccountFacts {
  readonly environment: 'production' | 'staging' | 'development' | 'unknown';
  readonly accessKeyId: string;
  readonly writeRoleArn: string | null;
  readonly readRoleArn: string | null;
}
export interface ProtectedPattern {
  readonly pattern: string;
  readonly reason: string;
}

export interface HardRuleFacts {
  readonly actions: ActionCatalogue;
  /** The organisation's own accounts; no other account exists for it. */
  readonly accounts: ReadonlyMap<string, AccountFacts>;
  readonly protectedPatterns: readonly ProtectedPattern[];
}

/** Strings anywhere inside parameters. Parameters passed their schema's limits before. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(strings);
  return [];
}

/** The registered action that a spec names, with its parsed parameters, or why there is none. */
export function resolveAction(
  actions: ActionCatalogue,
  spec: ActionSpec,
): { action: ActionFacts; params: never } | { problem: string } {
  const action = actions.get(spec.action);
  if (!action) return { problem: 'gate: the action is not registered' };
  const parsed = action.params.safeParse(spec.params);
  if (!parsed.success)
    return {
      problem: `gate: the parameters do not fit ${action.id}: /${parsed.error.issues[0]?.path.join('/') ?? ''}`,
    };
  const params = parsed.data as never;
  const place = placeOf(spec);
  if (
    action.target(params, place) !== spec.target ||
    canonicalJson(action.locks(params, place)) !== canonicalJson(spec.locks)
  )
    return { problem: 'gate: target and locks are not what the action computes from its parameters' };
  return { action, params };
}

/**
 * An ARN and all that it is a part of: what an action holds on to stands in front of its pseudo-ARNs (`user/alice/access-key/…`,
 * `network-acl/acl-…/address/…`), and who protects the user or the ACL means those as well.
 */
function withOwners(text: string): string[] {
  const arn = parseArn(text);
  if (!arn) return [text];
  const parts = arn.resource.split('/');
  const owners = parts.slice(1, -1).map((_, n) => formatArn({ ...arn, resource: parts.slice(0, n + 2).join('/') }));
  return [text, ...owners];
}

/**
 * An ARN, or a pattern of ARNs, of an IAM user or role without its path: actions know names alone, which are unique in an
 * account. A pattern that names nothing but a path is left as it is.
 */
const withoutPath = (arn: string): string =>
  /\/\*+$/.test(arn) ? arn : arn.replace(/^(arn:[^:]+:iam::[^:]*:(?:user|role)\/).*\/([^/]+)$/i, '$1$2');

/** Why nothing may be done to what a spec touches; empty if it may. */
export function protections(spec: ActionSpec, facts: HardRuleFacts): string[] {
  const account = facts.accounts.get(spec.account);
  if (!account) return [`gate: account ${spec.account} is not registered to this organisation`];
  // Parameters can carry ARNs out of events: what is changed lies in the account that the spec, its source and its permit name.
  const elsewhere = [spec.target, ...spec.locks].find(
    (arn) => !['', spec.account].includes(parseArn(arn)?.account ?? ''),
  );
  if (elsewhere !== undefined) return [`gate: ${elsewhere.slice(0, 200)} is not in account ${spec.account}`];
  const touched = [...new Set([spec.target, ...spec.locks, ...strings(spec.params)].flatMap(withOwners))];
  const reasons = facts.protectedPatterns
    .filter(({ pattern }) => touched.some((t) => covers(pattern, t) || covers(withoutPath(pattern), t)))
    .map((p) => `gate: protected by ${p.pattern}: ${p.reason}`);
  // A keyless account has no access key: its empty id is nobody's.
  const own = [...facts.accounts.values()]
    .flatMap((a) => [a.accessKeyId, a.writeRoleArn, a.readRoleArn])
    .flatMap((id) => (id === null || id === '' ? [] : [id, withoutPath(id)]));
  if (touched.some((t) => own.some((id) => covers(id, t)))) reasons.push("gate: these are Vedette's own credentials");
  return reasons.map((r) => r.slice(0, 300));
}

/** All that forbids a draft whatever the policy says; empty if nothing does. Pure. */
export function hardForbids(draft: PreviewedDraft, facts: HardRuleFacts): string[] {
  const reasons = protections(draft.spec, facts);
  const resolved = resolveAction(facts.actions, draft.spec);
  if ('problem' in resolved) reasons.push(resolved.problem);
  else if (draft.leaseMs > resolved.action.lease.longestMs)
    reasons.push(`gate: the lease is longer than the ${resolved.action.lease.longestMs} ms that the action allows`);
  if (draft.foreignEvidence === true)
    reasons.push('gate: the evidence comes from a source that may not speak of this account');
  return reasons;
}
