import { DryRunPolicies, DryRunReport } from '../../../contracts/policies.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const dryRunPolicies = route({
  method: 'post',
  path: '/policies/dry-run',
  tag: 'Policies',
  summary: 'What proposed policies would have changed in the last incidents; nothing is kept',
  description:
    'Give `policies`, a whole set, or `changes` to the one in force (a text by id, null takes one away). Every action of the last `incidents` (50, at most 200), or of those `since` a time, is judged again by both sets on the input that was kept.',
  access: 'analyst',
  body: DryRunPolicies,
  answer: DryRunReport,
  handle: async ({ deps, principal, body }) =>
    unwrap(await deps.admin.dryRunPolicies({ v: 1, caller: principal, body })),
});
