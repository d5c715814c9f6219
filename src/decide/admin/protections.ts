import { ProtectionInput, WhyInput, type ProtectionView } from '../../contracts/safeguards.ts';
import { sha256Hex } from '../../kit/crypto.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { requireCaller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';

/** Each is matched against all that every plan touches. */
const PATTERNS_MAX = 500;
const ID_CHARS = 16;

const idOf = (pattern: string): string => sha256Hex(pattern).slice(0, ID_CHARS);

/** Principals and targets that nothing is ever done to. Viewer: whoever plans must know. */
export async function listProtections(
  deps: GateDeps,
  req: { readonly caller: unknown },
): Promise<Result<{ protections: ProtectionView[] }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const rows = await deps.store.protected.list(caller.value.org);
  return ok({
    protections: rows.map(({ pattern, reason, createdBy, createdAt }) => ({
      id: idOf(pattern),
      pattern,
      reason,
      createdBy,
      createdAt,
    })),
  });
}

/** Protects what a pattern covers, from the next judgement, permit and credential on. Errors: `conflict` (there already, or too many). */
export async function protect(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly body: unknown },
): Promise<Result<ProtectionView, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(ProtectionInput, req.body);
  if (!parsed.ok) return parsed;
  const { org, actor } = caller.value;
  const { pattern, reason } = parsed.value;
  const rows = await deps.store.protected.list(org);
  if (rows.some((r) => r.pattern === pattern))
    return err(failure('conflict', 'the pattern is protected already; remove it first to give another reason'));
  if (rows.length >= PATTERNS_MAX)
    return err(failure('conflict', `there are ${PATTERNS_MAX} patterns: one with * covers many`));
  const row = { pattern, reason, createdBy: actor, createdAt: deps.now() };
  const id = idOf(pattern);
  await commitWithEntry(
    deps,
    org,
    [deps.store.protected.add(org, row)],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'protection.added',
        actor,
        at: row.createdAt,
        body: { id, pattern, reason },
      }),
    ],
  );
  return ok({ id, ...row });
}

/** Takes a protection away, with a reason. Errors: `not_found`, `malformed` (no reason). */
export async function unprotect(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly id: string; readonly body: unknown },
): Promise<Result<{ id: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(WhyInput, req.body);
  if (!parsed.ok) return parsed;
  const { org, actor } = caller.value;
  const rows = await deps.store.protected.list(org);
  const row = rows.find((r) => idOf(r.pattern) === req.id);
  if (!row) return err(failure('not_found', 'there is no such protection; GET /api/v1/protections lists them'));
  await commitWithEntry(
    deps,
    org,
    [deps.store.protected.remove(org, row.pattern)],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'protection.removed',
        actor,
        at: deps.now(),
        body: { id: req.id, pattern: row.pattern, protectedBecause: row.reason, reason: parsed.value.reason },
      }),
    ],
  );
  return ok({ id: req.id });
}
