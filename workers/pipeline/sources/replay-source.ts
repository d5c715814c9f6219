import * as z from 'zod';
import { Id, OrgId, V1 } from '../../../src/contracts/common.ts';
import type { SourceReplayed } from '../../../src/contracts/rpc-sources.ts';
import { failure, type Failure } from '../../../src/kit/errors.ts';
import { err, ok, type Result } from '../../../src/kit/result.ts';
import { decodeCursor } from '../../../src/storage/main/read/cursor.ts';
import { countOpenLetters, listDeadLetters } from '../../../src/storage/main/read/dead-letters.ts';
import { settleLetters } from '../../../src/storage/main/write/dead-letters.ts';
import type { Deps } from '../deps.ts';
import { replayDeliveries } from '../replay.ts';

const Request = z.object({
  v: V1,
  org: OrgId,
  source: Id,
  actor: z.string().max(120),
  cursor: z.string().max(400).optional(),
});

/** A call ends within seconds: so many letters, which lie in fewer blocks. */
const LETTERS_A_CALL = 100;
/** A count stops here rather than read on. */
const COUNT_MAX = 1_000;

/**
 * Processes again what a source's open letters stand for, a page a call, newest first: each delivery once, however many letters it
 * has. What fails again says so in its letter and stays open. Errors: `malformed` with the field.
 */
export async function replaySource(deps: Deps, input: unknown): Promise<Result<SourceReplayed, Failure>> {
  const parsed = Request.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    return err(failure('malformed', issue.message, { field: `/${issue.path.join('/')}` }));
  }
  const { org, source, cursor } = parsed.data;
  const from = cursor === undefined ? undefined : decodeCursor(cursor);
  if (cursor !== undefined && from === undefined)
    return err(failure('malformed', 'the cursor is not one of an earlier answer', { field: '/cursor' }));
  const page = await listDeadLetters(deps.db, org, { source, replayed: false, limit: LETTERS_A_CALL, cursor: from });
  const problems = await replayDeliveries(deps, org, page.items);
  const done = page.items.filter((l) => !problems.has(l.id)).map((l) => l.id);
  await deps.db.batch(settleLetters(deps.db, org, done, problems, deps.now()));
  return ok({
    replayed: done.length,
    failed: problems.size,
    remaining: await countOpenLetters(deps.db, org, source, COUNT_MAX),
    ...(page.next === undefined ? {} : { next: page.next }),
  });
}
