import { partitionOf } from '../../../aws/arn.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { digestOf } from '../../../kit/crypto.ts';
import { err, ok } from '../../../kit/result.ts';
import { awsEvent, FINDING_ACTIVITY, findingFacts } from '../../aws-event.ts';
import { awsResource, Entities, type AwsResource } from '../../aws-resource.ts';
import { own, text, time } from '../../read.ts';
import type { Normalizer } from '../../types.ts';

/** https://schema.ocsf.io/1.5.0/classes/compliance_finding and /cloud_resources_inventory_info */
const COMPLIANCE_FINDING = 2003;
const CLOUD_RESOURCES = 5023;
const LOG = 1;
const STATUS = { pass: 1, fail: 3, unknown: 0 } as const;
const INFORMATIONAL = 1;
/** Config gives rules no severity. A door that stands open is kept low: it opens no incident by itself. */
const LOW = 2;

const complianceOf = (record: Record<string, unknown>): string | undefined =>
  text(record, 'newEvaluationResult', 'complianceType');
const isCompliance = (record: Record<string, unknown>): boolean => text(record, 'configRuleName') !== undefined;

/** The item, or the summary of one too large for an event. */
const itemOf = (record: Record<string, unknown>): unknown =>
  own(record, 'configurationItem') ?? own(record, 'configurationItemSummary');

/** Config's record of a resource's compliance goes by that resource: `AWS::S3::Bucket/NAME` */
const COMPLIANCE_OF = /^(AWS::[A-Za-z0-9]{1,64}::[A-Za-z0-9]{1,64})\/(.+)$/;

function resourceOf(record: Record<string, unknown>, id: string, type: string): AwsResource | undefined {
  const [, innerType, innerId] = COMPLIANCE_OF.exec(id) ?? [];
  if (innerType !== undefined && innerId !== undefined) return awsResource(innerId, innerType);
  const account = text(record, 'awsAccountId');
  const region = text(record, 'awsRegion') ?? text(itemOf(record), 'awsRegion');
  if (type === 'AWS::S3::Bucket' && /^[a-z0-9][a-z0-9.-]{1,62}$/.test(id))
    return awsResource(`arn:${partitionOf(region ?? '')}:s3:::${id}`);
  // A rule's verdict names a function by its name alone.
  if (type === 'AWS::Lambda::Function' && /^[\w-]{1,64}$/.test(id) && account !== undefined && region !== undefined)
    return awsResource(`arn:${partitionOf(region)}:lambda:${region}:${account}:function:${id}`);
  return awsResource(id, type);
}

/** What the notification is about, as other formats name it. */
function subjectOf(record: Record<string, unknown>) {
  const about = isCompliance(record) ? record : itemOf(record);
  const type = text(about, 'resourceType') ?? '';
  const id = text(about, 'ARN') ?? text(about, 'arn') ?? text(about, 'resourceId');
  return { type, id, resource: id === undefined ? undefined : resourceOf(record, id, type) };
}

function timeOf(record: Record<string, unknown>): number | undefined {
  const result = own(record, 'newEvaluationResult');
  return (
    time(text(result, 'resultRecordedTime')) ??
    time(text(itemOf(record), 'configurationItemCaptureTime')) ??
    time(text(record, 'notificationCreationTime'))
  );
}

/** AWS Config: https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html */
export const config = {
  format: 'aws.config',
  logsource: { product: 'aws', service: 'config' },
  facts(record) {
    const at = timeOf(record);
    if (at === undefined) return err('notificationCreationTime is missing or no time');
    const { type, id } = subjectOf(record);
    if (id === undefined) return err('resourceId is missing');
    const item = itemOf(record);
    const account = text(record, 'awsAccountId') ?? text(item, 'awsAccountId');
    const region = text(record, 'awsRegion') ?? text(item, 'awsRegion');
    // A notification has no id; by SNS and by EventBridge it tells of the same state of the same thing.
    const state = complianceOf(record) ?? text(item, 'configurationStateId') ?? null;
    const what = { rule: text(record, 'configRuleARN') ?? null, type, id, at, state, account: account ?? null };
    return ok(findingFacts(digestOf({ ...what, region: region ?? null }).slice(0, 40), at, account, region));
  },
  entities(record) {
    const item = itemOf(record);
    const to = new Entities(
      text(record, 'awsAccountId') ?? text(item, 'awsAccountId'),
      text(record, 'awsRegion') ?? text(item, 'awsRegion'),
    );
    to.add(subjectOf(record).resource, 'target');
    return to.found;
  },
  toOcsf(record, facts): OcsfEvent {
    const { type, id } = subjectOf(record);
    const resources = id === undefined ? [] : [{ uid: id, ...(type === '' ? {} : { type }) }];
    if (!isCompliance(record)) {
      return {
        ...awsEvent(facts, {
          classUid: CLOUD_RESOURCES,
          activity: LOG,
          severityId: INFORMATIONAL,
          product: 'Config',
        }),
        resources,
        unmapped: {
          configurationItem: itemOf(record) ?? null,
          configurationItemDiff: own(record, 'configurationItemDiff') ?? null,
        },
      };
    }
    const compliance = complianceOf(record);
    const failed = compliance === 'NON_COMPLIANT';
    const before = text(record, 'oldEvaluationResult', 'complianceType');
    const rule = text(record, 'configRuleName') ?? 'unknown';
    const activity = !failed
      ? FINDING_ACTIVITY.close
      : before === 'NON_COMPLIANT'
        ? FINDING_ACTIVITY.update
        : FINDING_ACTIVITY.create;
    const annotation = text(record, 'newEvaluationResult', 'annotation');
    return {
      ...awsEvent(facts, {
        classUid: COMPLIANCE_FINDING,
        activity,
        severityId: failed ? LOW : INFORMATIONAL,
        product: 'Config',
      }),
      finding_info: {
        uid: `${text(record, 'configRuleARN') ?? rule}/${type}/${id ?? 'unknown'}`.slice(0, 512),
        title: titleOf(record),
        ...(annotation === undefined ? {} : { desc: annotation }),
      },
      compliance: {
        standards: ['AWS Config rules'],
        control: rule,
        status_id: failed ? STATUS.fail : compliance === 'COMPLIANT' ? STATUS.pass : STATUS.unknown,
      },
      resources,
      unmapped: {
        oldEvaluationResult: own(record, 'oldEvaluationResult') ?? null,
        newEvaluationResult: own(record, 'newEvaluationResult') ?? null,
      },
    };
  },
  observables: () => [],
  verdict(record) {
    if (!isCompliance(record) || complianceOf(record) !== 'NON_COMPLIANT') return undefined;
    return {
      ruleId: `aws.config:${text(record, 'configRuleName') ?? 'unknown'}`.slice(0, 200),
      title: titleOf(record),
      severity: LOW,
      confidence: 70,
      techniques: [],
      tactics: [],
    };
  },
} satisfies Normalizer;

function titleOf(record: Record<string, unknown>): string {
  const { type, id } = subjectOf(record);
  const state = complianceOf(record) === 'NON_COMPLIANT' ? 'breaks' : 'keeps';
  return `${type} ${id ?? 'unknown'} ${state} the rule ${text(record, 'configRuleName') ?? 'unknown'}`.slice(0, 300);
}
