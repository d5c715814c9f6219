import { z } from '@hono/zod-openapi';
import { EverywhereInput } from '../../../contracts/safeguards.ts';
import { fail, unwrap } from '../../app.ts';
import { bearerOf } from '../../http/authorize.ts';
import { route } from '../../http/route.ts';

export const keylessEverywhere = route({
  method: 'post',
  path: '/keyless/everywhere',
  tag: 'Safeguards',
  summary: 'The kill switch of the whole installation, by the setup token as bearer',
  access: 'public',
  body: EverywhereInput,
  answer: z.object({ stopped: z.boolean() }),
  handle: async ({ c, deps, body }) => {
    const token =
      bearerOf(c) ??
      fail(
        'unauthenticated',
        'Send the setup token as `Authorization: Bearer …`; it is the secret SETUP_TOKEN of the gate.',
      );
    return unwrap(await deps.safeguards.keylessEverywhere({ v: 1, token, body }));
  },
});
