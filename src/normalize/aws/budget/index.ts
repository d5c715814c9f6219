import type { Entity } from '../../../contracts/entity.ts';
import { err, ok } from '../../../kit/result.ts';
import { findingEvent } from '../../finding-event.ts';
import { text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';

const LOW = 2;
const INFORMATIONAL = 1;
/** A budget is passed for many reasons. */
const CONFIDENCE = 30;
const ACCOUNT = /^AWS Account ([0-9]{12})$/;
/** Lines of the notice that are looked at; it has about twenty. */
const MAX_LINES = 60;

interface Notice {
  readonly account: string | undefined;
  /** `Budget Name`, `Alert Type`, `ACTUAL Amount` and others → their values */
  readonly fields: ReadonlyMap<string, string>;
}

/** Reads the prose: its second line says the account, and a line a field stands near its end as `Name: value`. */
function noticeOf(record: Record<string, unknown>): Notice {
  const fields = new Map<string, string>();
  let account: string | undefined;
  for (const line of (text(record, 'Message') ?? '').split('\n', MAX_LINES)) {
    account ??= ACCOUNT.exec(line.trim())?.[1];
    const colon = line.indexOf(': ');
    if (colon > 0 && colon <= 40) fields.set(line.slice(0, colon).trim(), line.slice(colon + 2).trim());
  }
  return { account, fields };
}

/** The account in a topic's ARN: it is proven, the one in the prose is not. */
const topicAccount = (record: Record<string, unknown>): string | undefined =>
  text(record, 'TopicArn')?.split(':', 6)[4];

/** The budget by its ARN: accounts are part of everything, and as entities would tie all findings together. */
function entitiesOf(record: Record<string, unknown>): Entity[] {
  const notice = noticeOf(record);
  const account = (notice.account ?? topicAccount(record))?.slice(0, 64);
  const name = notice.fields.get('Budget Name');
  if (account === undefined || account === '' || name === undefined || name === '') return [];
  return [
    { type: 'resource', id: `arn:aws:budgets::${account}:budget/${name.slice(0, 200)}`, role: 'related', account },
  ];
}

const isActual = (notice: Notice): boolean => notice.fields.get('Alert Type')?.toUpperCase() === 'ACTUAL';
const nameOf = (notice: Notice): string => notice.fields.get('Budget Name') ?? 'a budget';

/**
 * AWS Budgets' notices, which are prose, with the SNS message around them: `{MessageId, TopicArn, Timestamp, Subject?, Message}`.
 * https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
 * Detection Finding: a threshold that its owner set was passed.
 */
export const budget = {
  format: 'aws.budget',
  logsource: { product: 'aws', service: 'budgets' },
  facts(record) {
    const id = text(record, 'MessageId');
    if (id === undefined || id.length > 200) return err('MessageId is missing or no id');
    const at = time(text(record, 'Timestamp'));
    if (at === undefined) return err('Timestamp is missing or no time');
    const account = noticeOf(record).account ?? topicAccount(record);
    return ok({
      uid: id,
      time: at,
      outcome: 'unknown',
      ...(account === undefined || account === '' ? {} : { account: account.slice(0, 64) }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf(record, facts) {
    const notice = noticeOf(record);
    return findingEvent(
      {
        product: 'Budgets',
        uid: facts.uid,
        title: text(record, 'Subject') ?? `AWS Budgets: ${nameOf(notice)}`,
        description: text(record, 'Message'),
        types: ['Budget threshold'],
        severityId: isActual(notice) ? LOW : INFORMATIONAL,
        state: 'new',
        firstSeen: undefined,
        lastSeen: facts.time,
        resources: entitiesOf(record).map((e) => ({ uid: e.id, type: e.type })),
        unmapped: { fields: Object.fromEntries(notice.fields), TopicArn: text(record, 'TopicArn') ?? null },
      },
      facts,
    );
  },
  observables: () => [],
  /** Only for money that is spent: a forecast is no event. */
  verdict(record) {
    const notice = noticeOf(record);
    if (!isActual(notice)) return undefined;
    return {
      ruleId: `aws.budget:${nameOf(notice)}`.slice(0, 200),
      title: `Budget passed: ${nameOf(notice)}`.slice(0, 300),
      severity: LOW,
      confidence: CONFIDENCE,
      techniques: [],
      tactics: [],
    };
  },
} satisfies Normalizer;
