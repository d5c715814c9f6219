import * as z from 'zod';
import { V1 } from '../../src/contracts/common.ts';
import { Finding } from '../../src/contracts/finding.ts';
import { insertDeadLetters } from '../../src/storage/main/write/dead-letters.ts';
import { upsertEntities, upsertFindings, type AssignedFinding } from '../../src/storage/main/write/findings.ts';
import { runStatements } from '../../src/storage/main/write/json-rows.ts';
import { commitFindings } from './commit-findings.ts';
import type { Deps } from './deps.ts';
import { tellFindings } from './feed.ts';
import { logError, retryDelay } from './retry.ts';

/** Queue message `findings`: what an agent found. */
export const FindingMessage = z.object({ v: V1, finding: Finding });

/** Findings of one organisation into incidents and D1; answers the rows. Throws if anything is unreachable; calling again is harmless. */
export async function storeFindings(
  deps: Deps,
  org: string,
  findings: readonly Finding[],
): Promise<readonly AssignedFinding[]> {
  const committed = await commitFindings(deps, org, findings);
  await runStatements(deps.db, [
    ...upsertFindings(deps.db, org, committed.rows),
    ...upsertEntities(deps.db, org, committed.rows),
  ]);
  await committed.settle();
  await tellFindings(deps, org, committed.rows);
  return committed.rows;
}

/** Queue `findings`, from the hunter: the same way that the pipeline's own findings take. */
export async function consumeFindings(deps: Deps, messages: readonly Message[]): Promise<void> {
  const byOrg = new Map<string, { message: Message; finding: Finding }[]>();
  for (const message of messages) {
    const parsed = FindingMessage.safeParse(message.body);
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      await deadLetterMessage(deps, 'vedette-findings', message, `${issue.path.join('.')}: ${issue.message}`);
      continue;
    }
    const { finding } = parsed.data;
    byOrg.set(finding.org, [...(byOrg.get(finding.org) ?? []), { message, finding }]);
  }
  await Promise.all(
    [...byOrg].map(async ([org, items]) => {
      try {
        await storeFindings(
          deps,
          org,
          items.map((i) => i.finding),
        );
        for (const { message } of items) message.ack();
      } catch (cause) {
        logError('findings_failed', org, cause);
        for (const { message } of items) message.retry({ delaySeconds: retryDelay(message.attempts) });
      }
    }),
  );
}

/** Keeps a message as a dead letter of the organisation that it names, and acknowledges it; retries if D1 cannot be reached. */
export async function deadLetterMessage(deps: Deps, origin: string, message: Message, reason: string): Promise<void> {
  const body = message.body as { org?: unknown; finding?: { org?: unknown } | null } | null;
  const named = body?.finding?.org ?? body?.org;
  const org = typeof named === 'string' ? named.slice(0, 64) : 'org_unknown';
  const letter = {
    org,
    kind: 'message' as const,
    origin,
    reason,
    body: JSON.stringify(message.body) ?? 'null',
    attempts: message.attempts,
  };
  try {
    await runStatements(deps.db, insertDeadLetters(deps.db, org, [letter], deps.now()));
    message.ack();
  } catch (cause) {
    logError('dead_letter_failed', org, cause);
    message.retry({ delaySeconds: retryDelay(message.attempts) });
  }
}
