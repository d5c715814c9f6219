import { z } from 'zod';
import { ActorRef, Id, OrgId, V1 } from '../../src/contracts/common.ts';
import type { IncidentEvent } from '../../src/incident/events.ts';
import { failure, type Failure } from '../../src/kit/errors.ts';
import { newId } from '../../src/kit/ids.ts';
import { err, type Result } from '../../src/kit/result.ts';
import type { Env } from './env.ts';

const base = { v: V1, org: OrgId, incident: Id };
const Log = z.object(base);
const Arrived = z.object({ ...base, plan: Id, actor: ActorRef });
const Asked = z.object({ ...base, actor: ActorRef, reason: z.string().min(1).max(1000) });

const malformed = (detail: string): Result<never, Failure> => err(failure('malformed', detail));

async function hand(
  env: Env,
  org: string,
  incident: string,
  event: IncidentEvent,
): Promise<Result<{ phase: string }, Failure>> {
  return env.INCIDENT.getByName(incident).record(org, [event]);
}

/** What the console asks of incidents on behalf of people; the incident says what comes of it. */
export const people = {
  async log(env: Env, input: unknown) {
    const parsed = Log.safeParse(input);
    if (!parsed.success) return malformed('name the organisation and the incident');
    return env.INCIDENT.getByName(parsed.data.incident).log(parsed.data.org);
  },
  async approvalArrived(env: Env, input: unknown) {
    const parsed = Arrived.safeParse(input);
    if (!parsed.success) return malformed('name the organisation, the incident, the plan and the person');
    const { org, incident, plan, actor } = parsed.data;
    const at = Date.now();
    return hand(env, org, incident, { id: newId('ev', at), type: 'approval_arrived', at, body: { plan, actor } });
  },
  async ask(env: Env, type: 'release_requested' | 'close_requested', input: unknown) {
    const parsed = Asked.safeParse(input);
    if (!parsed.success) return malformed('name the organisation, the incident, the person and a reason');
    const { org, incident, actor, reason } = parsed.data;
    const at = Date.now();
    const done = await hand(env, org, incident, { id: newId('ev', at), type, at, body: { actor, reason } });
    if (type === 'close_requested' && done.ok && done.value.phase !== 'closed')
      return err(
        failure('conflict', 'the incident holds something in AWS, or is about to; release it first, then close it'),
      );
    return done;
  },
};
