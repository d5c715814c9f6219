import { z } from '@hono/zod-openapi';
import { SourcePatch } from '../../../contracts/access.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const updateSource = route({
  method: 'patch',
  path: '/sources/{id}',
  tag: 'Sources',
  summary: 'Change a sender: name, accounts, settings, rhythm, rate, enabled',
  description: '`settings` replaces them all. `rhythmMinutes` 0: never missed; null: as its kind or its history tells.',
  access: 'admin',
  params: IdParam('id'),
  body: SourcePatch,
  answer: z.object({ id: z.string() }),
  handle: async ({ deps, principal, params, body }) =>
    unwrap(await deps.admin.updateSource({ v: 1, caller: principal, id: params.id, body })),
});
