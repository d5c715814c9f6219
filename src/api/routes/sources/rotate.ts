import { z } from '@hono/zod-openapi';
import { SourceRotation } from '../../../contracts/access.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const rotateSource = route({
  method: 'post',
  path: '/sources/{id}/rotate',
  tag: 'Sources',
  summary: 'A new secret, shown once; the one before stays good for a while',
  description:
    'Give the new secret to the sender and see in `keys` of the source that it is used (`lastUsedAt`); the one before ends after a day, or with `keys/retire`. ' +
    'While two keys are good another rotation would end the older: `409` unless it is out of use, or `endKey` says which ends. ' +
    '`old`: the older, though its sender may still use it. `new`: the newest, which got lost before a sender had it. ' +
    'Where the sender issued the secret, give it as `secret`; then none is answered. `409` too if it is good already.',
  access: 'admin',
  params: IdParam('id'),
  body: SourceRotation,
  bodyOptional: true,
  answer: z.object({ id: z.string(), secret: z.string().optional(), previousUntil: z.int() }),
  shownOnce: ['secret'],
  handle: async ({ deps, principal, params, body }) =>
    unwrap(await deps.admin.rotateSource({ v: 1, caller: principal, id: params.id, body })),
});
