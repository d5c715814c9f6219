import * as z from 'zod';
import {
  PolicyId,
  ValidatePolicies,
  type OnePolicy,
  type PoliciesView,
  type PolicyError,
  type PolicyVersionView,
  type PolicyVersionWhole,
  type PolicyView,
} from '../../../contracts/policies.ts';
import { failure, type Failure } from '../../../kit/errors.ts';
import { err, ok, type Result } from '../../../kit/result.ts';
import { requireCaller } from '../../caller.ts';
import type { GateDeps } from '../../deps.ts';
import { parseInput } from '../../parse.ts';
import { diffOf } from './version.ts';

interface Call {
  readonly caller: unknown;
}
const missing = failure('not_found', 'there is no such policy');

/** As Cedar reads them; where the policy Worker does not answer, the texts alone. */
async function described(deps: Pick<GateDeps, 'policy'>, policies: Record<string, string>): Promise<PolicyView[]> {
  const answer = await deps.policy.describe({ v: 1, policies }).catch(() => undefined);
  return answer?.ok
    ? answer.value.policies
    : Object.entries(policies).map(([id, text]) => ({ id, text, obligations: {}, notes: {} }));
}

/** The policies in force. Viewer. */
export async function listPolicies(deps: GateDeps, req: Call): Promise<Result<PoliciesView, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const current = await deps.store.policies.current(caller.value.org);
  if (!current) return err(failure('not_found', 'the organisation has no policies'));
  const { version, policies, createdBy, createdAt } = current;
  const items = await described(deps, policies);
  return ok({ version, policies, updatedBy: createdBy, updatedAt: createdAt, items });
}

/** One policy of those in force, and who gave it this text. Viewer. */
export async function onePolicy(
  deps: GateDeps,
  req: Call & { readonly id: unknown },
): Promise<Result<OnePolicy, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const { org } = caller.value;
  const id = PolicyId.safeParse(req.id);
  const current = await deps.store.policies.current(org);
  if (!id.success || !current || !Object.hasOwn(current.policies, id.data)) return err(missing);
  const [[view], changed] = await Promise.all([
    described(deps, { [id.data]: current.policies[id.data]! }),
    deps.store.policies.lastChange(org, current.number, id.data),
  ]);
  const { version, createdBy, createdAt } = changed ?? current;
  return ok({ ...view!, version, updatedBy: createdBy, updatedAt: createdAt });
}

/** Sets may be large, and each is compared with the one before it. */
const VERSIONS_A_PAGE = 20;
const VersionsQuery = z.object({
  limit: z.int().min(1),
  cursor: z
    .string()
    .regex(/^[1-9][0-9]{0,8}$/, 'take the cursor from `next` of the page before')
    .optional(),
});

/** Versions, newest first, each with what it changed. Viewer. Errors: `malformed`. */
export async function policyVersions(
  deps: GateDeps,
  req: Call & { readonly limit: unknown; readonly cursor?: unknown },
): Promise<Result<{ items: PolicyVersionView[]; next?: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const parsed = parseInput(VersionsQuery, { limit: req.limit, cursor: req.cursor });
  if (!parsed.ok) return parsed;
  const limit = Math.min(parsed.value.limit, VERSIONS_A_PAGE);
  const below = parsed.value.cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(parsed.value.cursor);
  const sets = await deps.store.policies.before(caller.value.org, below, limit + 1);
  const items = sets.slice(0, limit).map((set, n): PolicyVersionView => {
    const { version, number, createdBy, createdAt, policies } = set;
    const diff = diffOf(sets[n + 1]?.policies ?? {}, policies);
    return { version, number, createdBy, createdAt, policies: Object.keys(policies).length, ...diff };
  });
  return ok({ items, ...(sets.length > limit ? { next: String(sets[limit - 1]!.number) } : {}) });
}

/** A whole set of any version. Viewer. Errors: `not_found`. */
export async function oneVersion(
  deps: GateDeps,
  req: Call & { readonly version: unknown },
): Promise<Result<PolicyVersionWhole, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const version = z.string().max(100).safeParse(req.version);
  const set = version.success ? await deps.store.policies.byVersion(caller.value.org, version.data) : undefined;
  if (!set) return err(failure('not_found', 'there is no such version of the policies'));
  return ok({
    version: set.version,
    number: set.number,
    createdBy: set.createdBy,
    createdAt: set.createdAt,
    policies: set.policies,
  });
}

/** What a single text is called in its errors. */
const ONE_TEXT = 'policy';

/** What Cedar and the gate find wrong with a set, or with one text; nothing is kept. Analyst. Errors: `malformed`, `unavailable`. */
export async function validatePolicySet(
  deps: GateDeps,
  req: Call & { readonly body: unknown },
): Promise<Result<{ errors: PolicyError[] }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'analyst');
  if (!caller.ok) return caller;
  const parsed = parseInput(ValidatePolicies, req.body);
  if (!parsed.ok) return parsed;
  const policies = 'text' in parsed.value ? { [ONE_TEXT]: parsed.value.text } : parsed.value.policies;
  return deps.policy.validate({ v: 1, policies });
}
