import { partitionOf } from '../../../aws/arn.ts';
import type { Entity } from '../../../contracts/entity.ts';
import { err, ok } from '../../../kit/result.ts';
import { findingEvent } from '../../finding-event.ts';
import { at, isFields, list, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';

const ALARM = 'ALARM';
/** OCSF severity_id 2 low, 3 medium */
const LOW = 2;
const MEDIUM = 3;
const INFORMATIONAL = 1;
/** Alarms are set by people for reasons of their own; few are about attacks. */
const CONFIDENCE = 40;
/** A metric has at most as many. */
const DIMENSIONS = 30;

/**
 * An alarm's change as SNS tells it. EventBridge has the same in other words, without a composite alarm's metrics:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
function noticeOf(record: Record<string, unknown>): Record<string, unknown> {
  if (text(record, 'detail-type') === undefined) return record;
  const detail = own(record, 'detail');
  const state = own(detail, 'state');
  const metrics = list(detail, 'configuration', 'metrics').map((m) => {
    const metric = at(m, 'metricStat', 'metric');
    const dimensions = own(metric, 'dimensions');
    const named = isFields(dimensions) ? Object.entries(dimensions).slice(0, DIMENSIONS) : [];
    return {
      MetricStat: {
        Metric: {
          Namespace: own(metric, 'namespace'),
          MetricName: own(metric, 'name'),
          Dimensions: named.map(([name, value]) => ({ name, value })),
        },
      },
    };
  });
  return {
    AlarmName: own(detail, 'alarmName'),
    AlarmArn: list(record, 'resources')[0],
    AlarmDescription: at(detail, 'configuration', 'description'),
    AWSAccountId: own(record, 'account'),
    NewStateValue: own(state, 'value'),
    NewStateReason: own(state, 'reason'),
    OldStateValue: at(detail, 'previousState', 'value'),
    StateChangeTime: own(state, 'timestamp') ?? own(record, 'time'),
    Trigger: { Metrics: metrics },
  };
}

/** CloudWatch writes offsets without their colon (`+0000`), which ISO 8601 parsers need not take. */
const stateTime = (record: Record<string, unknown>): number | undefined =>
  time(text(record, 'StateChangeTime')?.replace(/([+-][0-9]{2})([0-9]{2})$/, '$1:$2'));

/** `arn:aws:cloudwatch:<region>:<account>:alarm:<name>`; `Region` itself is the region's name in words. */
function partsOf(record: Record<string, unknown>): { readonly account?: string; readonly region?: string } {
  const [, , , region, arnAccount] = (text(record, 'AlarmArn') ?? '').split(':', 6);
  const account = text(record, 'AWSAccountId') ?? arnAccount;
  return {
    ...(account === undefined || account === '' ? {} : { account: account.slice(0, 64) }),
    ...(region === undefined || region === '' ? {} : { region: region.slice(0, 64) }),
  };
}

interface Metric {
  readonly namespace: string | undefined;
  readonly dimensions: readonly (readonly [string, string])[];
}

/** Metrics that an alarm watches: one of its own, or those of its metric math. Composite alarms have none. */
function metricsOf(record: Record<string, unknown>): Metric[] {
  const trigger = own(record, 'Trigger');
  const stats = list(trigger, 'Metrics').map((m) => own(own(m, 'MetricStat'), 'Metric'));
  return [trigger, ...stats].slice(0, 20).map((m) => ({
    namespace: text(m, 'Namespace'),
    dimensions: list(m, 'Dimensions')
      .slice(0, DIMENSIONS)
      .flatMap((d): [string, string][] => {
        const name = text(d, 'name') ?? text(d, 'Name');
        const value = text(d, 'value') ?? text(d, 'Value');
        return name === undefined || value === undefined ? [] : [[name, value.slice(0, 512)]];
      }),
  }));
}

/** What a dimension names, under the id that other formats give it. */
function entityOf(
  name: string,
  value: string,
  account: string,
  region: string,
): Pick<Entity, 'type' | 'id'> | undefined {
  const partition = partitionOf(region);
  switch (name) {
    case 'InstanceId':
      return { type: 'instance', id: value };
    case 'BucketName':
      return { type: 'bucket', id: `arn:${partition}:s3:::${value}` };
    case 'FunctionName':
      return { type: 'function', id: `arn:${partition}:lambda:${region}:${account}:function:${value}` };
    case 'DBInstanceIdentifier':
      return { type: 'resource', id: `arn:${partition}:rds:${region}:${account}:db:${value}` };
    default:
      return undefined;
  }
}

function entitiesOf(record: Record<string, unknown>): Entity[] {
  const { account = '', region = '' } = partsOf(record);
  const where = { ...(account === '' ? {} : { account }), ...(region === '' ? {} : { region }) };
  const found = new Map<string, Entity>();
  for (const [name, value] of metricsOf(record).flatMap((m) => m.dimensions)) {
    const entity = entityOf(name, value, account, region);
    if (entity) found.set(`${entity.type}:${entity.id}`, { ...entity, role: 'target', ...where });
  }
  const alarm = text(record, 'AlarmArn');
  if (found.size === 0 && alarm !== undefined)
    found.set(alarm, { type: 'resource', id: alarm, role: 'related', ...where });
  return [...found.values()].slice(0, 24);
}

/** Where AWS's agents write, beside `AWS/…`: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html */
const LOAD: ReadonlySet<string> = new Set([
  'CWAgent',
  'CloudWatchSynthetics',
  'ContainerInsights',
  'ECS/ContainerInsights',
  'LambdaInsights',
]);

/**
 * Metrics of AWS's own namespaces tell of load; those of other namespaces are people's own, as metric filters over CloudTrail
 * write them (root's sign-in, denied calls), and are the ones that may mean more.
 */
function severityOf(record: Record<string, unknown>): number {
  if (text(record, 'NewStateValue') !== ALARM) return INFORMATIONAL;
  const namespaces = metricsOf(record).flatMap((m) => (m.namespace === undefined ? [] : [m.namespace]));
  return namespaces.some((n) => !n.startsWith('AWS/') && !LOAD.has(n)) ? MEDIUM : LOW;
}

/**
 * CloudWatch alarms as they reach SNS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 * OCSF has no class for a monitor's alarms; Detection Finding is what its rules' results are, new in ALARM and closed in OK.
 */
export const alarm = {
  format: 'aws.alarm',
  logsource: { product: 'aws', service: 'cloudwatch' },
  facts(sent) {
    const record = noticeOf(sent);
    const name = text(record, 'AlarmName');
    const state = text(record, 'NewStateValue');
    if (name === undefined || state === undefined) return err('AlarmName or NewStateValue is missing');
    const changed = stateTime(record);
    if (changed === undefined) return err('StateChangeTime is missing or no time');
    const { account, region } = partsOf(record);
    const id = text(record, 'AlarmArn') ?? `${account ?? ''}:${name}`;
    return ok({
      uid: `${id.slice(0, 400)}:${changed}:${state.slice(0, 32)}`,
      time: changed,
      outcome: 'unknown',
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
    } satisfies EventFacts);
  },
  entities: (sent) => entitiesOf(noticeOf(sent)),
  toOcsf(sent, facts) {
    const record = noticeOf(sent);
    const state = text(record, 'NewStateValue');
    return findingEvent(
      {
        product: 'CloudWatch',
        uid: text(record, 'AlarmArn') ?? facts.uid,
        title: text(record, 'AlarmName') ?? 'CloudWatch alarm',
        description: text(record, 'NewStateReason') ?? text(record, 'AlarmDescription'),
        types: ['CloudWatch alarm'],
        severityId: severityOf(record),
        state: state === ALARM ? 'new' : state === 'OK' ? 'closed' : 'updated',
        firstSeen: undefined,
        lastSeen: facts.time,
        resources: entitiesOf(record).map((e) => ({ uid: e.id, type: e.type })),
        unmapped: {
          NewStateValue: state ?? null,
          OldStateValue: text(record, 'OldStateValue') ?? null,
          AlarmDescription: text(record, 'AlarmDescription') ?? null,
          Trigger: own(record, 'Trigger') ?? null,
        },
      },
      facts,
    );
  },
  observables: () => [],
  verdict(sent) {
    const record = noticeOf(sent);
    const name = text(record, 'AlarmName');
    if (name === undefined || text(record, 'NewStateValue') !== ALARM) return undefined;
    return {
      ruleId: `aws.alarm:${name}`.slice(0, 200),
      title: `CloudWatch alarm: ${name}`.slice(0, 300),
      severity: severityOf(record),
      confidence: CONFIDENCE,
      techniques: [],
      tactics: [],
    };
  },
} satisfies Normalizer;
