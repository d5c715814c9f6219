import type * as z from 'zod';
import type { FeedInput, FindingNews, MetricNews } from '../../src/contracts/feed.ts';
import type { Finding } from '../../src/contracts/finding.ts';
import type { AssignedFinding } from '../../src/storage/main/write/findings.ts';
import type { Deps } from './deps.ts';
import { logError } from './retry.ts';

/** Findings of one call: a few hundred kilobytes. */
const CALL_MAX_ITEMS = 500;
const TRIES = 3;
/** A feed that does not answer holds a block up no longer than this, each try. */
const ANSWER_MS = 2_000;

const actorOf = (f: Finding): string | undefined => f.entities.find((e) => e.role === 'actor')?.id.slice(0, 300);

/** What people who watch are told of a finding. Version 2 is the one that has its incident. */
export function newsOf({ finding: f, incident }: AssignedFinding): FeedInput {
  const actor = actorOf(f);
  const data: z.infer<typeof FindingNews> = {
    id: f.id,
    incident,
    title: f.title,
    severity: f.severity,
    rule: f.rule.id,
    source: f.source,
    time: f.time,
    ...(f.account === undefined ? {} : { account: f.account }),
    ...(f.region === undefined ? {} : { region: f.region }),
    ...(actor === undefined ? {} : { actor }),
  };
  return { topic: 'findings', key: f.id, version: incident === null ? 1 : 2, at: f.detectedAt, data };
}

/** Fails where the feed says nothing in time; what it takes late does no harm. */
async function inTime(work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the feed did not answer in time')), ANSWER_MS);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the feed took them. */
async function tell(deps: Deps, org: string, items: readonly FeedInput[]): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      await inTime(deps.tell(org, items));
      return true;
    } catch (cause) {
      if (attempt < TRIES) continue;
      logError('feed_not_told', org, cause);
      return false;
    }
  }
}

/**
 * Tells who watches of findings that D1 has by now. Tried three times and then given up with a log line, for the rest of
 * the block too: it is not sent round again for it, since what the feed lacks the lists have, and pages ask for those when
 * they come back. A feed that does not answer costs a block {@link TRIES} × {@link ANSWER_MS}.
 */
export async function tellFindings(
  deps: Deps,
  org: string,
  rows: readonly AssignedFinding[],
  counts?: z.infer<typeof MetricNews>,
): Promise<void> {
  const metrics: FeedInput[] =
    counts === undefined ? [] : [{ topic: 'metrics', key: 'metrics', version: 0, at: deps.now(), data: counts }];
  const items = [...metrics, ...rows.map(newsOf)];
  for (let i = 0; i < items.length; i += CALL_MAX_ITEMS)
    if (!(await tell(deps, org, items.slice(i, i + CALL_MAX_ITEMS)))) return;
}
