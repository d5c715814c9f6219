import { ApproverKeyView, Vouch } from '../../../contracts/sign-in.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { KeyIdParam } from '../../schemas.ts';

export const vouchForKey = route({
  method: 'post',
  path: '/approver-keys/{id}/vouch',
  tag: 'Keys',
  summary: 'An existing approver’s signed word for a pending key: from then on it may approve',
  access: 'approver',
  params: KeyIdParam,
  body: Vouch,
  answer: ApproverKeyView.openapi('ApproverKey'),
  handle: async ({ deps, principal, params, body }) =>
    unwrap(await deps.directory.vouch({ v: 1, caller: principal, keyId: params.id, body })),
});
