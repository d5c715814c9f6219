import type { Entity } from '../../../contracts/entity.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { err, ok, type Result } from '../../../kit/result.ts';
import { FINDING_ACTIVITY } from '../../aws-event.ts';
import { Entities } from '../../aws-resource.ts';
import { findingEvent } from '../../finding-event.ts';
import { isFields, list, own, text } from '../../read.ts';
import type { EventFacts, VendorVerdict } from '../../types.ts';

/** Calls that are more, or fail more often, than they are used to: unusual, and seldom an attack by itself. */
const LOW = 2;
const CONFIDENCE = 40;
const CALLERS = 10;

/**
 * CloudTrail Insights says that calls of an API, or their errors, became unusually many, and when that ended:
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-management-events.html
 */
export const isInsight = (record: Record<string, unknown>): boolean =>
  (Object.hasOwn(record, 'insightDetails') && isFields(record['insightDetails'])) || isOfStore(record);

/**
 * Event data stores write the same without the block around it, each name with `insight` before it:
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-lake.html
 */
const isOfStore = (record: Record<string, unknown>): boolean =>
  Object.hasOwn(record, 'insightContext') && isFields(record['insightContext']) && !Object.hasOwn(record, 'eventName');

const STORE_NAMES: Readonly<Record<string, string>> = {
  state: 'insightState',
  eventSource: 'insightEventSource',
  eventName: 'insightEventName',
  errorCode: 'insightErrorCode',
  insightType: 'insightType',
};

const detail = (record: Record<string, unknown>, name: keyof typeof STORE_NAMES): string | undefined =>
  text(record, 'insightDetails', name) ?? (isOfStore(record) ? text(record, STORE_NAMES[name]!) : undefined);
const callOf = (record: Record<string, unknown>): string =>
  `${detail(record, 'eventSource') ?? 'unknown'}:${detail(record, 'eventName') ?? 'unknown'}`;
const isOver = (record: Record<string, unknown>): boolean => detail(record, 'state') === 'End';

function titleOf(record: Record<string, unknown>): string {
  const error = detail(record, 'errorCode');
  const what = error === undefined ? 'Unusually many calls' : `Unusually many errors ${error}`;
  return `${what} of ${callOf(record)}`.slice(0, 300);
}

export function insightFacts(record: Record<string, unknown>, uid: string, time: number): Result<EventFacts, string> {
  if (detail(record, 'insightType') === undefined) return err('insightType is missing');
  const account = text(record, 'recipientAccountId');
  const region = text(record, 'awsRegion');
  return ok({
    uid,
    time,
    operation: callOf(record).slice(0, 200),
    outcome: 'unknown',
    ...(account === undefined ? {} : { account: account.slice(0, 64) }),
    ...(region === undefined ? {} : { region: region.slice(0, 64) }),
  });
}

/** Those who called while it lasted, the most frequent first. */
export function insightEntities(record: Record<string, unknown>): Entity[] {
  const to = new Entities(text(record, 'recipientAccountId'), text(record, 'awsRegion'));
  const context = own(own(record, 'insightDetails'), 'insightContext') ?? own(record, 'insightContext');
  const told = own(context, 'attributions');
  for (const one of (isFields(told) ? [told] : list(context, 'attributions')).filter(
    (a) => text(a, 'attribute') === 'userIdentityArn',
  ))
    for (const caller of [...list(one, 'insight'), ...list(one, 'insightValue'), own(one, 'insightValue')].slice(
      0,
      CALLERS,
    )) {
      const arn = typeof caller === 'string' ? caller : text(caller, 'value');
      if (arn?.startsWith('arn:') === true) to.aws(arn, 'actor');
    }
  return to.found;
}

export function insightEvent(record: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const event = findingEvent(
    {
      product: 'CloudTrail Insights',
      // Both ends of one insight share it.
      uid: text(record, 'sharedEventID') ?? facts.uid,
      title: titleOf(record),
      description: undefined,
      types: [detail(record, 'insightType') ?? 'unknown'],
      severityId: LOW,
      state: isOver(record) ? 'closed' : 'new',
      firstSeen: undefined,
      lastSeen: facts.time,
      resources: [],
      unmapped: { insightDetails: own(record, 'insightDetails') ?? own(record, 'insightContext') ?? null },
    },
    facts,
  );
  return event.activity_id === FINDING_ACTIVITY.close ? { ...event, severity_id: 1 } : event;
}

export const insightVerdict = (record: Record<string, unknown>): VendorVerdict | undefined =>
  isOver(record)
    ? undefined
    : {
        ruleId: `aws.cloudtrail:insight:${detail(record, 'insightType') ?? 'unknown'}`.slice(0, 200),
        title: titleOf(record),
        severity: LOW,
        confidence: CONFIDENCE,
        techniques: [],
        tactics: [],
      };
