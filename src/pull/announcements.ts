import { BucketName, ETag, ObjectKey } from '../contracts/pull.ts';

export interface Announced {
  readonly bucket: string;
  /** As S3 takes it in a path, not escaped */
  readonly key: string;
  readonly etag?: string;
}

type Obj = Record<string, unknown>;
const objectIn = (value: Obj, key: string): Obj => {
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Obj) : {};
};
const textIn = (value: Obj, key: string): string | undefined => {
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof found === 'string' ? found : undefined;
};

/** CloudTrail names all files of one delivery in one message: some dozens at most. */
const KEYS_MAX = 1_000;

/**
 * What a record of format `aws.s3-object` says lies ready: nothing for what is no creation (a test, a deletion), a text for what
 * cannot be understood. Pure, never throws.
 */
export function announcedBy(record: Obj): readonly Announced[] | string {
  if (textIn(record, 'Event') === 's3:TestEvent') return [];
  if (textIn(record, 'source') === 'aws.s3') {
    if (textIn(record, 'detail-type') !== 'Object Created') return [];
    const detail = objectIn(record, 'detail');
    const object = objectIn(detail, 'object');
    return one(textIn(objectIn(detail, 'bucket'), 'name'), textIn(object, 'key'), textIn(object, 'etag'));
  }
  if (textIn(record, 'eventSource') === 'aws:s3') {
    // `s3:` stands before it in configurations, and in some compatible servers' notifications.
    if (!/^(?:s3:)?ObjectCreated:/.test(textIn(record, 'eventName') ?? '')) return [];
    const s3 = objectIn(record, 's3');
    const object = objectIn(s3, 'object');
    return one(textIn(objectIn(s3, 'bucket'), 'name'), unescaped(textIn(object, 'key')), textIn(object, 'eTag'));
  }
  const keys = Object.hasOwn(record, 's3ObjectKey') ? record['s3ObjectKey'] : undefined;
  if (!Array.isArray(keys) || keys.length > KEYS_MAX) return 's3ObjectKey is not a list of at most 1,000 keys';
  const found: Announced[] = [];
  for (const key of keys as unknown[]) {
    const made = one(textIn(record, 's3Bucket'), typeof key === 'string' ? key : undefined, undefined);
    if (typeof made === 'string') return made;
    found.push(...made);
  }
  return found;
}

function one(bucket: string | undefined, key: string | undefined, etag: string | undefined): Announced[] | string {
  const b = BucketName.safeParse(bucket);
  if (!b.success) return 'the announcement names no bucket';
  const k = ObjectKey.safeParse(key);
  if (!k.success) return 'the announcement names no key';
  // With its quotes in some; without any the object is known by what it has when it is fetched.
  const e = ETag.safeParse(etag?.replace(/^"(.*)"$/, '$1'));
  return [{ bucket: b.data, key: k.data, ...(e.success ? { etag: e.data } : {}) }];
}

/** Notifications escape keys as forms do: a plus is a space. Events of EventBridge do not. */
function unescaped(key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
