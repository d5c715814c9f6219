import type * as z from 'zod';
import type { ApprovalNews, FeedInput, IncidentNews } from '../../src/contracts/feed.ts';
import type { IncidentProjection } from '../../src/contracts/incident.ts';
import type { Env } from './env.ts';

/** Of one incident: more than people look through in a list, far below what the feed takes. */
const ACTIONS_MAX = 200;

/** What people who watch are told of a projection: its row in lists, and which plans wait for them. */
export function newsOf(p: IncidentProjection): FeedInput[] {
  const incident: z.infer<typeof IncidentNews> = {
    id: p.id,
    title: p.title,
    severity: p.severity,
    risk: p.risk,
    phase: p.phase,
    findingCount: p.findingCount,
    openedAt: p.openedAt,
    updatedAt: p.updatedAt,
    actions: p.actions.slice(0, ACTIONS_MAX).map((a) => `${a.opId} ${a.state} ${a.proof}`),
  };
  const waiting = p.actions.flatMap((a) => (a.state === 'awaiting_approval' && a.plan !== undefined ? [a.plan] : []));
  const approvals: z.infer<typeof ApprovalNews> = {
    incident: p.id,
    title: p.title,
    plans: [...new Set(waiting)].toSorted().slice(0, ACTIONS_MAX),
  };
  const common = { key: p.id, version: p.seq, at: p.updatedAt };
  return [
    { ...common, topic: 'incidents', data: incident },
    { ...common, topic: 'approvals', data: approvals },
  ];
}

/** Tells the feeds; throws if one cannot be told, so that the caller tries again: all is keyed by incident and version. */
export async function tellFeeds(env: Pick<Env, 'FEED'>, projections: readonly IncidentProjection[]): Promise<void> {
  await Promise.all(
    [...Map.groupBy(projections, (p) => p.org)].map(async ([org, own]) => {
      const told = await env.FEED.publish({ v: 1, org, items: own.flatMap(newsOf) });
      if (!told.ok) throw new Error(`the feed refused: ${told.error.code}`);
    }),
  );
}
