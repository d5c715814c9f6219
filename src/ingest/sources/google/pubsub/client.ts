import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, importPKCS8, SignJWT } from 'jose';
import { toBase64, utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';
import { samplesOf } from './samples.ts';

const TOKEN_LIFETIME_SECONDS = 3_600;
const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

/**
 * A message as Pub/Sub pushes it. One has one record; several stand in it a line each. The token is signed with the caller's own
 * RSA key, whose id is its RFC 7638 thumbprint: a source takes it only where Google's key set is played.
 */
export const client = {
  id: 'google.pubsub',
  gzip: false,
  wrap: ({ records, deliveryId, now }) => ({
    body: utf8(
      JSON.stringify({
        message: {
          data: toBase64(utf8(records.map((r) => (typeof r === 'string' ? r : JSON.stringify(r))).join('\n'))),
          messageId: deliveryId,
          message_id: deliveryId,
          publishTime: new Date(now).toISOString(),
          publish_time: new Date(now).toISOString(),
        },
        subscription: 'projects/example-project/subscriptions/vedette',
      }),
    ),
    headers: { 'content-type': 'application/json' },
  }),
  async sign(_body, { secret, settings, now }) {
    const key = await importPKCS8(secret, 'RS256');
    const kid = await calculateJwkThumbprint(createPublicKey(secret).export({ format: 'jwk' }));
    const issued = Math.floor(now / 1_000);
    const token = await new SignJWT({
      email: text(settings['serviceAccount'], 'vedette-push@example-project.iam.gserviceaccount.com'),
      email_verified: true,
      azp: '100000000000000000001',
    })
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
      .setIssuer('https://accounts.google.com')
      .setSubject('100000000000000000001')
      .setAudience(text(settings['audience'], 'vedette'))
      .setIssuedAt(issued)
      .setExpirationTime(issued + TOKEN_LIFETIME_SECONDS)
      .sign(key);
    return { authorization: `Bearer ${token}` };
  },
  samples: samplesOf,
} as const satisfies SourceClient;
