import { z } from '@hono/zod-openapi';
import { AgentView } from '../../../contracts/quotas.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const listAgents = route({
  method: 'get',
  path: '/agents',
  tag: 'Agents',
  summary: 'Agents with their quotas and what they used of them',
  access: 'viewer',
  answer: z.object({ agents: z.array(AgentView) }),
  handle: async ({ deps, principal }) => unwrap(await deps.board.agents({ v: 1, caller: principal })),
});
