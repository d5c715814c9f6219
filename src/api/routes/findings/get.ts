import { getFinding as readFinding } from '../../../storage/main/read/findings.ts';
import { fail } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';
import { FindingView } from '../../views.ts';

export const getFinding = route({
  method: 'get',
  path: '/findings/{id}',
  tag: 'Findings',
  summary: 'One finding with its evidence',
  access: 'viewer',
  params: IdParam('id'),
  answer: FindingView,
  handle: async ({ deps, principal, params }) =>
    (await readFinding(deps.db, principal.org, params.id)) ??
    fail('not_found', 'There is no such finding in this organisation.'),
});
