import { ROLE_RANK } from '../../contracts/access.ts';
import { Id } from '../../contracts/common.ts';
import { UserPatch, type UserView } from '../../contracts/sign-in.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { requireCaller } from '../caller.ts';
import { definedOnly } from '../defined.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { entry, flushJournal, ORG_CHAIN } from '../record.ts';
import { keysOfPasskeys } from './promoted.ts';

type Listed = Awaited<ReturnType<GateDeps['store']['directory']['users']>>[number];

const viewOf = (u: Listed): UserView => ({
  id: u.id,
  name: u.name,
  email: u.email,
  role: u.role,
  createdAt: u.createdAt,
  disabledAt: u.disabledAt,
  passkeys: u.passkeys,
  oneTimeCodes: u.oneTimeCodes,
});

/** Everybody of the organisation, disabled ones too: who did what must stay readable. */
export async function listUsers(
  deps: GateDeps,
  req: { readonly caller: unknown },
): Promise<Result<{ users: UserView[] }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  return ok({ users: (await deps.store.directory.users(caller.value.org)).map(viewOf) });
}

/**
 * Changes a user's name or role, disables or enables. Disabling ends the user's sessions for good; API keys and passkeys are
 * good for nothing until the user is enabled again. Errors: `malformed`, `not_found`, `conflict` (the last admin who is
 * enabled stays one).
 */
export async function updateUser(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly id: unknown; readonly body: unknown },
): Promise<Result<UserView, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const patch = parseInput(UserPatch, req.body);
  if (!patch.ok) return patch;
  const { org, actor } = caller.value;
  const { store } = deps;
  const id = parseInput(Id, req.id);
  const before = id.ok ? await store.people.user(org, id.value) : undefined;
  if (!before) return err(failure('not_found', 'there is no such user'));
  const at = deps.now();
  const { name, role, disabled } = patch.value;
  const isDisabled = before.disabledAt !== null;
  const to = definedOnly({
    name: name === before.name ? undefined : name,
    role: role === before.role ? undefined : role,
    disabledAt: disabled === undefined || disabled === isDisabled ? undefined : disabled ? at : null,
  });
  if (Object.keys(to).length > 0) {
    const mayApproveNow =
      ROLE_RANK[before.role] < ROLE_RANK.approver && ROLE_RANK[to.role ?? before.role] >= ROLE_RANK.approver;
    const body = { user: before.id, ...to, ...(to.role === undefined ? {} : { roleBefore: before.role }) };
    const told = entry(org, { chain: ORG_CHAIN, type: 'user.changed', actor, at, body });
    const [changes] = await store.commit([
      store.directory.updateUser(org, before.id, to),
      ...(disabled === true ? [store.directory.endSessions(org, before.id, at)] : []),
      ...(mayApproveNow ? await keysOfPasskeys(deps, org, { user: before.id, actor, at }) : []),
      store.journal.add(org, told, store.directory.ifUser(org, before.id, to)),
    ]);
    if (changes === 0)
      return err(
        failure('conflict', 'this is the last admin who is enabled: make somebody else an admin first', {
          field: disabled === true ? '/disabled' : '/role',
        }),
      );
    await flushJournal(deps, org);
  }
  const now = (await store.directory.users(org)).find((u) => u.id === before.id);
  return now ? ok(viewOf(now)) : err(failure('not_found', 'there is no such user'));
}
