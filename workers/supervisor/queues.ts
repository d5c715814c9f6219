import * as z from 'zod';
import { InvestigationJob, NotifyJob, Report } from '../../src/contracts/agents.ts';
import { V1 } from '../../src/contracts/common.ts';
import { IncidentProjection } from '../../src/contracts/incident.ts';
import type { IncidentEvent } from '../../src/incident/events.ts';
import { consumeEach, type QueueMessage } from '../../src/kit/consume.ts';
import { deterministicId } from '../../src/kit/ids.ts';
import { unreachable } from '../../src/kit/result.ts';
import { writeProjections } from '../../src/storage/main/write/incidents.ts';
import { note, type Guarded } from '../../durable-objects/agent-breakers/api.ts';
import type { Env } from './env.ts';
import { tellFeeds } from './feed.ts';

const Projected = z.object({ v: V1, projection: IncidentProjection });
const DeadJob = z
  .union([InvestigationJob, NotifyJob])
  .transform((j) => ({ org: j.org, incident: j.incident, job: j.job }));

/** A report as the incident's event. */
async function onReport(env: Env, report: Report): Promise<void> {
  const incident = env.INCIDENT.getByName(report.incident);
  if (report.kind === 'custody') return incident.custodyMoved(report.org, report.opId);
  // When it arrived, by our own clock: timers and due times follow from it, and no agent may set those.
  const head = { id: deterministicId('ev', report.incident, report.id), at: Date.now() };
  await incident.record(report.org, [eventOf(head, report)]);
  const [agent, success] = outcomeOf(report);
  await note(env.BREAKERS, report.org, agent, success);
}

/** Whose job a report ends, and whether well. */
function outcomeOf(report: Exclude<Report, { kind: 'custody' }>): [agent: Guarded, success: boolean] {
  if (report.kind === 'agent_failed') return [report.agent, false];
  return report.kind === 'notified' ? ['outbound', report.delivered] : [report.kind, true];
}

function eventOf(head: { id: string; at: number }, report: Exclude<Report, { kind: 'custody' }>): IncidentEvent {
  switch (report.kind) {
    case 'analyst':
      return { ...head, type: 'analyst_reported', body: { job: report.job, report: report.report } };
    case 'inspector':
      return { ...head, type: 'inspector_reported', body: { job: report.job, report: report.report } };
    case 'agent_failed':
      return { ...head, type: 'agent_failed', body: { job: report.job, agent: report.agent, error: report.error } };
    case 'notified':
      return {
        ...head,
        type: 'notified',
        body: { job: report.job, channel: report.channel, delivered: report.delivered, detail: report.detail },
      };
    default:
      return unreachable(report);
  }
}

/**
 * Projections of a batch, in one go: coalesced, so that D1's one writer is asked once. Where that fails each goes by
 * itself, so that one that D1 does not take never sends its neighbours round again.
 */
async function onProjections(env: Env, batch: MessageBatch): Promise<void> {
  const rows = batch.messages.flatMap((m) => {
    const parsed = Projected.safeParse(m.body);
    return parsed.success ? [parsed.data.projection] : [];
  });
  const show = async (projections: readonly IncidentProjection[]): Promise<void> => {
    await writeProjections(env.DB, projections);
    await tellFeeds(env, projections);
  };
  const together = await show(rows).then(
    () => true,
    () => false,
  );
  await consumeEach(
    'projections',
    batch.messages,
    Projected,
    ({ projection }) => (together ? Promise.resolve() : show([projection])),
    { oneByOne: true },
  );
}

/** What no consumer could handle becomes a dead letter in D1; an agent's lost job is also told to its incident. */
async function onDead(env: Env, batch: MessageBatch): Promise<void> {
  const queue = batch.queue.replace(/^vedette-/, '');
  await consumeEach(queue, batch.messages, z.unknown(), (_body, message) => bury(env, queue, message));
}

async function bury(env: Env, queue: string, message: QueueMessage): Promise<void> {
  // Whole, so that it can be replayed: a queue message is far smaller than what a D1 row holds.
  const text = JSON.stringify(message.body ?? null);
  const head = z.object({ org: z.string() }).safeParse(message.body);
  await env.DB.prepare(
    "INSERT INTO dead_letter (id, org, kind, origin, reason, body, at, attempts) VALUES (?, ?, 'message', ?, 'gave up after retries', ?, ?, ?) ON CONFLICT (id) DO NOTHING",
  )
    .bind(
      deterministicId('dead', queue, message.id),
      head.success ? head.data.org : 'org_unknown',
      queue,
      text,
      Date.now(),
      message.attempts,
    )
    .run();
  const job = DeadJob.safeParse(message.body);
  const agent = queue.replace(/-dead$/, '');
  if (job.success && (agent === 'analyst' || agent === 'inspector' || agent === 'outbound')) {
    const event: IncidentEvent = {
      id: deterministicId('ev', job.data.job, agent, 'dead'),
      type: 'agent_failed',
      at: Date.now(),
      body: { job: job.data.job, agent, error: 'gave up after retries' },
    };
    await env.INCIDENT.getByName(job.data.incident).record(job.data.org, [event]);
    await note(env.BREAKERS, job.data.org, agent, false);
  }
}

/** Routes a batch by its queue. */
export async function consume(batch: MessageBatch, env: Env): Promise<void> {
  if (batch.queue.endsWith('-dead')) return onDead(env, batch);
  if (batch.queue === 'vedette-projections') return onProjections(env, batch);
  return consumeEach('reports', batch.messages, Report, (report) => onReport(env, report));
}
