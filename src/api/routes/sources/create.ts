import { z } from '@hono/zod-openapi';
import { SourceInput } from '../../../contracts/access.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { urlOf } from '../../sources/views.ts';

export const createSource = route({
  method: 'post',
  path: '/sources',
  tag: 'Sources',
  summary: 'A new sender: its address and its secret, shown once',
  description:
    '`settings` and `accounts` are checked by the kind. `url` is null where this installation does not know its public address: then `path` follows it. ' +
    '`secret` is for a sender that issues one itself, of a kind whose form is `webhook`; else the gate makes it. ' +
    'None is answered then, nor where the sender signs with a key of its vendor.',
  access: 'admin',
  body: SourceInput,
  status: 201,
  answer: z.object({
    id: z.string(),
    kind: z.string(),
    path: z.string(),
    url: z.string().nullable(),
    secret: z.string().optional(),
  }),
  shownOnce: ['secret'],
  handle: async ({ deps, principal, body }) => {
    const made = unwrap(await deps.admin.createSource({ v: 1, caller: principal, body }));
    return { ...made, url: urlOf(deps.ingestOrigin, made.path) };
  },
});
