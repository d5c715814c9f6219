import { z } from '@hono/zod-openapi';
import { healthOf } from '../../../storage/main/read/source-health.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { sourceView, SourceView } from '../../sources/views.ts';

export const listSources = route({
  method: 'get',
  path: '/sources',
  tag: 'Sources',
  summary: 'Senders, with how they are',
  access: 'analyst',
  answer: z.object({ sources: z.array(SourceView) }),
  handle: async ({ deps, principal }) => {
    const { sources } = unwrap(await deps.admin.listSources({ v: 1, caller: principal }));
    const ids = sources.map((s) => s.id);
    const health = new Map((await healthOf(deps.db, principal.org, ids, deps.now())).map((h) => [h.sourceId, h]));
    return { sources: sources.map((s) => sourceView(s, health.get(s.id), deps.ingestOrigin)) };
  },
});
