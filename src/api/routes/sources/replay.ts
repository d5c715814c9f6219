import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const replaySourceLetters = route({
  method: 'post',
  path: '/sources/{id}/dead-letters/replay',
  tag: 'Sources',
  summary: 'Process a sender’s dead letters again, a hundred a call, newest first',
  description: '`next` is the `cursor` of the following call, absent after the last. `remaining` counts to 1,000.',
  access: 'analyst',
  params: IdParam('id'),
  query: z.object({ cursor: z.string().min(1).max(400).optional() }),
  answer: z.object({ replayed: z.int(), failed: z.int(), remaining: z.int(), next: z.string().optional() }),
  handle: async ({ deps, principal, params: { id }, query: { cursor } }) => {
    unwrap(await deps.admin.source({ v: 1, caller: principal, id }));
    const request = { v: 1, org: principal.org, source: id, actor: `user:${principal.user}` } as const;
    return unwrap(await deps.deadLetters.replaySource({ ...request, ...(cursor === undefined ? {} : { cursor }) }));
  },
});
