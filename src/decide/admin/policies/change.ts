import {
  CreatePolicy,
  DeletePolicy,
  POLICIES_MAX,
  PolicyId,
  PutPolicies,
  UpdatePolicy,
  type PolicyChanged,
  type PolicyError,
} from '../../../contracts/policies.ts';
import { utf8 } from '../../../kit/bytes.ts';
import { failure, type Failure } from '../../../kit/errors.ts';
import { err, ok, type Result } from '../../../kit/result.ts';
import type { PolicySetRow } from '../../../storage/authority/policies.ts';
import { requireCaller } from '../../caller.ts';
import type { GateDeps } from '../../deps.ts';
import { parseInput } from '../../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../../record.ts';
import { diffOf, policyVersion } from './version.ts';

/** A set is one D1 parameter and one ledger entry, which must stay well under 1 MB. */
const SET_MAX_BYTES = 500_000;

type Texts = Record<string, string>;
interface Call {
  readonly caller: unknown;
  readonly body: unknown;
}
type Changed = Result<PolicyChanged, Failure>;

/** What Cedar says of the first policy that is wrong, and where. */
export function refusalOf(errors: readonly PolicyError[]): Failure | undefined {
  const [wrong] = errors;
  if (!wrong) return undefined;
  const { line, column, offset } = wrong;
  const where =
    line === undefined ? (offset === undefined ? '' : ` at offset ${offset}`) : ` at line ${line}, column ${column}`;
  const more = errors.length > 1 ? `; and ${errors.length - 1} more` : '';
  return failure(
    'unprocessable',
    `${wrong.policy}${where}: ${wrong.message}${wrong.hint ? ` (${wrong.hint})` : ''}${more}`,
    { field: `/policies/${wrong.policy}` },
  );
}

/**
 * Puts a new version of the whole set in force; those before are kept. `make` has the set in force, and answers the new one or
 * why not. Errors: `conflict` (another version than `ifVersion` is in force, or someone else was faster), `too_large`,
 * `unprocessable` (what Cedar finds wrong, and where), `unavailable`.
 */
async function change(
  deps: GateDeps,
  caller: { readonly org: string; readonly actor: string },
  ifVersion: string | undefined,
  make: (before: Texts) => Result<Texts, Failure>,
): Promise<Changed> {
  const { org, actor } = caller;
  const current = await deps.store.policies.current(org);
  if (ifVersion !== undefined && ifVersion !== current?.version)
    return err(
      failure('conflict', `version ${current?.version ?? 'none'} is in force by now; look at the policies again`),
    );
  const made = make(current?.policies ?? {});
  if (!made.ok) return made;
  const policies = made.value;
  if (Object.keys(policies).length > POLICIES_MAX)
    return err(failure('too_large', `there are at most ${POLICIES_MAX} policies: remove one first`));
  if (utf8(JSON.stringify(policies)).byteLength > SET_MAX_BYTES)
    return err(failure('too_large', `all policies together have at most ${SET_MAX_BYTES} bytes`));
  const valid = await deps.policy.validate({ v: 1, policies });
  if (!valid.ok) return valid;
  const refused = refusalOf(valid.value.errors);
  if (refused) return err(refused);
  return commit(deps, { org, actor, current, policies });
}

async function commit(
  deps: GateDeps,
  c: {
    readonly org: string;
    readonly actor: string;
    readonly current: PolicySetRow | undefined;
    readonly policies: Texts;
  },
): Promise<Changed> {
  const { org, actor, current, policies } = c;
  const at = deps.now();
  const number = (current?.number ?? 0) + 1;
  const version = policyVersion(number, policies);
  const body = { version, previous: current?.version ?? null, ...diffOf(current?.policies ?? {}, policies), policies };
  try {
    await commitWithEntry(
      deps,
      org,
      [deps.store.policies.add(org, { number, version, policies, createdBy: actor, createdAt: at })],
      [entry(org, { chain: ORG_CHAIN, type: 'policy.changed', actor, at, body })],
    );
  } catch (cause) {
    if (((await deps.store.policies.current(org))?.number ?? 0) < number) throw cause;
    return err(failure('conflict', 'someone else changed the policies meanwhile; look at them again'));
  }
  return ok({ version });
}

/** A new version of all policies. Admin. Errors: `malformed` and those of {@link change}. */
export async function putPolicies(deps: GateDeps, req: Call): Promise<Changed> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(PutPolicies, req.body);
  if (!parsed.ok) return parsed;
  const { policies, ifVersion } = parsed.value;
  return change(deps, caller.value, ifVersion, () => ok(policies));
}

/** Adds a policy to the set. Admin. Errors: as {@link putPolicies}; `conflict` if there is one of this id. */
export async function createPolicy(deps: GateDeps, req: Call): Promise<Changed> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(CreatePolicy, req.body);
  if (!parsed.ok) return parsed;
  const { id, text, ifVersion } = parsed.value;
  return change(deps, caller.value, ifVersion, (before) =>
    Object.hasOwn(before, id)
      ? err(failure('conflict', 'there is a policy of this id: update it, or choose another id', { field: '/id' }))
      : ok({ ...before, [id]: text }),
  );
}

const known = (before: Texts, id: unknown): id is string =>
  PolicyId.safeParse(id).success && Object.hasOwn(before, id as string);
const missing = failure('not_found', 'there is no such policy');

/** Gives a policy another text. Admin. Errors: as {@link putPolicies}; `not_found`. */
export async function updatePolicy(deps: GateDeps, req: Call & { readonly id: unknown }): Promise<Changed> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(UpdatePolicy, req.body);
  if (!parsed.ok) return parsed;
  const { id } = req;
  const { text, ifVersion } = parsed.value;
  return change(deps, caller.value, ifVersion, (before) =>
    known(before, id) ? ok({ ...before, [id]: text }) : err(missing),
  );
}

/** Takes a policy out of the set. Admin. Errors: as {@link putPolicies}; `not_found`. */
export async function deletePolicy(deps: GateDeps, req: Call & { readonly id: unknown }): Promise<Changed> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(DeletePolicy, req.body ?? {});
  if (!parsed.ok) return parsed;
  const { id } = req;
  return change(deps, caller.value, parsed.value.ifVersion, (before) =>
    known(before, id) ? ok(Object.fromEntries(Object.entries(before).filter(([other]) => other !== id))) : err(missing),
  );
}
