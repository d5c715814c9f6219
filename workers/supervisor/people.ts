import * as z from 'zod';
import { ActorRef, Id, OrgId, V1 } from '../../src/contracts/common.ts';
import { Resolution, type Comment } from '../../src/contracts/incident.ts';
import { COMMENT_MAX_CHARS, type EventOf, type IncidentEvent } from '../../src/incident/events.ts';
import type { BreakerView } from '../../src/kit/breaker.ts';
import { failure, type Failure } from '../../src/kit/errors.ts';
import { newId } from '../../src/kit/ids.ts';
import { err, ok, type Result } from '../../src/kit/result.ts';
import type { Env } from './env.ts';

const base = { v: V1, org: OrgId, incident: Id };
const by = { ...base, actor: ActorRef };
const reason = z.string().trim().min(1, 'give a reason').max(1000, 'a reason has 1,000 characters at most');
const text = z
  .string()
  .trim()
  .min(1, 'a comment says something')
  .max(
    COMMENT_MAX_CHARS,
    `a comment has ${COMMENT_MAX_CHARS} characters at most; put the rest where it can be linked to`,
  );

const OfOrg = z.object({ v: V1, org: OrgId });
const Named = z.object(base);
const Arrived = z.object({ ...by, plan: Id });
const Asked = z.object({ ...by, reason });
const Closed = z.object({ ...by, reason, resolution: Resolution.optional() });
const Said = z.object({ ...by, text });
const Assigned = z.object({ ...by, assignee: Id.nullable() });
const Acknowledged = z.object(by);
const TaskDone = z.object({ ...by, opId: Id, note: reason });
const Merged = z.object({ ...by, into: Id, reason });

type Answer = Promise<Result<{ phase: string }, Failure>>;

/** What is wrong with a request, and where. */
function malformed(error: z.ZodError): Result<never, Failure> {
  const issue = error.issues[0];
  return err(
    failure('malformed', issue?.message ?? 'not a request about an incident', {
      field: `/${issue?.path.join('/') ?? ''}`,
    }),
  );
}

/** Parses a request, makes the event of it and lets the incident say what comes of it. */
async function ask<S extends typeof Acknowledged>(
  env: Env,
  input: unknown,
  shape: S,
  eventOf: (req: z.infer<S>, head: { id: string; at: number }) => IncidentEvent,
): Answer {
  const parsed = shape.safeParse(input);
  if (!parsed.success) return malformed(parsed.error);
  const at = Date.now();
  const req = parsed.data;
  return env.INCIDENT.getByName(req.incident).ask(req.org, eventOf(req, { id: newId('ev', at), at }));
}

/**
 * What the console asks of incidents on behalf of people. Each act is an event with its actor, and the incident says what
 * comes of it. Errors: `malformed` with the field, `not_found`, `conflict` with what to do first.
 */
export const people = {
  async log(env: Env, input: unknown) {
    const parsed = Named.safeParse(input);
    if (!parsed.success) return malformed(parsed.error);
    return env.INCIDENT.getByName(parsed.data.incident).log(parsed.data.org);
  },
  async comments(env: Env, input: unknown): Promise<Result<{ comments: Comment[] }, Failure>> {
    const parsed = Named.safeParse(input);
    if (!parsed.success) return malformed(parsed.error);
    return env.INCIDENT.getByName(parsed.data.incident).comments(parsed.data.org);
  },
  async replay(env: Env, input: unknown) {
    const parsed = Named.safeParse(input);
    if (!parsed.success) return malformed(parsed.error);
    return env.INCIDENT.getByName(parsed.data.incident).replay(parsed.data.org);
  },
  /** The circuit breakers before an organisation's agents. */
  async breakers(env: Env, input: unknown): Promise<Result<{ breakers: Record<string, BreakerView> }, Failure>> {
    const parsed = OfOrg.safeParse(input);
    if (!parsed.success) return malformed(parsed.error);
    const { analyst, inspector, outbound } = await env.BREAKERS.getByName(parsed.data.org).view();
    return ok({ breakers: { analyst, inspector, outbound } });
  },
  approvalArrived: (env: Env, input: unknown): Answer =>
    ask(env, input, Arrived, ({ plan, actor }, head) => ({ ...head, type: 'approval_arrived', body: { plan, actor } })),
  release: (env: Env, input: unknown): Answer =>
    ask(env, input, Asked, (r, head) => ({
      ...head,
      type: 'release_requested',
      body: { actor: r.actor, reason: r.reason },
    })),
  close: (env: Env, input: unknown): Answer =>
    ask(env, input, Closed, ({ actor, reason: why, resolution }, head) => ({
      ...head,
      type: 'close_requested',
      body: { actor, reason: why, ...(resolution === undefined ? {} : { resolution }) },
    })),
  taskDone: (env: Env, input: unknown): Answer =>
    ask(env, input, TaskDone, ({ actor, opId, note }, head) => ({
      ...head,
      type: 'task_done',
      body: { actor, opId, note },
    })),
  reopen: (env: Env, input: unknown): Answer =>
    ask(env, input, Asked, (r, head) => ({
      ...head,
      type: 'reopen_requested',
      body: { actor: r.actor, reason: r.reason },
    })),
  /** Whether the assignee is somebody of this organisation is the gate's to know: the console asks it before. */
  assign: (env: Env, input: unknown): Answer =>
    ask(env, input, Assigned, ({ actor, assignee }, head) => ({
      ...head,
      type: 'assigned',
      body: { actor, assignee },
    })),
  acknowledge: (env: Env, input: unknown): Answer =>
    ask(env, input, Acknowledged, ({ actor }, head) => ({ ...head, type: 'acknowledged', body: { actor } })),
  async comment(env: Env, input: unknown): Promise<Result<Comment, Failure>> {
    let said: Comment | undefined;
    const done = await ask(env, input, Said, ({ actor, text: words }, head) => {
      said = { id: newId('cmt', head.at), actor, text: words, at: head.at };
      return { ...head, type: 'commented', body: { actor, comment: said.id, text: words } };
    });
    if (!done.ok) return done;
    return said === undefined ? err(failure('internal', 'the comment was not kept')) : ok(said);
  },
  async merge(env: Env, input: unknown): Answer {
    const parsed = Merged.safeParse(input);
    if (!parsed.success) return malformed(parsed.error);
    const { org, incident, into, actor, reason: why } = parsed.data;
    const at = Date.now();
    const event: EventOf<'merge_requested'> = {
      id: newId('ev', at),
      at,
      type: 'merge_requested',
      body: { actor, reason: why, into },
    };
    return env.INCIDENT.getByName(incident).merge(org, event);
  },
};
