import { z } from '@hono/zod-openapi';
import { fail, unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const testSource = route({
  method: 'post',
  path: '/sources/{id}/test',
  tag: 'Sources',
  summary: 'Send its kind’s own sample records as a delivery that is marked as a test',
  description:
    'It is framed, read, normalized and counted as `GET /deliveries/{id}` shows; it finds nothing and teaches nothing. It proves that this kind is ' +
    'understood, not that the sender has the right key: `vedette sources test` sends over the network with the key.',
  access: 'analyst',
  params: IdParam('id'),
  status: 202,
  answer: z.object({ delivery: z.string(), records: z.int(), acceptedAt: z.int() }),
  handle: async ({ deps, principal, params: { id } }) => {
    const { kind, accounts, settings, enabled } = unwrap(await deps.admin.source({ v: 1, caller: principal, id }));
    if (!enabled) fail('conflict', 'The source is disabled; enable it first.');
    const { org } = principal;
    return unwrap(await deps.sourceTests.send({ v: 1, org, source: id, kind, accounts, settings }));
  },
});
