import * as z from 'zod';
import { Id, OrgId, V1 } from '../../src/contracts/common.ts';
import type { BlockMessage } from '../../src/contracts/delivery.ts';
import { PullMessage } from '../../src/contracts/pull.ts';
import { failure, type Failure } from '../../src/kit/errors.ts';
import { err, ok, type Result } from '../../src/kit/result.ts';
import {
  getDeadLetter,
  markFailedAgain,
  markReplayed,
  type DeadLetterRow,
} from '../../src/storage/main/write/dead-letters.ts';
import { FindingMessage, storeFindings } from './consume-findings.ts';
import { isBlockMessage, type Deps } from './deps.ts';
import { processBlocks } from './process-blocks.ts';
import type { Outcome } from './process-delivery.ts';
import { blockOf, countsAnObject, replayObject } from './replay-object.ts';

const ReplayRequest = z.object({ v: V1, org: OrgId, id: Id, actor: z.string().max(120) });

/**
 * Processes again what a dead letter kept: a delivery from its block, or a message. A record's whole delivery goes again, which
 * is harmless for its neighbours (all is keyed by event). `unprocessable` if it fails as before; the letter says why.
 */
export async function replay(deps: Deps, request: unknown): Promise<Result<{ replayed: true }, Failure>> {
  const parsed = ReplayRequest.safeParse(request);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    return err(failure('malformed', issue.message, { field: `/${issue.path.join('/')}` }));
  }
  const { org, id } = parsed.data;
  const letter = await getDeadLetter(deps.db, org, id);
  if (!letter)
    return err(failure('not_found', 'there is no such dead letter; list them with GET /api/v1/dead-letters'));
  let problem: string | undefined;
  try {
    problem = await runAgain(deps, letter);
  } catch (cause) {
    problem = messageOf(cause);
  }
  if (problem !== undefined) {
    await markFailedAgain(deps.db, org, id, problem);
    return err(failure('unprocessable', `the replay failed: ${problem}`.slice(0, 500)));
  }
  await markReplayed(deps.db, org, id, deps.now());
  return ok({ replayed: true });
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** Letters that count an object's records stand for some dozen pieces each. */
const OBJECTS_A_CALL = 2;

/** What still stands in the way; undefined if nothing does. */
async function runAgain(deps: Deps, letter: DeadLetterRow): Promise<string | undefined> {
  if (letter.kind === 'message') return replayMessage(deps, letter);
  if (countsAnObject(letter)) return replayObject(deps, letter.org, letter.id);
  const [outcome] = await outcomesOf(deps, letter.org, [letter]);
  return problemOf(letter, outcome);
}

type Letter = Pick<DeadLetterRow, 'id' | 'kind' | 'place' | 'delivery' | 'blockKey'>;

/** Processes the deliveries of letters that lie in one block. */
function outcomesOf(deps: Deps, org: string, letters: readonly Letter[]): Promise<Outcome[]> {
  const key = letters[0]?.blockKey;
  const deliveries = letters.flatMap((l) => (l.delivery === null ? [] : [l.delivery]));
  if (key === null || key === undefined || deliveries.length === 0) return Promise.resolve([]);
  const message: BlockMessage = { v: 1, org, block: blockOf(key), key, journal: '-' };
  return processBlocks(deps, org, [message], new Set(deliveries));
}

/** What still stands in a letter's way after its delivery was processed again. */
function problemOf(letter: Letter, outcome: Outcome | undefined): string | undefined {
  if (letter.blockKey === null || letter.delivery === null) return 'the letter does not say where its delivery lies';
  if (!outcome) return 'its block does not hold this delivery';
  if (letter.kind === 'delivery' && outcome.verdict !== 'dead') return undefined;
  return outcome.deadLetters.find((d) => d.kind === letter.kind && (d.place ?? null) === letter.place)?.reason;
}

/**
 * Processes again what letters of deliveries stand for, each delivery once, block by block; answers what failed, by the letter's
 * id. Never rejects: a block that cannot be read fails its own letters.
 */
export async function replayDeliveries(
  deps: Deps,
  org: string,
  letters: readonly Letter[],
): Promise<Map<string, string>> {
  const problems = new Map<string, string>();
  const counting = letters.filter(countsAnObject);
  for (const [i, { id }] of counting.entries()) {
    const problem =
      i < OBJECTS_A_CALL
        ? await replayObject(deps, org, id).catch((cause: unknown) => messageOf(cause))
        : 'others went first; replay it once more';
    if (problem !== undefined) problems.set(id, problem);
  }
  const others = letters.filter((l) => !countsAnObject(l));
  for (const block of Map.groupBy(others, (l) => l.blockKey).values()) {
    let outcomes: Outcome[] = [];
    let failed: string | undefined;
    try {
      outcomes = await outcomesOf(deps, org, block);
    } catch (cause) {
      failed = messageOf(cause);
    }
    for (const letter of block) {
      const problem =
        failed ??
        problemOf(
          letter,
          outcomes.find((o) => o.entry.id === letter.delivery),
        );
      if (problem !== undefined) problems.set(letter.id, problem);
    }
  }
  return problems;
}

async function replayMessage(deps: Deps, letter: DeadLetterRow): Promise<string | undefined> {
  let body: unknown;
  try {
    body = JSON.parse(letter.body ?? 'null');
  } catch {
    return 'the message was too long to be kept whole';
  }
  if (letter.origin === 'vedette-findings') {
    const parsed = FindingMessage.safeParse(body);
    if (!parsed.success) return `${parsed.error.issues[0]!.path.join('.')}: ${parsed.error.issues[0]!.message}`;
    if (parsed.data.finding.org !== letter.org) return 'the finding is another organisation’s';
    await storeFindings(deps, letter.org, [parsed.data.finding]);
    return undefined;
  }
  if (letter.origin === 'vedette-pulls') return askAgain(deps, letter.org, body);
  if (!isBlockMessage(body) || body.org !== letter.org) return 'not a block message of version 1';
  await processBlocks(deps, letter.org, [body]);
  await deps.done(body.journal, [body.block]);
  return undefined;
}

/** The object is on its way again; if it fails again it becomes a new letter. */
async function askAgain(deps: Deps, org: string, body: unknown): Promise<string | undefined> {
  const parsed = PullMessage.safeParse(body);
  if (!parsed.success) return `${parsed.error.issues[0]!.path.join('.')}: ${parsed.error.issues[0]!.message}`;
  if (parsed.data.org !== org) return 'the object is another organisation’s';
  const { reason: _reason, place: _place, ...message } = parsed.data;
  await deps.pull([{ ...message, again: true, announcedAt: deps.now() }]);
  return undefined;
}
