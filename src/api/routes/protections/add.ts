import { ProtectionInput, ProtectionView } from '../../../contracts/safeguards.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const addProtection = route({
  method: 'post',
  path: '/protections',
  tag: 'Safeguards',
  summary: 'Protect what a pattern covers (ARNs, ids, names, addresses; `*` stands for any text)',
  access: 'admin',
  body: ProtectionInput,
  status: 201,
  answer: ProtectionView,
  handle: async ({ deps, principal, body }) => unwrap(await deps.safeguards.protect({ v: 1, caller: principal, body })),
});
