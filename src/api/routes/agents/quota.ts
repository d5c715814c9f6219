import { z } from '@hono/zod-openapi';
import { AgentId } from '../../../contracts/common.ts';
import { AgentView, QuotaChange, QuotaUpdate } from '../../../contracts/quotas.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const setQuota = route({
  method: 'patch',
  path: '/agents/{agent}/quota',
  tag: 'Agents',
  summary: 'Change what an agent may do by itself',
  access: 'admin',
  params: z.object({ agent: AgentId.openapi({ param: { name: 'agent', in: 'path' } }) }),
  body: QuotaChange,
  answer: z.object({ agent: AgentView, update: QuotaUpdate }),
  handle: async ({ deps, principal, params, body }) =>
    unwrap(await deps.board.setQuota({ v: 1, caller: principal, agent: params.agent, body })),
});
