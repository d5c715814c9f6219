import { createPublicKey } from 'node:crypto';
import type { SourceGrant } from '../../contracts/access.ts';
import type { ClientInput } from '../client.ts';
import { certificateUrlOf } from '../sources/aws/sns/client.ts';
import { snsSigner } from '../sources/aws/sns/testing/signer.ts';
import { entraKeysUrl } from '../sources/azure/entra-keys.ts';
import { playedGoogle, signingKey } from '../sources/google/pubsub/testing.ts';
import { NOW, settingsOf } from './door.ts';

/** For kinds whose senders sign with a key of their vendor: a key of the tests, and a world outside that vouches for it. */
export interface OwnKeys {
  readonly secret: string;
  /** A key that nobody vouches for. */
  readonly other: string;
  readonly outside: Readonly<Record<string, Uint8Array | string>>;
  readonly grant?: Partial<SourceGrant>;
  readonly input?: Partial<ClientInput>;
}

type Settings = Record<string, string | string[]>;

const MAKERS: Readonly<Record<string, (now: number) => Promise<OwnKeys>>> = {
  'aws.sns': async (now) => {
    const [signer, stranger] = await Promise.all([snsSigner(now), snsSigner(now)]);
    const [topic] = settingsOf('aws.sns')['topics'] as readonly string[];
    return {
      secret: signer.privateKey,
      other: stranger.privateKey,
      outside: { [certificateUrlOf(topic!)]: signer.certificate },
    };
  },
  'azure.monitor': () => {
    const [secret, other] = [signingKey(), signingKey()];
    const jwk = createPublicKey(secret).export({ format: 'jwk' });
    const keys = JSON.stringify({ keys: [{ ...jwk, kid: 'sample', use: 'sig', alg: 'RS256' }] });
    const url = entraKeysUrl(String(settingsOf('azure.monitor')['tenant']));
    return Promise.resolve({ secret, other, outside: { [url]: keys } });
  },
  'google.pubsub': async () => {
    const [secret, other] = [signingKey(), signingKey()];
    const settings = { ...settingsOf('google.pubsub'), audience: 'https://ingest.example.com' } as Settings;
    return { secret, other, outside: await playedGoogle(secret), grant: { settings }, input: { settings } };
  },
};

/** Throws for a kind that has none here: then it would not be attacked. */
export function ownKeysOf(kind: string, now = NOW): Promise<OwnKeys> {
  const maker = MAKERS[kind];
  if (!maker) throw new Error(`src/ingest/testing/own-keys.ts has no key for ${kind}`);
  return maker(now);
}
