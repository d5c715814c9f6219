import { verify, X509Certificate } from 'node:crypto';
import type { SourceGrant } from '../../../../contracts/access.ts';
import { fromBase64, toBase64, utf8 } from '../../../../kit/bytes.ts';
import { MINUTE_MS } from '../../../../kit/clock.ts';
import { failure, type Failure } from '../../../../kit/errors.ts';
import { Recent } from '../../../../kit/recent.ts';
import { err, ok, type Result } from '../../../../kit/result.ts';
import { strangerOf } from '../../../rate.ts';
import { readDocument } from '../../../read-json.ts';
import { DENIED } from '../../../secrets.ts';
import type { Outside, RequestFacts, SourceLimits } from '../../../source.ts';
import { readSigned, type SignedMessage } from './message.ts';
import { topicOf, type Topic } from './topic.ts';

/**
 * `Timestamp` is when the message was published, and stays so over retries, which end after an hour at the latest ("hard limit":
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html); ten minutes more for the way and the clocks.
 */
export const MAX_AGE_SECONDS = 4_200;
/** The sender's clock may be ahead by this. */
const MAX_AHEAD_SECONDS = 300;
/** AWS keeps a certificate for about a year under a name of its own. */
const CERTIFICATE_TTL_SECONDS = 3_600;
/** One is in use in a region at a time. */
const CERTIFICATES_KNOWN = 100;
const NEW_CERTIFICATES_A_MINUTE = 10;
const MIN_KEY_BITS = 2_048;
const CERTIFICATE_FILE = /^[0-9a-f]{32,64}\.pem$/;
const SIGNER = 'sns.amazonaws.com';
/**
 * Version 1 is SHA-1, which topics sign with unless told otherwise. Two colliding messages are of no use here: whatever a forger
 * chooses stands before the topic's ARN, so both would be of his own topic.
 */
const ALGORITHM = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' } as const;

const NO_CERTIFICATE = failure('unavailable', 'SNS gave no certificate at the signing URL; send it again later', {
  retryAfterSeconds: 10,
});

/** A message that SNS signed for one of the source's topics. */
export interface Proven {
  readonly message: SignedMessage;
  readonly topic: Topic;
}

/**
 * Whether a body is a message that SNS signed just now, for a topic of the source's list: any AWS customer can have SNS sign any
 * text for a topic of his own. What costs nothing is looked at first, so that strangers cannot make us ask for certificates.
 * `DENIED`, or `unavailable` where the certificate could not be had.
 */
export async function verifySns(
  request: RequestFacts,
  grant: SourceGrant,
  outside: Outside,
  limits: SourceLimits,
): Promise<Result<Proven, Failure>> {
  const document = readDocument(request.body, limits);
  const message = document.ok ? readSigned(document.value) : undefined;
  if (message === undefined || !agrees(request.headers, message)) return err(DENIED);
  const allowed = grant.settings?.['topics'];
  const topic = Array.isArray(allowed) && allowed.includes(message.topicArn) ? topicOf(message.topicArn) : undefined;
  if (topic === undefined) return err(DENIED);
  const ageSeconds = (request.now - Date.parse(message.timestamp)) / 1_000;
  if (!(ageSeconds <= MAX_AGE_SECONDS && ageSeconds >= -MAX_AHEAD_SECONDS)) return err(DENIED);
  const signature = fromBase64(message.signature);
  // Base64 has several spellings of the same bytes; only the one that SNS writes counts.
  if (signature === undefined || toBase64(signature) !== message.signature) return err(DENIED);
  if (!isCertificateUrl(message.signingCertUrl, topic)) return err(DENIED);
  const pem = await certificateOf(message.signingCertUrl, request, outside);
  if (!pem.ok) return pem;
  const certificate = readCertificate(pem.value);
  if (certificate === undefined) return err(NO_CERTIFICATE);
  if (!isSnsCertificate(certificate, topic, request.now)) return err(DENIED);
  const good = verify(
    ALGORITHM[message.signatureVersion],
    utf8(message.stringToSign),
    certificate.publicKey,
    signature,
  );
  return good ? ok({ message, topic }) : err(DENIED);
}

/**
 * The certificate's whole address is known but for its number: https, the topic's own region, no port, user, query or other path.
 * That TLS host is what vouches for the certificate.
 */
function isCertificateUrl(url: string, topic: Topic): boolean {
  const start = `https://${topic.host}/SimpleNotificationService-`;
  return url.startsWith(start) && CERTIFICATE_FILE.test(url.slice(start.length));
}

/** Addresses of certificates that were there, and which others each stranger asked for in this minute. */
interface Asked {
  readonly answered: Recent<true>;
  readonly strangers: Recent<{ readonly minute: number; readonly names: Set<string> }>;
}
const asked = new WeakMap<Outside, Asked>();

/**
 * The certificate at an address. Its number is a stranger's choice until the signature is checked, so that each may have us ask AWS
 * for a few new ones a minute and no more; those that AWS once gave are not counted, and a burst of messages names one certificate.
 */
async function certificateOf(
  url: string,
  { headers, now }: RequestFacts,
  outside: Outside,
): Promise<Result<Uint8Array, Failure>> {
  let known = asked.get(outside);
  if (!known) asked.set(outside, (known = { answered: new Recent(CERTIFICATES_KNOWN), strangers: new Recent(1_000) }));
  const { answered, strangers } = known;
  if (answered.get(url) === undefined) {
    const stranger = strangerOf(headers);
    const minute = Math.floor(now / MINUTE_MS);
    const before = strangers.get(stranger);
    const window = before?.minute === minute ? before : { minute, names: new Set<string>() };
    if (window !== before) strangers.set(stranger, window);
    if (!window.names.has(url) && window.names.size >= NEW_CERTIFICATES_A_MINUTE) return err(NO_CERTIFICATE);
    window.names.add(url);
  }
  const pem = await outside.get(url, CERTIFICATE_TTL_SECONDS);
  if (pem.ok) answered.set(url, true);
  return pem;
}

function readCertificate(pem: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

/** SNS's name, an RSA key of today's length, and valid at the time of the request. */
function isSnsCertificate(certificate: X509Certificate, topic: Topic, now: number): boolean {
  const names = certificate.subject.split('\n').filter((line) => line.startsWith('CN='));
  const known = [`CN=${SIGNER}`, `CN=${topic.host}`];
  if (names.length !== 1 || !known.includes(names[0]!)) return false;
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  if (asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) < MIN_KEY_BITS) return false;
  return Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);
}

/** SNS says type, id and topic in headers too; raw delivery says so in one, and has no signature. */
function agrees(headers: Headers, message: SignedMessage): boolean {
  const said = (name: string, value: string): boolean => (headers.get(`x-amz-sns-${name}`) ?? value) === value;
  return (
    headers.get('x-amz-sns-message-type') === message.type &&
    said('message-id', message.messageId) &&
    said('topic-arn', message.topicArn) &&
    said('rawdelivery', 'false')
  );
}
