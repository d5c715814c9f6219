import { z } from '@hono/zod-openapi';
import { fail } from '../../app.ts';
import { route } from '../../http/route.ts';
import { Preferences } from './preferences-get.ts';

/** Layout and views are small; whatever is larger does not belong here. */
const PREFERENCES_MAX_BYTES = 32_000;

export const putPreferences = route({
  method: 'put',
  path: '/me/preferences',
  tag: 'Me',
  summary: 'Keep one’s own layout and saved views',
  access: 'viewer',
  body: Preferences,
  answer: z.object({ kept: z.literal(true) }),
  handle: async ({ deps, principal, body }) => {
    if (JSON.stringify(body).length > PREFERENCES_MAX_BYTES)
      fail('too_large', `Preferences have at most ${PREFERENCES_MAX_BYTES} bytes; remove saved views.`);
    await deps.preferences(principal.org, principal.user).write(body);
    return { kept: true as const };
  },
});
