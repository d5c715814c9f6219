import type { AcceptReply, DeliveryInput } from '../../src/contracts/delivery.ts';
import { REGISTRY } from '../../durable-objects/intake-journal/intake-journal.ts';
import { failure } from '../../src/kit/errors.ts';
import { err } from '../../src/kit/result.ts';
import { sha256 } from '../../src/kit/crypto.ts';
import type { Env } from './env.ts';
import { logError } from './retry.ts';

/** What an RPC carries at most is 32 MiB; sources bound their bodies below that. */
const BODY_MAX_BYTES = 24 * 1024 * 1024;
const MAX_SHARDS = 64;
const ORG = /^org_[a-z0-9-]{1,40}$/;
const SOURCE = /^[a-z]+_[a-z0-9-]{1,64}$/;
let turn = 0;

/** Checks what ingest hands over (cheaply: this is the hottest path) and gives it to its journal. */
export async function acceptDelivery(env: Env, delivery: DeliveryInput): Promise<AcceptReply> {
  const wrong = problemOf(delivery);
  if (wrong !== undefined) return err(failure('malformed', `${wrong}; this is a bug of the caller`));
  if (delivery.body.byteLength > BODY_MAX_BYTES)
    return err(failure('too_large', `a delivery has at most ${BODY_MAX_BYTES} bytes`));
  const { org, sourceId } = delivery.scope;
  const name = `${org}:${sourceId}:${shardOf(delivery.senderId, shardsOf(env))}`;
  // The reply crosses two RPC hops as plain data.
  return await env.INTAKE_JOURNAL.getByName(name).accept(name, delivery);
}

function problemOf(d: DeliveryInput): string | undefined {
  if (d.v !== 1) return 'v is not 1';
  if (!ORG.test(d.scope.org)) return 'scope.org is no organisation id';
  if (!SOURCE.test(d.scope.sourceId)) return 'scope.sourceId is no source id';
  if (!(d.body instanceof ArrayBuffer)) return 'body is not an ArrayBuffer';
  return undefined;
}

function shardsOf(env: Env): number {
  const shards = Number(env.INTAKE_SHARDS ?? 1);
  return Number.isInteger(shards) && shards >= 1 ? Math.min(shards, MAX_SHARDS) : 1;
}

/** A sender's repetition must come to the journal that knows its id; anything else goes round. */
function shardOf(senderId: string | undefined, shards: number): number {
  if (shards === 1) return 0;
  return senderId === undefined ? turn++ % shards : sha256(senderId)[0]! % shards;
}

const POKE_PAGE = 500;
const POKES_AT_ONCE = 50;

/**
 * Wakes every journal, so that what a crash left behind flows again without new traffic. Returns how many were woken. `waiting`
 * is told the `<organisation>:<source>` of those that hold what is not processed.
 */
export async function pokeJournals(env: Env, waiting?: Set<string>): Promise<number> {
  const registry = env.INTAKE_JOURNAL.getByName(REGISTRY);
  let poked = 0;
  for (let after = ''; ;) {
    const names = await registry.journals(after, POKE_PAGE);
    for (let i = 0; i < names.length; i += POKES_AT_ONCE)
      await Promise.all(
        names.slice(i, i + POKES_AT_ONCE).map(async (name) => {
          try {
            const { blocks, bytes } = await env.INTAKE_JOURNAL.getByName(name).poke();
            if (blocks > 0 || bytes > 0) waiting?.add(name.slice(0, name.lastIndexOf(':')));
            poked++;
          } catch (cause) {
            logError('journal_poke_failed', name, cause);
          }
        }),
      );
    if (names.length < POKE_PAGE) return poked;
    after = names.at(-1)!;
  }
}
