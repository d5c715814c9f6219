import { z } from '@hono/zod-openapi';
import { ProtectionView } from '../../../contracts/safeguards.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const listProtections = route({
  method: 'get',
  path: '/protections',
  tag: 'Safeguards',
  summary: 'Principals and targets that nothing is ever done to',
  access: 'viewer',
  answer: z.object({ protections: z.array(ProtectionView.openapi('Protection')) }),
  handle: async ({ deps, principal }) => unwrap(await deps.safeguards.protections({ v: 1, caller: principal })),
});
