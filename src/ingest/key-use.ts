import type { SourceGrant } from '../contracts/access.ts';
import { MINUTE_MS } from '../kit/clock.ts';
import type { Failure } from '../kit/errors.ts';
import { keyUseStepMs } from '../kit/key-use.ts';
import { Recent } from '../kit/recent.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { DENIED } from './secrets.ts';
import type { Outside, RequestFacts, Source, Verified } from './source.ts';

/** Keys whose telling an isolate remembers; one that is forgotten is told of once more. */
const KEYS_REMEMBERED = 1_000;
/** The gate did not answer: the next delivery after this tells it. */
const AGAIN_AFTER_MS = MINUTE_MS;

export interface Proof {
  readonly verified: Verified;
  /** Place of the secret that proved it among the grant's; undefined where there is none. */
  readonly secret: number | undefined;
}

/**
 * Checks a request against each of the source's secrets by itself, newest first, so that it is known which of them its sender has.
 * No more work than against both at once: a stranger's is compared with both, a sender's with one of them at least.
 */
export async function prove(
  source: Source,
  facts: RequestFacts,
  grant: SourceGrant,
  outside: Outside,
): Promise<Result<Proof, Failure>> {
  const { secrets } = grant;
  let refused = DENIED;
  for (let i = 0; i < Math.max(1, secrets.length); i++) {
    const one = secrets.length > 1 ? { ...grant, secrets: [secrets[i]!] } : grant;
    const answer = await source.verify(facts, one, outside);
    if (answer.ok) return ok({ verified: answer.value, secret: i < secrets.length ? i : undefined });
    refused = answer.error;
    // Whatever else is wrong, or cannot be asked now, is so with the next one too.
    if (refused.code !== 'unauthenticated') break;
  }
  return err(refused);
}

/** When the gate was last told of each key's use: nearly no delivery tells it anything. */
export class KeyUses {
  private readonly told = new Recent<number>(KEYS_REMEMBERED);

  /** The key that is to be told of now; it is then remembered as told. */
  due(grant: SourceGrant, secret: number | undefined, now: number): string | undefined {
    const key = secret === undefined ? undefined : grant.keys?.[secret];
    if (key === undefined) return undefined;
    const last = Math.max(key.usedAt ?? -Infinity, this.told.get(key.id) ?? -Infinity);
    if (now - last < keyUseStepMs(grant.secrets.length)) return undefined;
    this.told.set(key.id, now);
    return key.id;
  }

  /** It could not be told. */
  failed(grant: SourceGrant, key: string, now: number): void {
    this.told.set(key, now - keyUseStepMs(grant.secrets.length) + AGAIN_AFTER_MS);
  }
}

/** Whether the request is as good without any secret: then it was proved otherwise, by a token of its vendor, and no key is in use. */
export async function isProvedOtherwise(
  source: Source,
  facts: RequestFacts,
  grant: SourceGrant,
  outside: Outside,
): Promise<boolean> {
  return (await source.verify(facts, { ...grant, secrets: [] }, outside)).ok;
}
