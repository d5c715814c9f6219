import * as z from 'zod';
import { ActorRef, OrgId, SEVERITY_BY_LEVEL, V1 } from '../../src/contracts/common.ts';
import type { Finding } from '../../src/contracts/finding.ts';
import { ManualFinding } from '../../src/contracts/manual-finding.ts';
import { failure, type Failure } from '../../src/kit/errors.ts';
import { deterministicId, newId } from '../../src/kit/ids.ts';
import { err, ok, type Result } from '../../src/kit/result.ts';
import { storeFindings } from './consume-findings.ts';
import type { Deps } from './deps.ts';

const Request = z.object({ v: V1, org: OrgId, actor: ActorRef, body: ManualFinding });

/** An event further ahead than this is a slip of the pen. */
const FUTURE_MAX_MS = 5 * 60_000;

/**
 * A finding that a person reports, stored and correlated like any other; answers once its incident holds it. It counts as
 * evidence from outside the account: a person's word alone contains nothing, for whoever reports must not approve.
 * Errors: `malformed` with the field; `unprocessable` for a time to come.
 */
export async function createManualFinding(
  deps: Deps,
  input: unknown,
): Promise<Result<{ id: string; incident: string | null }, Failure>> {
  const parsed = Request.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    return err(failure('malformed', issue.message, { field: `/${issue.path.slice(1).join('/')}` }));
  }
  const { org, actor, body } = parsed.data;
  const now = deps.now();
  const time = body.time ?? now;
  if (time > now + FUTURE_MAX_MS)
    return err(
      failure('unprocessable', 'the time is in the future; give it in milliseconds since 1970', { field: '/time' }),
    );
  const eventId = newId('ev', now);
  const finding: Finding = {
    v: 1,
    id: deterministicId('fnd', org, 'manual', eventId),
    org,
    kind: 'manual',
    rule: { id: 'manual', title: 'Reported by a person', level: body.level },
    title: body.title,
    severity: SEVERITY_BY_LEVEL[body.level],
    confidence: body.confidence,
    time,
    acceptedAt: now,
    detectedAt: now,
    source: 'vedette.person',
    delivery: newId('dlv', now),
    eventId,
    outcome: 'unknown',
    ...(body.account === undefined ? {} : { account: body.account }),
    ...(body.region === undefined ? {} : { region: body.region }),
    techniques: body.techniques,
    tactics: [],
    entities: body.entities,
    evidence: { reporter: actor, description: body.description },
    foreignAccount: true,
  };
  const rows = await storeFindings(deps, org, [finding]);
  return ok({ id: finding.id, incident: rows.find((r) => r.finding.id === finding.id)?.incident ?? null });
}
