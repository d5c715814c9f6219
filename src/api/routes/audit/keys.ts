import { z } from '@hono/zod-openapi';
import { route } from '../../http/route.ts';

export const auditKeys = route({
  method: 'get',
  path: '/audit/keys',
  tag: 'Audit',
  summary: 'Public keys that tree heads verify under: note them down outside of Vedette',
  access: 'viewer',
  answer: z.record(z.string(), z.string()),
  answerDescription: 'keyId → raw Ed25519 public key, hex',
  handle: ({ deps }) => deps.ledger.publicKeys(),
});
