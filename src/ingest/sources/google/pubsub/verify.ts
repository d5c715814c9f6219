import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { SourceGrant } from '../../../../contracts/access.ts';
import type { Failure } from '../../../../kit/errors.ts';
import { err, ok, type Result } from '../../../../kit/result.ts';
import { isObject, readDocument, textOf } from '../../../read-json.ts';
import { DENIED } from '../../../secrets.ts';
import type { Outside, RequestFacts, SourceLimits, Verified } from '../../../source.ts';
import { googleKeys } from './keys.ts';

const BEARER = /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i;
/** Google's have about 900 characters. */
const TOKEN_MAX_LENGTH = 4_096;
const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];
/** Google signs for an hour and may send the same token with many messages until then. */
export const TOKEN_LIFETIME_SECONDS = 3_600;
const CLOCK_SKEW_SECONDS = 60;
/** Larger messages are rare and are told apart by their records' own ids: they are not parsed twice. */
const ID_SOUGHT_WITHIN_BYTES = 256 * 1024;
const ID = /^[A-Za-z0-9_-]{1,128}$/;
const SUBSCRIPTION = /^projects\/[A-Za-z0-9.:_-]{1,100}\/subscriptions\/[A-Za-z0-9._~+%-]{3,255}$/;
const TIME = /^[0-9TZ:.+-]{10,40}$/;

const settingOf = (grant: SourceGrant, name: string): string | undefined => {
  const { settings } = grant;
  const value = settings && Object.hasOwn(settings, name) ? settings[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
};
const listOf = (grant: SourceGrant, name: string): readonly string[] => {
  const { settings } = grant;
  const value = settings && Object.hasOwn(settings, name) ? settings[name] : undefined;
  return typeof value === 'string' ? [value] : (value ?? []);
};

/**
 * Whether a token is meant for this source: for the audience that its admin set, or for its URL, which Pub/Sub takes where none
 * is set. Of the URL the path counts: a source's id is of no other source, and the host may be any name of this installation.
 */
function isAudience(claimed: unknown, grant: SourceGrant): boolean {
  const wanted = settingOf(grant, 'audience');
  return [claimed].flat().some((audience) => {
    if (typeof audience !== 'string') return false;
    if (wanted !== undefined) return audience === wanted;
    return URL.canParse(audience) && new URL(audience).pathname.endsWith(`/in/${grant.id}`);
  });
}

/** Whether the claims are those of the source's own push subscription; by themselves they prove nothing. */
function isOurs(claims: Readonly<Record<string, unknown>>, grant: SourceGrant): boolean {
  const account = settingOf(grant, 'serviceAccount');
  return (
    account !== undefined &&
    claims['email'] === account &&
    claims['email_verified'] === true &&
    ISSUERS.includes(String(claims['iss'])) &&
    isAudience(claims['aud'], grant)
  );
}

/**
 * The OIDC token of a push request (https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions): signed by Google with
 * RS256, for this source, for the service account that its admin named. It says nothing of the body.
 */
async function verifyToken(
  request: RequestFacts,
  grant: SourceGrant,
  outside: Outside,
): Promise<Result<undefined, Failure>> {
  const token = BEARER.exec(request.headers.get('authorization') ?? '')?.[1];
  if (token === undefined || token.length > TOKEN_MAX_LENGTH) return err(DENIED);
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    // Looked at first, so that nobody makes us ask Google for keys of tokens that we would not take anyway.
    if (alg !== 'RS256' || typeof kid !== 'string' || !isOurs(decodeJwt(token), grant)) return err(DENIED);
    const keys = await googleKeys(outside, kid, request.now);
    if (!keys.ok) return keys;
    await jwtVerify(token, keys.value, {
      algorithms: ['RS256'],
      issuer: ISSUERS,
      requiredClaims: ['exp', 'iat', 'aud', 'email'],
      maxTokenAge: TOKEN_LIFETIME_SECONDS,
      clockTolerance: CLOCK_SKEW_SECONDS,
      currentDate: new Date(request.now),
    });
    return ok(undefined);
  } catch {
    return err(DENIED);
  }
}

interface Message {
  readonly id?: string | undefined;
  readonly subscription?: string | undefined;
  readonly published?: string | undefined;
}

/** What the wrapper says of a message; nothing where the body is no wrapper. */
function wrapperOf(request: RequestFacts, limits: SourceLimits): Message {
  if (request.headers.has('content-encoding')) return {};
  const document = readDocument(request.body, limits);
  const body = document.ok && isObject(document.value) ? document.value : undefined;
  const message = body && Object.hasOwn(body, 'message') ? body['message'] : undefined;
  if (body === undefined || !isObject(message)) return {};
  return {
    id: textOf(message, 'messageId') ?? textOf(message, 'message_id'),
    subscription: textOf(body, 'subscription'),
  };
}

/** The same by headers, as a subscription without a wrapper and with `write metadata` sends it. */
const headersOf = ({ headers }: RequestFacts): Message => ({
  id: headers.get('x-goog-pubsub-message-id') ?? undefined,
  subscription: headers.get('x-goog-pubsub-subscription-name') ?? undefined,
  published: headers.get('x-goog-pubsub-publish-time') ?? undefined,
});

const taken = (value: string | undefined, pattern: RegExp): string | undefined =>
  value !== undefined && pattern.test(value) ? value : undefined;

/** Whether a push is by the source's own subscription, and what its message is called. */
export async function verifyPush(
  request: RequestFacts,
  grant: SourceGrant,
  outside: Outside,
  limits: SourceLimits,
): Promise<Result<Verified, Failure>> {
  const proven = await verifyToken(request, grant, outside);
  if (!proven.ok) return proven;
  const subscriptions = listOf(grant, 'subscriptions');
  const bare = request.headers.has('x-goog-pubsub-message-id');
  const sought = subscriptions.length > 0 || request.body.byteLength <= ID_SOUGHT_WITHIN_BYTES;
  const message = bare ? headersOf(request) : sought ? wrapperOf(request, limits) : {};
  const subscription = taken(message.subscription, SUBSCRIPTION);
  const id = taken(message.id, ID);
  const published = taken(message.published, TIME);
  const foreign = subscriptions.length > 0 && !(subscription !== undefined && subscriptions.includes(subscription));
  return ok({
    // Two subscriptions may bring the same message; what comes by the wrong one must not stand in the other's way.
    ...(id === undefined || foreign ? {} : { senderId: id }),
    facts: {
      ...(bare ? { bare: 'yes' } : {}),
      ...(bare && id !== undefined ? { id } : {}),
      ...(bare && published !== undefined ? { published } : {}),
      ...(foreign ? { foreign: 'yes' } : {}),
    },
  });
}
