import { z } from '@hono/zod-openapi';
import { QuotaUpdate, ReviewVerdict, ReviewView } from '../../../contracts/quotas.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';
import { tellIncident } from '../../tell-incident.ts';

export const decideReview = route({
  method: 'post',
  path: '/reviews/{id}',
  tag: 'Agents',
  summary: 'Let a proposal beyond its agent’s budget go on, or end it; approving publishes the quota’s update',
  access: 'admin',
  params: IdParam('id'),
  body: ReviewVerdict,
  answer: z.object({ review: ReviewView, update: QuotaUpdate.optional(), phase: z.string() }),
  handle: async ({ deps, principal, params, body }) => {
    const done = unwrap(await deps.board.decide({ v: 1, caller: principal, id: params.id, body }));
    const { incident, plan } = done.review;
    const actor = `user:${principal.user}`;
    const { phase } = await tellIncident(deps.incidents, { v: 1, org: principal.org, incident, plan, actor });
    return { ...done, phase };
  },
});
