import type { Finding } from '../../src/contracts/finding.ts';
import { FindingBatch, type IncidentProjection } from '../../src/contracts/incident.ts';
import { failure, type Failure } from '../../src/kit/errors.ts';
import { deterministicId } from '../../src/kit/ids.ts';
import { err, ok, type Result } from '../../src/kit/result.ts';
import { writeProjections } from '../../src/storage/main/write/incidents.ts';
import type { Env } from './env.ts';
import { tellFeeds } from './feed.ts';

type Added = { incidents: { incident: string; openedAt: number; seq: number; mergedInto?: string }[] };

/**
 * Incidents that findings follow to where theirs lives on. Merges cannot form a ring (an incident that is merged takes over
 * nothing), except while two people merge two incidents into each other at once, which ends in a moment.
 */
export const MAX_HOPS = 32;

interface Joined {
  /** The incident that was asked for. */
  readonly incident: string;
  readonly projection: IncidentProjection;
}

/** Findings to their incident or, where that was merged, to the one that it lives on in. */
async function join(
  env: Env,
  org: string,
  incident: string,
  findings: readonly Finding[],
): Promise<Result<Joined, Failure>> {
  let at = incident;
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    const answer = await env.INCIDENT.getByName(at).addFindings(org, at, findings);
    if (!answer.ok) return answer;
    if ('projection' in answer.value) return ok({ incident, projection: answer.value.projection });
    at = answer.value.mergedInto;
  }
  return err(failure('unavailable', 'its incident is being merged; try again'));
}

/** Tells both incidents of a pair of each other. An id that is not of this organisation, or that nobody opened, is passed over. */
async function relate(env: Env, org: string, shared: NonNullable<FindingBatch['shared']>): Promise<void> {
  const at = Date.now();
  await Promise.all(
    shared
      .flatMap(({ from, into }) => [
        [from, into],
        [into, from],
      ])
      .map(([incident, other]) =>
        env.INCIDENT.getByName(incident!).record(org, [
          {
            id: deterministicId('ev', incident!, 'related', other!),
            type: 'related',
            at,
            body: { incident: other! },
          },
        ]),
      ),
  );
}

/**
 * Hands findings to their incidents, then makes sure that D1 knows each of them, before it answers: whoever gets `ok` may
 * forget the findings. `mergedInto` names the incident that took them instead of a merged one; `openedAt` and `seq` are
 * that one's. Errors: `malformed`; `conflict` if an incident belongs to somebody else; `unavailable`.
 */
export async function addFindings(env: Env, input: unknown): Promise<Result<Added, Failure>> {
  const parsed = FindingBatch.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return err(
      failure('malformed', issue?.message ?? 'not a batch of findings', { field: `/${issue?.path.join('/') ?? ''}` }),
    );
  }
  const { org, incidents, shared } = parsed.data;
  const foreign = incidents.some((i) => i.findings.some((f) => f.org !== org));
  if (foreign) return err(failure('malformed', 'a finding of another organisation is in the batch'));
  const answers = await Promise.all(incidents.map((i) => join(env, org, i.incident, i.findings)));
  const refused = answers.find((a) => !a.ok);
  if (refused !== undefined && !refused.ok)
    return refused.error.code === 'unavailable' ? refused : err(failure('conflict', refused.error.detail));
  const joined = answers.flatMap((a) => (a.ok ? [a.value] : []));
  await relate(env, org, shared ?? []);
  const projections = joined.map((j) => j.projection);
  await writeProjections(env.DB, projections);
  // Told at once, for people who watch; if the feed is away the projection that follows by queue tells it.
  await tellFeeds(env, projections).catch(() => undefined);
  return ok({
    incidents: joined.map(({ incident, projection: p }) => ({
      incident,
      openedAt: p.openedAt,
      seq: p.seq,
      ...(p.id === incident ? {} : { mergedInto: p.id }),
    })),
  });
}
