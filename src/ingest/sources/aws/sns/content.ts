import { utf8 } from '../../../../kit/bytes.ts';
import type { Collector } from '../../../collect.ts';
import { isObject, parseJson, readBoundedText, textOf, type Obj } from '../../../read-json.ts';
import { addRecord } from '../../../recognise/index.ts';
import type { Frame, Reading } from '../../../source.ts';
import { readMessage, type SnsMessage } from './message.ts';
import { topicOf } from './topic.ts';

/** AWS Budgets writes prose, as in its mails: https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html */
const BUDGET_START = 'AWS Budget Notification';

/** The message as a record of its own, for content of no format that we know. */
function eventOf(notice: SnsMessage, eventId: string, message: unknown): Record<string, unknown> {
  const topic = topicOf(notice.topicArn);
  return {
    event_id: eventId,
    time: notice.timestamp,
    source: 'aws.sns',
    event_type: notice.type,
    topic: notice.topicArn,
    ...(topic === undefined ? {} : { account: topic.account, region: topic.region }),
    ...(notice.subject === undefined ? {} : { subject: notice.subject }),
    message,
  };
}

/**
 * The records of an SNS message: those that its JSON holds, AWS Budgets' prose, or else the message itself. That somebody
 * unsubscribed the source is a record too: it is how one would blind it. Reads signed fields only.
 */
export function addMessage(into: Collector, frame: Frame, reading: Reading): void {
  const notice = readMessage(frame.value);
  if (notice === undefined) return into.reject(frame.at(), 'not an SNS message');
  const at = () => `${frame.at()}.Message`;
  if (notice.type === 'SubscriptionConfirmation') return into.skip(frame.at);
  if (notice.type === 'UnsubscribeConfirmation')
    return into.add('vedette.event', eventOf(notice, notice.messageId, notice.message), frame.at);
  addNotice(into, notice, at, reading);
}

/** What a notification holds, wherever its envelope came from: at a topic's own door, or in a stream that a topic fills. */
export function addNotice(
  into: Collector,
  notice: SnsMessage,
  at: () => string,
  reading: Pick<Reading, 'budget'>,
): void {
  const content = readContent(notice.message, reading);
  if (typeof content === 'string') return into.reject(at(), content);
  if (!Array.isArray(content.value)) return addContent(into, notice, content.value, notice.messageId, at);
  for (const [i, part] of (content.value as unknown[]).entries()) {
    if (into.full) return;
    addContent(into, notice, part, `${notice.messageId}:${i}`, () => `${at()}[${i}]`);
  }
}

/** JSON objects and lists as values, anything else as the text that it is; a string says why it cannot be taken. */
function readContent(message: string, { budget }: Pick<Reading, 'budget'>): { readonly value: unknown } | string {
  const first = message.trimStart()[0];
  if (first !== '{' && first !== '[') return { value: message };
  const bounded = readBoundedText(utf8(message), budget);
  if (!bounded.ok) return bounded.error.detail;
  const value = parseJson(message);
  if (!value.ok) return { value: message };
  budget.values -= bounded.value.values;
  return value;
}

/** What CloudTrail says of log files that it wrote names no time: it is the message's. */
const timed = (content: Obj, notice: SnsMessage): Obj =>
  textOf(content, 's3Bucket') !== undefined &&
  Array.isArray(content['s3ObjectKey']) &&
  !Object.hasOwn(content, 'eventTime')
    ? { ...content, eventTime: notice.timestamp }
    : content;

function addContent(into: Collector, notice: SnsMessage, content: unknown, id: string, at: () => string): void {
  if (!isObject(content)) {
    if (typeof content !== 'string' || !content.startsWith(BUDGET_START))
      return into.add('vedette.event', eventOf(notice, id, content), at);
    const { messageId, topicArn, timestamp, subject } = notice;
    const budget = { MessageId: messageId, TopicArn: topicArn, Timestamp: timestamp, Message: content };
    return into.add('aws.budget', subject === undefined ? budget : { ...budget, Subject: subject }, at);
  }
  // S3 says so once, when it is told to announce objects here.
  if (textOf(content, 'Event') === 's3:TestEvent') return into.skip(at);
  let inner = 0;
  addRecord(into, timed(content, notice), at, {
    otherwise: 'vedette.event',
    wrap: (value) => eventOf(notice, value === content ? id : `${id}:${inner++}`, value),
  });
}
