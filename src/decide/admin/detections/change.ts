import type { Failure } from '../../../kit/errors.ts';
import type { Json } from '../../../kit/canonical.ts';
import type { Role } from '../../../contracts/common.ts';
import type { Result } from '../../../kit/result.ts';
import type { Statement } from '../../../storage/authority/db.ts';
import { requireCaller, type Caller } from '../../caller.ts';
import type { GateDeps } from '../../deps.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../../record.ts';

export interface Call {
  readonly caller: unknown;
}

/** A change of what an organisation detects: with its entry and the next revision, all or none. Throws on a constraint. */
export async function commitChange(
  deps: GateDeps,
  caller: Pick<Caller, 'org' | 'actor'>,
  at: number,
  change: { readonly type: string; readonly body: Record<string, Json>; readonly statements: readonly Statement[] },
): Promise<void> {
  const { org, actor } = caller;
  await commitWithEntry(
    deps,
    org,
    [...change.statements, deps.store.detections.revise(org)],
    [entry(org, { chain: ORG_CHAIN, type: change.type, actor, at, body: change.body })],
  );
}

/** Does something for a caller of a role at least. */
export async function asCaller<T>(
  deps: GateDeps,
  req: Call,
  least: Role,
  then: (caller: Caller) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  const caller = await requireCaller(deps, req.caller, least);
  return caller.ok ? then(caller.value) : caller;
}
