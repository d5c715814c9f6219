import { z } from '@hono/zod-openapi';
import { KeptBack } from '../../../contracts/rules-api.ts';
import { keptBack } from '../../../storage/main/read/rules.ts';
import { route } from '../../http/route.ts';
import { RuleParam } from '../../rules/text.ts';

/** The newest; enough to judge a rule by. */
const SHOWN = 100;

export const listKeptBack = route({
  method: 'get',
  path: '/rules/{id}/kept-back',
  tag: 'Rules',
  summary: 'What the rule matched in shadow, or a suppression kept from becoming a finding, newest first',
  access: 'viewer',
  params: RuleParam,
  answer: z.object({ items: z.array(KeptBack) }),
  handle: async ({ deps, principal, params }) => ({
    items: await keptBack(deps.db, principal.org, params.id, SHOWN),
  }),
});
