import { z } from '@hono/zod-openapi';
import { JudgementPage } from '../../../contracts/policies.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { MillisQuery, PageQuery } from '../../schemas.ts';

export const listDecisions = route({
  method: 'get',
  path: '/decisions',
  tag: 'Policies',
  summary: 'The log of judgements, newest first: outcome, reasons, engine, policy version and input of every action',
  description: 'Kept for 90 days; the ledger keeps each plan’s decision for good.',
  access: 'analyst',
  query: PageQuery.extend({
    cursor: z.string().max(400).optional(),
    incident: z
      .string()
      .regex(/^[a-z]+_[a-z0-9-]{1,64}$/, 'an id reads prefix_text')
      .optional(),
    outcome: z.enum(['permit', 'ask', 'forbid']).optional(),
    since: MillisQuery.optional(),
    until: MillisQuery.optional(),
  }),
  answer: JudgementPage,
  handle: async ({ deps, principal, query }) => unwrap(await deps.admin.judgements({ v: 1, caller: principal, query })),
});
