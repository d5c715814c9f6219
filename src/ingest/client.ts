import { gzipSync } from 'node:zlib';
import type { SourceSettings } from '../contracts/source-about.ts';

/** What a delivery is made of, on the sender's side. */
export interface ClientInput {
  /** The sender's own records: objects, or lines of text. */
  readonly records: readonly unknown[];
  /** The source's secret. Where the vendor signs with a key of its own: a private key of the caller's, PKCS #8 PEM. */
  readonly secret: string;
  readonly settings: SourceSettings;
  readonly deliveryId: string;
  readonly now: number;
}
export interface ClientBody {
  readonly body: Uint8Array<ArrayBuffer>;
  /** `content-type` and whatever describes the body. */
  readonly headers: Readonly<Record<string, string>>;
  /** What follows the source's URL, query included; empty for most. */
  readonly path?: string;
}
export interface ClientRequest extends ClientBody {
  readonly method: string;
  readonly path: string;
}

/**
 * The sender's side of a source, by the same documents as the source itself: for `vedette send`, the tests, the bench. One a folder,
 * in `client.ts`, a constant with `satisfies SourceClient`.
 */
export interface SourceClient {
  /** Equals its path: `aws.firehose` */
  readonly id: string;
  readonly method?: string;
  /** Whether the protocol lets a body be gzipped as `content-encoding` says. */
  readonly gzip: boolean;
  /** Records into a body as the sender frames them, not signed. */
  wrap(input: ClientInput): ClientBody | Promise<ClientBody>;
  /** Headers that prove who sends these very bytes. */
  sign(body: Uint8Array, input: ClientInput): Record<string, string> | Promise<Record<string, string>>;
  /** Records of each format that the source brings, our own writing, with times near `now`. Their ids are the same for the same `now`. */
  samples(now: number): readonly unknown[];
}

/** One signed request. */
export async function requestOf(client: SourceClient, input: ClientInput, gzip = false): Promise<ClientRequest> {
  const wrapped = await client.wrap(input);
  const zip = gzip && client.gzip;
  const body = zip ? new Uint8Array(gzipSync(wrapped.body)) : wrapped.body;
  return {
    method: client.method ?? 'POST',
    path: wrapped.path ?? '',
    body,
    headers: {
      ...wrapped.headers,
      ...(zip ? { 'content-encoding': 'gzip' } : {}),
      ...(await client.sign(body, input)),
    },
  };
}
