import { z } from 'zod';
import { digestOf } from '../../kit/crypto.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { requireCaller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';

export const policyVersion = (number: number, policies: Readonly<Record<string, string>>): string =>
  `${number}-${digestOf(policies).slice(0, 12)}`;

/** The policies in force. */
export async function listPolicies(
  deps: GateDeps,
  req: { readonly caller: unknown },
): Promise<Result<{ version: string; policies: Record<string, string> }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const current = await deps.store.policies.current(caller.value.org);
  if (!current) return err(failure('not_found', 'the organisation has no policies'));
  return ok({ version: current.version, policies: current.policies });
}

const PolicySet = z.object({
  policies: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/, 'a policy id is lower-case words'),
    z.string().max(20_000),
  ),
});

/**
 * A new version of all policies, in force at once; the ones before are kept. Errors: `malformed`, `unprocessable` (what
 * Cedar says of the first policy that is wrong, and where), `conflict` (someone else was faster).
 */
export async function putPolicies(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly body: unknown },
): Promise<Result<{ version: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(PolicySet, req.body);
  if (!parsed.ok) return parsed;
  const { policies } = parsed.value;
  const valid = await deps.policy.validate({ v: 1, policies });
  if (!valid.ok) return valid;
  const [wrong] = valid.value.errors;
  if (wrong) {
    const where = wrong.offset === undefined ? '' : ` at offset ${wrong.offset}`;
    return err(
      failure('unprocessable', `${wrong.policy}${where}: ${wrong.message}${wrong.hint ? ` (${wrong.hint})` : ''}`, {
        field: `/policies/${wrong.policy}`,
      }),
    );
  }
  const { org, actor } = caller.value;
  const now = deps.now();
  const number = ((await deps.store.policies.current(org))?.number ?? 0) + 1;
  const version = policyVersion(number, policies);
  try {
    await commitWithEntry(
      deps,
      org,
      [deps.store.policies.add(org, { number, version, policies, createdBy: actor, createdAt: now })],
      [entry(org, { chain: ORG_CHAIN, type: 'policy.changed', actor, at: now, body: { version, policies } })],
    );
  } catch (cause) {
    if (((await deps.store.policies.current(org))?.number ?? 0) < number) throw cause;
    return err(failure('conflict', 'someone else changed the policies meanwhile; look at them again'));
  }
  return ok({ version });
}
