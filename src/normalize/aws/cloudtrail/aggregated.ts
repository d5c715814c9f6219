import type { Observable } from '../../../contracts/delivery.ts';
import type { Entity } from '../../../contracts/entity.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok, type Result } from '../../../kit/result.ts';
import { awsEvent, findingFacts } from '../../aws-event.ts';
import { awsResource, Entities } from '../../aws-resource.ts';
import { endpointOf } from '../../ocsf-parts.ts';
import { isAddress, isFields, list, number, own, text, time } from '../../read.ts';
import type { EventFacts } from '../../types.ts';
import { apiActivity } from './ocsf.ts';

const API_ACTIVITY = 6003;
/** Values of a dimension that are looked at, the most frequent first. */
const VALUES = 10;

/**
 * Five minutes of data events as one, counted by what was called, by whom and upon what:
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aggregated-events.html
 */
export const isAggregated = (record: Record<string, unknown>): boolean =>
  text(record, 'eventType') === 'AwsAggregatedEvent' && isFields(own(record, 'timeWindow'));

/** What was counted by a dimension: `eventName`, `resourceARN`, `userIdentity`, `sourceIpAddress` and others. */
function countedBy(record: Record<string, unknown>, dimension: string): { name: string; value: number }[] {
  const summary = own(record, 'summary');
  return [own(summary, 'primaryDimension'), ...list(summary, 'details')]
    .filter((d) => text(d, 'dimension')?.toLowerCase() === dimension.toLowerCase())
    .flatMap((d) => list(d, 'statistics'))
    .slice(0, VALUES)
    .flatMap((s) => {
      const name = text(s, 'name');
      return name === undefined ? [] : [{ name, value: number(s, 'value') ?? 0 }];
    });
}

/** The call, where all that was counted are of one. */
function callOf(record: Record<string, unknown>): string | undefined {
  const [first, ...others] = countedBy(record, 'eventName');
  return others.length === 0 ? first?.name : undefined;
}

const sourceOf = (record: Record<string, unknown>): string => text(record, 'eventSource') ?? 'unknown';

export function aggregatedFacts(record: Record<string, unknown>): Result<EventFacts, string> {
  const at = time(text(record, 'timeWindow', 'windowStart'));
  if (at === undefined) return err('timeWindow.windowStart is missing or no time');
  const id = text(record, 'eventId') ?? text(record, 'eventID');
  const uid = id !== undefined && id.length <= 128 ? id : digestOf(record).slice(0, 40);
  const account = text(record, 'accountId') ?? text(record, 'recipientAccountId');
  const facts = findingFacts(uid, at, account, text(record, 'awsRegion'));
  return ok({ ...facts, operation: `${sourceOf(record)}:${callOf(record) ?? 'several calls'}`.slice(0, 200) });
}

const addressesOf = (record: Record<string, unknown>): string[] =>
  countedBy(record, 'sourceIpAddress')
    .map((s) => s.name)
    .filter(isAddress);

export function aggregatedEntities(record: Record<string, unknown>): Entity[] {
  const to = new Entities(text(record, 'accountId'), text(record, 'awsRegion'));
  for (const { name } of countedBy(record, 'userIdentity')) {
    const who = awsResource(name);
    to.add(who?.type === 'role' ? { ...who, type: 'principal' } : who, 'actor');
  }
  for (const id of addressesOf(record)) to.add({ type: 'ip', id }, 'source');
  for (const { name } of countedBy(record, 'resourceARN')) to.aws(name, 'target');
  return to.found;
}

export function aggregatedEvent(record: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const call = callOf(record);
  const [who] = aggregatedEntities(record).filter((e) => e.role === 'actor');
  const total = list(record, 'summary', 'primaryDimension', 'statistics').reduce<number>(
    (sum, s) => sum + (number(s, 'value') ?? 0),
    0,
  );
  const end = time(text(record, 'timeWindow', 'windowEnd'));
  return {
    ...awsEvent(facts, {
      classUid: API_ACTIVITY,
      activity: apiActivity(call ?? ''),
      word: call ?? 'several calls',
      severityId: 1,
      product: 'CloudTrail',
    }),
    ...(total >= 1 && Number.isSafeInteger(total) ? { count: total } : {}),
    start_time: facts.time,
    ...(end === undefined ? {} : { end_time: end }),
    status_id: 0,
    api: { operation: call ?? 'several calls', service: { name: sourceOf(record) } },
    actor: { user: who === undefined ? { name: 'unknown' } : { uid: who.id } },
    src_endpoint: endpointOf(addressesOf(record)[0] ?? sourceOf(record)),
    resources: countedBy(record, 'resourceARN').map(({ name }) => ({ uid: name })),
    unmapped: { summary: own(record, 'summary') ?? null, timeWindow: own(record, 'timeWindow') ?? null },
  };
}

export const aggregatedObservables = (record: Record<string, unknown>): [Observable['type'], string][] =>
  addressesOf(record).map((ip) => ['ip', ip]);
