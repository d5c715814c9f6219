import { SourceReturns } from '../../src/contracts/incident.ts';
import type { EventOf } from '../../src/incident/events.ts';
import { failure, type Failure } from '../../src/kit/errors.ts';
import { deterministicId } from '../../src/kit/ids.ts';
import { err, ok, type Result } from '../../src/kit/result.ts';
import type { Env } from './env.ts';
import { MAX_HOPS } from './findings.ts';

/** Tells an incident, or the one that it lives on in; false if nobody opened it in this organisation. */
async function tell(
  env: Env,
  org: string,
  incident: string,
  event: EventOf<'source_spoke'>,
): Promise<Result<boolean, Failure>> {
  let at = incident;
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    const answer = await env.INCIDENT.getByName(at).sourceSpoke(org, event);
    if (!answer.ok) return answer.error.code === 'not_found' ? ok(false) : answer;
    if ('phase' in answer.value) return ok(true);
    at = answer.value.mergedInto;
  }
  return err(failure('unavailable', 'its incident is being merged; try again'));
}

/**
 * Notes in the incidents of silences which of their sources speak again, one after the other: the last of them may close its
 * incident. The same return again changes nothing. Errors: `malformed`; `unavailable`, after which all of it may be told again.
 */
export async function sourcesSpoke(env: Env, input: unknown): Promise<Result<{ told: number }, Failure>> {
  const parsed = SourceReturns.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return err(
      failure('malformed', issue?.message ?? 'no sources that speak again', {
        field: `/${issue?.path.join('/') ?? ''}`,
      }),
    );
  }
  const { org, returns } = parsed.data;
  let told = 0;
  for (const { incident, ...body } of returns) {
    const id = deterministicId('ev', body.finding, body.source, 'spoke');
    const answer = await tell(env, org, incident, { id, type: 'source_spoke', at: Date.now(), body });
    if (!answer.ok) return answer;
    if (answer.value) told++;
  }
  return ok({ told });
}
