import { TreeHead } from '../../../contracts/ledger.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const auditHead = route({
  method: 'get',
  path: '/audit/head',
  tag: 'Audit',
  summary: "The organisation's signed tree head",
  access: 'viewer',
  answer: TreeHead.openapi('TreeHead'),
  handle: async ({ deps, principal }) => unwrap(await deps.ledger.head({ v: 1, org: principal.org })),
});
