import { FindingBatch } from '../../src/contracts/incident.ts';
import { failure, type Failure } from '../../src/kit/errors.ts';
import { err, ok, type Result } from '../../src/kit/result.ts';
import { writeProjections } from '../../src/storage/main/write/incidents.ts';
import type { Env } from './env.ts';
import { tellFeeds } from './feed.ts';

type Added = { incidents: { incident: string; openedAt: number; seq: number }[] };

/**
 * Hands findings to their incidents, then makes sure that D1 knows each of them, before it answers: whoever gets `ok` may
 * forget the findings. Errors: `malformed`; `conflict` if an incident belongs to somebody else.
 */
export async function addFindings(env: Env, input: unknown): Promise<Result<Added, Failure>> {
  const parsed = FindingBatch.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return err(
      failure('malformed', issue?.message ?? 'not a batch of findings', { field: `/${issue?.path.join('/') ?? ''}` }),
    );
  }
  const { org, incidents } = parsed.data;
  const foreign = incidents.some((i) => i.findings.some((f) => f.org !== org));
  if (foreign) return err(failure('malformed', 'a finding of another organisation is in the batch'));
  const answers = await Promise.all(
    incidents.map((i) => env.INCIDENT.getByName(i.incident).addFindings(org, i.incident, i.findings)),
  );
  const refused = answers.find((a) => !a.ok);
  if (refused !== undefined && !refused.ok) return err(failure('conflict', refused.error.detail));
  const projections = answers.flatMap((a) => (a.ok ? [a.value] : []));
  await writeProjections(env.DB, projections);
  // Told at once, for people who watch; if the feed is away the projection that follows by queue tells it.
  await tellFeeds(env, projections).catch(() => undefined);
  return ok({ incidents: projections.map((p) => ({ incident: p.id, openedAt: p.openedAt, seq: p.seq })) });
}
