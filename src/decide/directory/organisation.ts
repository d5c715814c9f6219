import { OrganisationPatch, type OrganisationView } from '../../contracts/sign-in.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { requireCaller } from '../caller.ts';
import { definedOnly } from '../defined.ts';
import type { GateDeps } from '../deps.ts';
import { isTimezone } from '../moment.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';

/** The caller's organisation with its budgets. */
export async function organisation(
  deps: GateDeps,
  req: { readonly caller: unknown },
): Promise<Result<OrganisationView, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const row = await deps.store.organisations.find(caller.value.org);
  if (!row) return err(failure('not_found', 'there is no such organisation'));
  const { id, name, createdAt, automaticPerHour, actionsPerHour, blastPerHour, timezone } = row;
  return ok({ id, name, createdAt, automaticPerHour, actionsPerHour, blastPerHour, timezone });
}

/** Changes the name or the budgets, which hold from the next permit on. */
export async function updateOrganisation(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly body: unknown },
): Promise<Result<OrganisationView, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const patch = parseInput(OrganisationPatch, req.body);
  if (!patch.ok) return patch;
  const { timezone } = patch.value;
  if (timezone !== undefined && !isTimezone(timezone))
    return err(
      failure('unprocessable', 'this is no IANA time zone, such as Europe/Berlin or UTC', { field: '/timezone' }),
    );
  const { org, actor } = caller.value;
  const set = definedOnly(patch.value);
  if (Object.keys(set).length > 0)
    await commitWithEntry(
      deps,
      org,
      [deps.store.organisations.update(org, set)],
      [entry(org, { chain: ORG_CHAIN, type: 'organisation.changed', actor, at: deps.now(), body: { ...set } })],
    );
  return organisation(deps, req);
}
