import { isObject, textOf, type Obj } from '../../../read-json.ts';

/** What a CloudWatch Logs payload says of one of its messages. */
export interface LogEvent {
  readonly group: string | undefined;
  readonly stream: string | undefined;
  readonly event: Obj;
}

/** Ids have 56 digits. */
const ID_MAX_LENGTH = 200;
/**
 * Of a group's or a stream's name, as CloudWatch Logs has it. Both stand in each event of a payload: unbounded, a payload of some MiB
 * would be gigabytes to hash. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
 */
const NAME_MAX_LENGTH = 512;

/**
 * A message of no format that is known here, such as a function's own log: kept by CloudWatch's id and time. What it tells of is its
 * own to say. `n` tells several of one message apart. Its `owner` is left out: it is the sender's word, and says nothing of whose it is.
 */
export function plainEvent({ group, stream, event }: LogEvent, content: Obj, n = 0): Obj {
  const id = textOf(event, 'id');
  const time = Object.hasOwn(event, 'timestamp') ? event['timestamp'] : undefined;
  return {
    ...(id === undefined || id.length > ID_MAX_LENGTH ? {} : { event_id: n === 0 ? id : `${id}:${n}` }),
    ...(typeof time === 'number' ? { time } : {}),
    source: 'aws.logs',
    ...(group === undefined ? {} : { log_group: group.slice(0, NAME_MAX_LENGTH).toWellFormed() }),
    ...(stream === undefined ? {} : { log_stream: stream.slice(0, NAME_MAX_LENGTH).toWellFormed() }),
    ...content,
  };
}

/** Objects and lists that look broken rather than like text: a record that was cut off must not pass for a log line. */
export const isBrokenJson = (message: string): boolean => /^\s{0,8}(?:\[\s{0,8})?\{\s{0,8}"/.test(message.slice(0, 40));

/** A payload of CloudWatch Logs, or an object that looks like one. */
export const isPayload = (value: unknown): value is Obj & { readonly logEvents: readonly unknown[] } =>
  isObject(value) && textOf(value, 'messageType') !== undefined && Array.isArray(value['logEvents']);
