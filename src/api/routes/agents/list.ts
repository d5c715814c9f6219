import { z } from '@hono/zod-openapi';
import { AgentView } from '../../../contracts/quotas.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const listAgents = route({
  method: 'get',
  path: '/agents',
  tag: 'Agents',
  summary: 'Agents with their quotas, what they used of them, and the circuit breaker before each',
  access: 'viewer',
  answer: z.object({ agents: z.array(AgentView) }),
  handle: async ({ deps, principal }) => {
    const { agents } = unwrap(await deps.board.agents({ v: 1, caller: principal }));
    const { breakers } = unwrap(await deps.incidents.breakers({ v: 1, org: principal.org }));
    return {
      agents: agents.map((a) => (Object.hasOwn(breakers, a.id) ? { ...a, breaker: breakers[a.id]! } : a)),
    };
  },
});
