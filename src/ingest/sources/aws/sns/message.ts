import { isObject, textOf } from '../../../read-json.ts';

/** Message types that SNS sends to HTTPS endpoints: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
export type SnsType = 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';

/** What a message's signature covers. Nothing else of the message is ever used. */
export interface SnsMessage {
  readonly type: SnsType;
  readonly messageId: string;
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string;
  /** As SNS writes it: ISO 8601, UTC, ms */
  readonly timestamp: string;
  /** Of the two confirmations only. */
  readonly token?: string;
}
export interface SignedMessage extends SnsMessage {
  readonly signatureVersion: '1' | '2';
  readonly signature: string;
  readonly signingCertUrl: string;
  /** Exactly what was signed. */
  readonly stringToSign: string;
}

const NOTIFICATION_FIELDS = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const;
const CONFIRMATION_FIELDS = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const;

const MESSAGE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TIMESTAMP = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/;
const TOKEN = /^[0-9A-Za-z]{1,1024}$/;
/** SNS takes subjects of one line and under 100 characters. */
const ONE_LINE = /^\P{Cc}{0,2048}$/u;
/** A topic's name has up to 256; the ARN stands in each record that a message holds. */
const ARN_MAX_CHARS = 1_024;

export const isSnsType = (type: string | undefined): type is SnsType =>
  type === 'Notification' || type === 'SubscriptionConfirmation' || type === 'UnsubscribeConfirmation';

/**
 * The signed fields of a message, or undefined if it is none that SNS makes. What is signed is names and values a line each, so
 * all but `Message` must be of one line: otherwise one signature would fit several messages, and a replay could pass for news.
 */
export function readMessage(value: unknown): SnsMessage | undefined {
  if (!isObject(value)) return undefined;
  const type = textOf(value, 'Type');
  const messageId = textOf(value, 'MessageId');
  const topicArn = textOf(value, 'TopicArn');
  const message = textOf(value, 'Message');
  const timestamp = textOf(value, 'Timestamp');
  if (!isSnsType(type) || messageId === undefined || topicArn === undefined || message === undefined) return undefined;
  if (!MESSAGE_ID.test(messageId) || timestamp === undefined || !TIMESTAMP.test(timestamp)) return undefined;
  if (topicArn.length > ARN_MAX_CHARS) return undefined;
  const base = { type, messageId, topicArn, message, timestamp };
  if (type === 'Notification') {
    const subject = textOf(value, 'Subject');
    if (subject === undefined) return base;
    return ONE_LINE.test(subject) ? { ...base, subject } : undefined;
  }
  const token = textOf(value, 'Token');
  return token !== undefined && TOKEN.test(token) ? { ...base, token } : undefined;
}

/** A message with its signature, not checked yet; undefined if either is not of the form that SNS makes. */
export function readSigned(value: unknown): SignedMessage | undefined {
  const message = readMessage(value);
  if (message === undefined || !isObject(value)) return undefined;
  const signatureVersion = textOf(value, 'SignatureVersion');
  const signature = textOf(value, 'Signature');
  // Lambda hands messages on with the other spelling. It is not signed either way, and checked by itself.
  const signingCertUrl = textOf(value, 'SigningCertURL') ?? textOf(value, 'SigningCertUrl');
  if (signatureVersion !== '1' && signatureVersion !== '2') return undefined;
  if (signature === undefined || signingCertUrl === undefined) return undefined;
  const stringToSign = canonical(value, message.type);
  if (stringToSign === undefined) return undefined;
  return { ...message, signatureVersion, signature, signingCertUrl, stringToSign };
}

/**
 * Names and values of the signed fields, each on a line of its own, in the alphabet's order; a notification without a subject has
 * no line of it. https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 * Undefined for text that is no Unicode: its lone surrogates would all be written as the same replacement character.
 */
export function canonical(value: Record<string, unknown>, type: SnsType): string | undefined {
  let out = '';
  for (const name of type === 'Notification' ? NOTIFICATION_FIELDS : CONFIRMATION_FIELDS) {
    const text = textOf(value, name);
    if (text === undefined) {
      if (name === 'Subject') continue;
      return undefined;
    }
    if (name === 'SubscribeURL' && !ONE_LINE.test(text)) return undefined;
    out += `${name}\n${text}\n`;
  }
  return out.isWellFormed() ? out : undefined;
}
