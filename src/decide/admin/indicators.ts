import { IndicatorChange } from '../../contracts/indicators.ts';
import type { Failure } from '../../kit/errors.ts';
import { ok, type Result } from '../../kit/result.ts';
import { requireCaller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';

/**
 * Writes into the ledger that a list of indicators is about to be replaced or removed: the list itself is the console's. Told twice
 * of one version it is one entry. Errors: `unauthenticated`, `forbidden` (the caller is no admin), `malformed`.
 */
export async function recordIndicators(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly body: unknown },
): Promise<Result<{ recorded: true }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const change = parseInput(IndicatorChange, req.body);
  if (!change.ok) return change;
  const { org, actor } = caller.value;
  const { change: what, ...body } = change.value;
  const at = deps.now();
  await commitWithEntry(
    deps,
    org,
    [],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: `indicators.${what}`,
        actor,
        at,
        body,
        ...(change.value.change === 'replaced' ? { once: [change.value.version] } : {}),
      }),
    ],
  );
  return ok({ recorded: true });
}
