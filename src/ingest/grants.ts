import type { SourceGrant } from '../contracts/access.ts';
import type { SourceKeysApi } from '../contracts/rpc.ts';
import { Recent } from '../kit/recent.ts';

/** How long a grant is taken as it is: a disabled source or a withdrawn secret ends after this at the latest. */
const GRANT_TTL_MS = 15_000;
const GRANTS_REMEMBERED = 1_000;
export const SOURCE_ID = /^src_[a-z0-9-]{1,64}$/;

interface Cached {
  readonly grant: SourceGrant | null;
  readonly until: number;
}

/**
 * Grants of sources, asked of the gate and remembered for seconds, also that there is none. Strangers' ids are remembered
 * apart from real ones, so that guessing pushes no sender out. Only answers are shared between requests, never calls under way:
 * workerd ties those to the request that made them.
 */
export class Grants {
  private readonly known = new Recent<Cached>(GRANTS_REMEMBERED);
  private readonly unknown = new Recent<Cached>(GRANTS_REMEMBERED);

  /** The remembered answer; undefined if it must be asked for. */
  peek(source: string, now: number): SourceGrant | null | undefined {
    if (!SOURCE_ID.test(source)) return null;
    const cached = this.known.get(source) ?? this.unknown.get(source);
    return cached !== undefined && cached.until > now ? cached.grant : undefined;
  }

  /** Whether this id never was a source's here: only then whoever asks is to be counted as a stranger. */
  isNew(source: string): boolean {
    return this.known.get(source) === undefined;
  }

  /** Asks the gate. Rejects if it cannot be reached; an outage is not remembered. */
  async ask(keys: Pick<SourceKeysApi, 'lookup'>, source: string, now: number): Promise<SourceGrant | null> {
    const answer = await keys.lookup({ v: 1, source });
    const grant = answer !== null && isGrant(answer) && answer.enabled ? answer : null;
    const cached = { grant, until: now + GRANT_TTL_MS };
    // A source that was disabled is no longer to be found among the known ones either.
    if (grant !== null || this.known.get(source) !== undefined) this.known.set(source, cached);
    else this.unknown.set(source, cached);
    return grant;
  }
}

const isText = (v: unknown): v is string => typeof v === 'string' && v !== '';

/** By hand and not by its zod schema: this Worker carries no schema library. */
function isGrant(value: unknown): value is SourceGrant {
  const g = value as Partial<Record<keyof SourceGrant, unknown>>;
  return (
    g.v === 1 &&
    isText(g.id) &&
    isText(g.org) &&
    isText(g.kind) &&
    Array.isArray(g.accounts) &&
    g.accounts.every(isText) &&
    Array.isArray(g.secrets) &&
    g.secrets.every(isText) &&
    (g.keys === undefined || Array.isArray(g.keys)) &&
    (g.settings === undefined || (typeof g.settings === 'object' && g.settings !== null)) &&
    typeof g.enabled === 'boolean' &&
    typeof g.ratePerMinute === 'number'
  );
}
