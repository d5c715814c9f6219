import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';
import { AuditBundleView } from '../../views.ts';

export const incidentAudit = route({
  method: 'get',
  path: '/incidents/{id}/audit',
  tag: 'Audit',
  summary: 'The audit bundle of an incident, verifiable offline',
  access: 'viewer',
  params: IdParam('id'),
  answer: AuditBundleView,
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.ledger.bundle({ v: 1, org: principal.org, chain: params.id })),
});
