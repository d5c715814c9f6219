import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { AuditBundleView } from '../../views.ts';

/** The chain of what concerns the organisation and no incident: people, keys, policies. */
const ORG_CHAIN = 'org';

export const auditOrganisation = route({
  method: 'get',
  path: '/audit/organisation',
  tag: 'Audit',
  summary: "The audit bundle of the organisation's own chain: people, keys, policies",
  access: 'viewer',
  answer: AuditBundleView,
  handle: async ({ deps, principal }) =>
    unwrap(await deps.ledger.bundle({ v: 1, org: principal.org, chain: ORG_CHAIN })),
});
