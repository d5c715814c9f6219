import * as z from 'zod';
import { wellFormed } from '../../src/audit/chain.ts';
import { EntryInput } from '../../src/contracts/ledger.ts';
import { canonicalJson } from '../../src/kit/canonical.ts';
import { failure, type Failure } from '../../src/kit/errors.ts';
import { err, ok, type Result } from '../../src/kit/result.ts';

/** One call's worth; callers write a handful. */
export const APPEND_MAX_ENTRIES = 500;
/** An entry says what happened; evidence belongs in R2, its digest here. */
export const ENTRY_MAX_CHARS = 64 * 1024;
export const APPEND_MAX_CHARS = 2 * 1024 * 1024;

/** Entries that the ledger writes about itself: a writer that could seal a chain could end it early. */
const OWN_TYPES = 'ledger.';

const AppendRequest = z.strictObject({
  v: z.literal(1),
  entries: z.array(EntryInput.strict()).min(1).max(APPEND_MAX_ENTRIES),
});

/** The entries of an append call, bounded and well-formed; the failure names the entry and field. */
export function parseAppend(request: unknown): Result<EntryInput[], Failure> {
  try {
    const parsed = AppendRequest.safeParse(request);
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      return err(failure('malformed', issue.message, { field: `/${issue.path.join('/')}` }));
    }
    let total = 0;
    const entries = parsed.data.entries.map(wellFormed);
    for (const [i, entry] of entries.entries()) {
      const chars = canonicalJson(entry).length;
      total += chars;
      if (entry.type.startsWith(OWN_TYPES))
        return err(
          failure('malformed', `types that begin with ${OWN_TYPES} are the ledger's own`, {
            field: `/entries/${i}/type`,
          }),
        );
      if (chars > ENTRY_MAX_CHARS)
        return err(
          failure(
            'too_large',
            `an entry has at most ${ENTRY_MAX_CHARS} characters; store more elsewhere and put its digest here`,
            {
              field: `/entries/${i}`,
            },
          ),
        );
    }
    if (total > APPEND_MAX_CHARS)
      return err(failure('too_large', `a call has at most ${APPEND_MAX_CHARS} characters; send it in parts`));
    return ok(entries);
  } catch {
    return err(failure('malformed', 'the entries nest too deeply or hold what JSON cannot say'));
  }
}
