import { beforeAll, describe, expect, it } from 'vitest';
import type { SourceGrant } from '../../../src/contracts/access.ts';
import { utf8 } from '../../../src/kit/bytes.ts';
import { ok } from '../../../src/kit/result.ts';
import type { ClientInput } from '../../../src/ingest/client.ts';
import { client, signedMessage } from '../../../src/ingest/sources/aws/sns/client.ts';
import { sns } from '../../../src/ingest/sources/aws/sns/index.ts';
import { snsSigner, type SnsSigner } from '../../../src/ingest/sources/aws/sns/testing/signer.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:vedette';
const GRANT: SourceGrant = {
  v: 1,
  id: 'src_sns',
  org: 'org_tests',
  kind: 'aws.sns',
  accounts: [],
  secrets: [],
  settings: { topics: [TOPIC] },
  enabled: true,
  ratePerMinute: 0,
};

let signer: SnsSigner;
beforeAll(async () => {
  signer = await snsSigner(NOW);
});

const inputOf = (secret: string): ClientInput => ({
  records: [],
  secret,
  settings: { topics: [TOPIC] },
  deliveryId: 'd-1',
  now: NOW,
});
async function isTaken(message: Record<string, string>, now = NOW): Promise<boolean> {
  const body = utf8(JSON.stringify(message));
  const headers = new Headers(client.sign(body));
  const outside = { get: () => Promise.resolve(ok(utf8(signer.certificate))) };
  const request = { method: 'POST', path: '', query: new URLSearchParams(), headers, body, now };
  return (await sns.verify(request, GRANT, outside)).ok;
}

describe('X.509 and RSA of this runtime', () => {
  it('hold for both of SNS’s signature versions, and for no other byte', async () => {
    for (const version of ['1', '2'] as const) {
      const message = signedMessage(inputOf(signer.privateKey), 'Notification', { Message: 'hello' }, version);
      expect(await isTaken(message)).toBe(true);
      expect(await isTaken({ ...message, Message: 'hellp' })).toBe(false);
    }
  });

  it('tell when a certificate is valid, and another key', async () => {
    const message = signedMessage(inputOf(signer.privateKey), 'Notification', { Message: 'hello' });
    const later = NOW + 2 * 86_400_000;
    const late = signedMessage({ ...inputOf(signer.privateKey), now: later }, 'Notification', { Message: 'hello' });
    expect([await isTaken(message), await isTaken(late, later)]).toEqual([true, false]);
    const other = await snsSigner(NOW);
    expect(await isTaken(signedMessage(inputOf(other.privateKey), 'Notification', { Message: 'hello' }))).toBe(false);
  });
});
