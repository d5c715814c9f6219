import * as z from 'zod';
import { V1 } from '../../contracts/common.ts';
import { EverywhereInput, WhyInput, type KeylessView } from '../../contracts/safeguards.ts';
import { equalInConstantTime } from '../../kit/crypto.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { EVERY_ORGANISATION } from '../../storage/authority/keyless.ts';
import { requireCaller } from '../caller.ts';
import { audienceOf } from '../credentials/web-identity.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, flushJournal, ORG_CHAIN } from '../record.ts';

async function view(deps: GateDeps, org: string): Promise<KeylessView> {
  const [stop, accounts] = await Promise.all([deps.store.keyless.stopOf(org), deps.store.accounts.list(org)]);
  return {
    issuer: deps.webIdentity?.issuer ?? null,
    audience: audienceOf(org),
    accounts: accounts.filter((a) => a.auth === 'web_identity').map((a) => a.account),
    stopped: stop
      ? {
          scope: stop.org === EVERY_ORGANISATION ? 'installation' : 'organisation',
          reason: stop.reason,
          by: stop.stoppedBy,
          at: stop.stoppedAt,
        }
      : null,
  };
}

/** What an organisation's AWS side trusts, and whether it is stopped. */
export async function keyless(
  deps: GateDeps,
  req: { readonly caller: unknown },
): Promise<Result<KeylessView, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  return caller.ok ? ok(await view(deps, caller.value.org)) : caller;
}

type Wanted = 'stop' | 'resume';

/**
 * The kill switch of an organisation: no token is made any more, and no kept read credentials are handed out. What AWS
 * granted before lapses within fifteen minutes; AWS itself ends it at once (docs/aws.md).
 */
export async function switchKeyless(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly body: unknown },
  wanted: Wanted,
): Promise<Result<KeylessView, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'admin');
  if (!caller.ok) return caller;
  const parsed = parseInput(WhyInput, req.body);
  if (!parsed.ok) return parsed;
  const { org, actor } = caller.value;
  const { reason } = parsed.value;
  const at = deps.now();
  await commitWithEntry(
    deps,
    org,
    [
      wanted === 'stop'
        ? deps.store.keyless.stop(org, { reason, stoppedBy: actor, stoppedAt: at })
        : deps.store.keyless.resume(org),
    ],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: wanted === 'stop' ? 'keyless.stopped' : 'keyless.resumed',
        actor,
        at,
        body: { scope: 'organisation', reason },
      }),
    ],
  );
  return ok(await view(deps, org));
}

const EverywhereRequest = z.object({
  v: V1,
  token: z.string().max(1000),
  body: z.unknown(),
});
/** A token shorter than this could be guessed; as at setup. */
const TOKEN_MIN_CHARS = 16;
const OPERATOR = 'installation:operator';

/** The same for the whole installation, by its setup token: an organisation's admin cannot resume it. Each organisation's ledger hears. */
export async function switchKeylessEverywhere(
  deps: GateDeps,
  input: unknown,
): Promise<Result<{ stopped: boolean }, Failure>> {
  const request = parseInput(EverywhereRequest, input);
  if (!request.ok) return request;
  const { token, body } = request.value;
  const expected = deps.setupToken;
  if (expected === undefined || expected.length < TOKEN_MIN_CHARS || !equalInConstantTime(expected, token))
    return err(failure('forbidden', 'the setup token is wrong, or SETUP_TOKEN is not set on the gate'));
  const parsed = parseInput(EverywhereInput, body);
  if (!parsed.ok) return parsed;
  const { wanted, reason } = parsed.value;
  const at = deps.now();
  const orgs = await deps.store.doors.organisations();
  await deps.store.commit([
    wanted === 'stop'
      ? deps.store.keyless.stop(EVERY_ORGANISATION, { reason, stoppedBy: OPERATOR, stoppedAt: at })
      : deps.store.keyless.resume(EVERY_ORGANISATION),
    ...orgs.map((org) =>
      deps.store.journal.add(
        org,
        entry(org, {
          chain: ORG_CHAIN,
          type: wanted === 'stop' ? 'keyless.stopped' : 'keyless.resumed',
          actor: OPERATOR,
          at,
          body: { scope: 'installation', reason },
        }),
      ),
    ),
  ]);
  for (const org of orgs) await flushJournal(deps, org);
  return ok({ stopped: wanted === 'stop' });
}
