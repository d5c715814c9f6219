import { Id } from '../../contracts/common.ts';
import { failure } from '../../kit/errors.ts';
import { err, ok } from '../../kit/result.ts';
import { requireCaller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';

const GONE = failure('not_found', 'there is no such source');

export type OneSource = { readonly caller: unknown; readonly id: unknown };

/** An admin and the source of theirs that is meant. Errors: those of {@link requireCaller}, `not_found`. */
export async function requireSource(deps: GateDeps, req: OneSource) {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const id = parseInput(Id, req.id);
  const source = id.ok ? await deps.store.sources.find(caller.value.org, id.value) : undefined;
  return source ? ok({ ...caller.value, source }) : err(GONE);
}
