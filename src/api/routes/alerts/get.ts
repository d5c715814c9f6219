import { getAlert as readAlert } from '../../../storage/main/read/alerts.ts';
import { fail } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';
import { AlertView } from './list.ts';

export const getAlert = route({
  method: 'get',
  path: '/alerts/{id}',
  tag: 'Alerts',
  summary: 'One alert',
  access: 'viewer',
  params: IdParam('id'),
  answer: AlertView,
  handle: async ({ deps, principal, params }) =>
    (await readAlert(deps.db, principal.org, params.id)) ??
    fail('not_found', 'There is no such alert in this organisation.'),
});
