import type { ReadCredentialsApi } from '../../../src/contracts/rpc.ts';

/** An account that the gate does not know is asked for again after this long: somebody may have added it. */
const KEEP_MS = 5_000;
const KEEP_MOST = 1_000;

type Answer = Awaited<ReturnType<ReadCredentialsApi['forRead']>>;

/**
 * The gate, asked once in a while about accounts that it does not know: a storm of incidents in one must not become a storm
 * at the gate. Credentials are never kept here.
 */
export class RememberedRefusals {
  private readonly refused = new Map<string, { readonly answer: Answer; readonly until: number }>();

  over(gate: ReadCredentialsApi): ReadCredentialsApi {
    return {
      forRead: async (req) => {
        const key = `${req.org} ${req.account}`;
        const known = this.refused.get(key);
        if (known !== undefined && known.until > Date.now()) return known.answer;
        const answer = await gate.forRead(req);
        if (!answer.ok && (answer.error.code === 'forbidden' || answer.error.code === 'not_found')) {
          if (this.refused.size >= KEEP_MOST) this.refused.clear();
          this.refused.set(key, { answer: { ok: false, error: { ...answer.error } }, until: Date.now() + KEEP_MS });
        } else this.refused.delete(key);
        return answer;
      },
    };
  }
}
