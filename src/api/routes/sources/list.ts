import { z } from '@hono/zod-openapi';
import { SourceView } from '../../views.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const listSources = route({
  method: 'get',
  path: '/sources',
  tag: 'Sources',
  summary: 'Senders',
  access: 'viewer',
  answer: z.object({ sources: z.array(SourceView) }),
  handle: async ({ deps, principal }) => unwrap(await deps.admin.listSources({ v: 1, caller: principal })),
});
