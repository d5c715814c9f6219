import { z } from '@hono/zod-openapi';
import { OrganisationView } from '../../../contracts/sign-in.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const listOrganisations = route({
  method: 'get',
  path: '/organisations',
  tag: 'Organisations',
  summary: 'The organisations that the caller belongs to: one',
  access: 'viewer',
  answer: z.object({ organisations: z.array(OrganisationView) }),
  handle: async ({ deps, principal }) => ({
    organisations: [unwrap(await deps.directory.organisation({ v: 1, caller: principal }))],
  }),
});
