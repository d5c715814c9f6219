import * as z from 'zod';
import { Id, Millis, OrgId, V1 } from '../../../src/contracts/common.ts';
import { failure, STATUS_BY_CODE, type Failure, type FailureCode } from '../../../src/kit/errors.ts';
import { err, ok, type Result } from '../../../src/kit/result.ts';
import { addRefusals } from '../../../src/storage/main/write/refusals.ts';

const CODES = Object.keys(STATUS_BY_CODE) as FailureCode[];
const Report = z.object({
  v: V1,
  org: OrgId,
  source: Id,
  counts: z
    .array(z.object({ code: z.enum(CODES), count: z.int().min(1).max(1_000_000_000), at: Millis }))
    .min(1)
    .max(CODES.length),
});

/** Keeps how often ingest turned away requests at a source's door. Errors: `malformed`, which is a bug of the caller. */
export async function takeRefusals(
  deps: { readonly db: D1Database; readonly now: () => number },
  report: unknown,
): Promise<Result<{ counted: number }, Failure>> {
  const parsed = Report.safeParse(report);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    return err(failure('malformed', issue.message, { field: `/${issue.path.join('/')}` }));
  }
  await addRefusals(deps.db, parsed.data, deps.now());
  return ok({ counted: parsed.data.counts.reduce((n, c) => n + c.count, 0) });
}
