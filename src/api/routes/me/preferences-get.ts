import { z } from '@hono/zod-openapi';
import { route } from '../../http/route.ts';

export const Preferences = z.record(z.string().max(60), z.unknown()).openapi('Preferences');

export const getPreferences = route({
  method: 'get',
  path: '/me/preferences',
  tag: 'Me',
  summary: 'One’s own layout and saved views',
  access: 'viewer',
  answer: Preferences,
  handle: async ({ deps, principal }) =>
    Preferences.parse(await deps.preferences(principal.org, principal.user).read()),
});
