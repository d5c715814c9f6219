import { partitionOf } from '../../../aws/arn.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { awsEvent } from '../../aws-event.ts';
import { Entities } from '../../aws-resource.ts';
import { isFields, list, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';

/** Base Event, for what no class of OCSF fits: https://schema.ocsf.io/1.5.0/base_event */
const BASE_EVENT = 0;
const OTHER = 99;
const INFORMATIONAL = 1;

/** Members of a detail that are looked at. */
const MEMBERS = 40;
/** Names under which a detail names one thing by a bare id: an instance. ARNs are found under any. */
const IDS: ReadonlySet<string> = new Set(['instance-id', 'instanceId', 'EC2InstanceId']);

/** What a detail names, for events whose envelope lists no resources, or not all. */
function* namedIn(detail: unknown, region: string): Generator<string> {
  if (!isFields(detail)) return;
  for (const [name, value] of Object.entries(detail).slice(0, MEMBERS))
    if (typeof value === 'string' && (value.startsWith('arn:') || IDS.has(name))) yield value;
  // GuardDuty's Malware Protection tells of buckets and objects so.
  const bucket = text(detail, 's3BucketDetails', 'bucketName') ?? text(detail, 's3ObjectDetails', 'bucketName');
  if (bucket !== undefined) yield `arn:${partitionOf(region)}:s3:::${bucket}`;
}

/**
 * Events of EventBridge whose detail is of no format of its own here: kept with their envelope, so that rules can be written on them
 * and their resources are found. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */
export const event = {
  format: 'aws.event',
  logsource: { product: 'aws', service: 'eventbridge' },
  facts(record) {
    const id = text(record, 'id');
    // Input transformers leave out what nobody asked them for.
    const uid = id !== undefined && id.length <= 200 ? id : digestOf(record).slice(0, 40);
    const at = time(text(record, 'time'));
    if (at === undefined) return err('time is missing or no time');
    const account = text(record, 'account');
    const region = text(record, 'region');
    return ok({
      uid,
      time: at,
      operation: `${text(record, 'source') ?? 'unknown'}:${text(record, 'detail-type') ?? 'unknown'}`.slice(0, 200),
      outcome: 'unknown',
      ...(account === undefined ? {} : { account: account.slice(0, 64) }),
      ...(region === undefined ? {} : { region: region.slice(0, 64) }),
    } satisfies EventFacts);
  },
  entities(record) {
    const to = new Entities(text(record, 'account'), text(record, 'region'));
    for (const resource of list(record, 'resources').slice(0, 24))
      if (typeof resource === 'string') to.aws(resource, 'target');
    for (const id of namedIn(own(record, 'detail'), text(record, 'region') ?? '')) to.aws(id, 'target');
    return to.found;
  },
  toOcsf(record, facts): OcsfEvent {
    const { cloud, metadata, ...base } = awsEvent(facts, {
      classUid: BASE_EVENT,
      activity: OTHER,
      word: text(record, 'detail-type') ?? 'unknown',
      severityId: INFORMATIONAL,
      product: text(record, 'source') ?? 'EventBridge',
    });
    return {
      ...base,
      ...(cloud === undefined ? {} : { cloud }),
      metadata: { ...metadata, event_code: text(record, 'detail-type') ?? 'unknown' },
      unmapped: { detail: record['detail'] ?? null, resources: list(record, 'resources') },
    };
  },
  observables: () => [],
} satisfies Normalizer;
