import type { OcsfEvent } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { awsEvent, FINDING_ACTIVITY, findingFacts } from '../../aws-event.ts';
import { Entities } from '../../aws-resource.ts';
import { isFields, list, own, text, time } from '../../read.ts';
import type { Normalizer } from '../../types.ts';

/** https://schema.ocsf.io/1.5.0/classes/detection_finding and /base_event */
const DETECTION_FINDING = 2004;
const BASE_EVENT = 0;
const OTHER = 99;
const INFORMATIONAL = 1;

/** What AWS says of an account's own misuse; the code's first match counts. */
const THREATS: readonly (readonly [RegExp, { severity: number; techniques: string[]; tactics: string[] }])[] = [
  [/CREDENTIALS_EXPOSED/, { severity: 5, techniques: ['T1552.001'], tactics: ['credential-access'] }],
  [/IAM_QUARANTINE/, { severity: 5, techniques: ['T1078.004'], tactics: ['initial-access'] }],
  [/^AWS_ABUSE_.*DOS/, { severity: 4, techniques: ['T1498'], tactics: ['impact'] }],
  [/^AWS_ABUSE_.*(?:PORT_SCAN|INTRUSION|LOGIN)/, { severity: 4, techniques: ['T1046'], tactics: ['discovery'] }],
  [/^AWS_ABUSE_.*(?:BOTNET|MALWARE)/, { severity: 4, techniques: ['T1071'], tactics: ['command-and-control'] }],
  [/^AWS_ABUSE_.*(?:COPYRIGHT|DMCA)/, { severity: 2, techniques: [], tactics: ['impact'] }],
  [/^AWS_(?:ABUSE|RISK)_/, { severity: 4, techniques: [], tactics: ['impact'] }],
];

/** The event's own part, out of its envelope or by itself. */
function detailOf(record: Record<string, unknown>): Readonly<Record<string, unknown>> {
  const detail = own(record, 'detail');
  return text(record, 'detail-type') !== undefined && isFields(detail) ? detail : record;
}

const codeOf = (record: Record<string, unknown>): string => text(detailOf(record), 'eventTypeCode') ?? 'unknown';
const threatOf = (record: Record<string, unknown>) => THREATS.find(([code]) => code.test(codeOf(record)))?.[1];
const isOver = (record: Record<string, unknown>): boolean => text(detailOf(record), 'statusCode') === 'closed';

const accountOf = (record: Record<string, unknown>): string | undefined =>
  text(detailOf(record), 'affectedAccount') ?? text(record, 'account');
const regionOf = (record: Record<string, unknown>): string | undefined => {
  const region = text(detailOf(record), 'eventRegion') ?? text(record, 'region');
  return region === 'global' ? undefined : region;
};

function descriptionOf(record: Record<string, unknown>): string | undefined {
  const all = list(detailOf(record), 'eventDescription');
  return text(all.find((d) => text(d, 'language') === 'en_US') ?? all[0], 'latestDescription');
}

/** What is affected: by the event's own list, else by its envelope's, which has the same. */
function affectedOf(record: Record<string, unknown>): string[] {
  const listed = list(detailOf(record), 'affectedEntities').map((e) => text(e, 'entityValue'));
  const values = listed.length > 0 ? listed : list(record, 'resources');
  return values.filter((v): v is string => typeof v === 'string' && v !== '').slice(0, 24);
}

/** What Health writes where it means no resource: these are everybody's, and would tie all findings together. */
const NOTHING: ReadonlySet<string> = new Set(['UNKNOWN', 'AWS_ACCOUNT']);

/** `AWS_RISK_CREDENTIALS_EXPOSED` → `AWS Health: risk credentials exposed` */
const titleOf = (record: Record<string, unknown>): string =>
  `AWS Health: ${codeOf(record).replace(/^AWS_/, '').replaceAll('_', ' ').toLowerCase()}`.slice(0, 300);

/** AWS Health: https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html */
export const health = {
  format: 'aws.health',
  logsource: { product: 'aws', service: 'health' },
  facts(record) {
    const detail = detailOf(record);
    // The envelope's id where somebody cut the event down.
    const arn = text(detail, 'eventArn') ?? text(record, 'id');
    if (arn === undefined) return err('eventArn is missing');
    const at = time(text(detail, 'lastUpdatedTime')) ?? time(text(record, 'time')) ?? time(text(detail, 'startTime'));
    if (at === undefined) return err('lastUpdatedTime is missing or no time');
    const account = accountOf(record);
    // An ARN is not of one account alone, and a long list of entities comes in pages.
    const page = text(detail, 'page') ?? '1';
    const uid = `${arn.slice(-140)}:${text(detail, 'communicationId')?.slice(0, 60) ?? at}:${account ?? ''}:${page.slice(0, 4)}`;
    return ok(findingFacts(uid, at, account, regionOf(record)));
  },
  entities(record) {
    const to = new Entities(accountOf(record), regionOf(record));
    for (const value of affectedOf(record))
      if (!NOTHING.has(value)) to.aws(value, 'target', /^[0-9]{12}$/.test(value) ? 'account' : undefined);
    return to.found;
  },
  toOcsf(record, facts): OcsfEvent {
    const detail = detailOf(record);
    const desc = descriptionOf(record);
    const unmapped = {
      eventTypeCategory: own(detail, 'eventTypeCategory') ?? null,
      service: own(detail, 'service') ?? null,
      statusCode: own(detail, 'statusCode') ?? null,
      eventMetadata: own(detail, 'eventMetadata') ?? null,
      affectedEntities: own(detail, 'affectedEntities') ?? null,
    };
    const threat = threatOf(record);
    if (!threat) {
      const base = awsEvent(facts, {
        classUid: BASE_EVENT,
        activity: OTHER,
        word: codeOf(record),
        severityId: INFORMATIONAL,
        product: 'Health',
      });
      return {
        ...base,
        metadata: { ...base.metadata, event_code: codeOf(record) },
        ...(desc === undefined ? {} : { message: desc }),
        unmapped,
      };
    }
    const start = time(text(detail, 'startTime'));
    return {
      ...awsEvent(facts, {
        classUid: DETECTION_FINDING,
        activity: isOver(record) ? FINDING_ACTIVITY.close : FINDING_ACTIVITY.create,
        severityId: threat.severity,
        product: 'Health',
      }),
      finding_info: {
        uid: text(detail, 'eventArn') ?? facts.uid,
        title: titleOf(record),
        types: [codeOf(record)],
        ...(desc === undefined ? {} : { desc }),
        ...(start === undefined ? {} : { first_seen_time: start }),
      },
      resources: affectedOf(record).map((uid) => ({ uid })),
      unmapped,
    };
  },
  observables: () => [],
  verdict(record) {
    const threat = threatOf(record);
    if (!threat || isOver(record)) return undefined;
    return {
      ruleId: `aws.health:${codeOf(record)}`.slice(0, 200),
      title: titleOf(record),
      severity: threat.severity,
      confidence: 80,
      techniques: threat.techniques,
      tactics: threat.tactics,
    };
  },
} satisfies Normalizer;
