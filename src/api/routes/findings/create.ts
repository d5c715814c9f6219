import { z } from '@hono/zod-openapi';
import { ManualFinding } from '../../../contracts/manual-finding.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const createFinding = route({
  method: 'post',
  path: '/findings',
  tag: 'Findings',
  summary: 'Report a finding by hand; it is correlated like any other',
  access: 'analyst',
  body: ManualFinding,
  status: 201,
  answer: z.object({ id: z.string(), incident: z.string().nullable() }),
  answerDescription: '`incident` is null while it waits for company',
  handle: async ({ deps, principal, body }) =>
    unwrap(await deps.manualFindings.create({ v: 1, org: principal.org, actor: `user:${principal.user}`, body })),
});
