import { KeylessView } from '../../../contracts/safeguards.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const getKeyless = route({
  method: 'get',
  path: '/keyless',
  tag: 'Safeguards',
  summary: 'Keyless access to AWS: issuer and audience to trust, and whether it is stopped',
  access: 'viewer',
  answer: KeylessView.openapi('Keyless'),
  handle: async ({ deps, principal }) => unwrap(await deps.safeguards.keyless({ v: 1, caller: principal })),
});
