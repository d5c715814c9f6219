import type { Entity } from '../../../contracts/entity.ts';
import { err, ok } from '../../../kit/result.ts';
import { findingEvent } from '../../finding-event.ts';
import { list, number, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';

/** Spend beyond what was expected, US dollars, from which an anomaly is of medium, and of high severity: a pet, a payroll. */
const MEDIUM_FROM_USD = 100;
const HIGH_FROM_USD = 10_000;
/** Most anomalies are somebody's new project. */
const CONFIDENCE = 40;

const impact = (record: Record<string, unknown>): number => number(record, 'impact', 'totalImpact') ?? 0;

function severityOf(record: Record<string, unknown>): number {
  const usd = impact(record);
  if (usd >= HIGH_FROM_USD) return 4;
  return usd >= MEDIUM_FROM_USD ? 3 : 2;
}

const ended = (record: Record<string, unknown>): number | undefined =>
  time(text(record, 'anomalyEndDate')) ?? time(text(record, 'anomalyStartDate'));

/** The account that spent, if it is one; else the one whose monitor it is. */
function accountOf(record: Record<string, unknown>): string | undefined {
  const linked = new Set(list(record, 'rootCauses').flatMap((cause) => text(cause, 'linkedAccount') ?? []));
  const [only] = linked;
  return (linked.size === 1 ? only : text(record, 'accountId'))?.slice(0, 64);
}

/** The monitor: accounts are part of everything, and as entities would tie all findings together. */
function entitiesOf(record: Record<string, unknown>): Entity[] {
  const id = text(record, 'monitorArn');
  const account = accountOf(record);
  return id === undefined
    ? []
    : [{ type: 'resource', id, role: 'related', ...(account === undefined ? {} : { account }) }];
}

const titleOf = (record: Record<string, unknown>): string =>
  `Unusual spend: ${text(record, 'dimensionalValue') ?? text(record, 'monitorName') ?? 'an AWS service'}`;

/**
 * AWS Cost Anomaly Detection, as it reaches SNS: https://docs.aws.amazon.com/cost-management/latest/userguide/view-ad.html
 * Detection Finding: a model found it. Stolen credentials are often first seen in the bill (T1496, resource hijacking).
 */
export const costanomaly = {
  format: 'aws.costanomaly',
  logsource: { product: 'aws', service: 'costanomaly' },
  facts(record) {
    const id = text(record, 'anomalyId');
    if (id === undefined || id.length > 200) return err('anomalyId is missing or no id');
    const at = ended(record);
    if (at === undefined) return err('neither anomalyEndDate nor anomalyStartDate is a time');
    const account = accountOf(record);
    return ok({
      // An anomaly that goes on is sent again, with a later end or a higher sum.
      uid: `${id}:${at}:${impact(record)}`,
      time: at,
      outcome: 'unknown',
      ...(account === undefined ? {} : { account }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf: (record, facts) =>
    findingEvent(
      {
        product: 'Cost Anomaly Detection',
        uid: text(record, 'anomalyId') ?? facts.uid,
        title: titleOf(record),
        description: `US$ ${impact(record)} more than expected`,
        types: ['Cost anomaly'],
        severityId: severityOf(record),
        state: 'new',
        firstSeen: time(text(record, 'anomalyStartDate')),
        lastSeen: ended(record),
        resources: entitiesOf(record).map((e) => ({ uid: e.id, type: e.type })),
        unmapped: {
          impact: own(record, 'impact') ?? null,
          rootCauses: own(record, 'rootCauses') ?? null,
          monitorArn: text(record, 'monitorArn') ?? null,
        },
      },
      facts,
    ),
  observables: () => [],
  verdict(record) {
    const monitor = text(record, 'monitorArn');
    if (monitor === undefined || impact(record) <= 0) return undefined;
    return {
      ruleId: `aws.costanomaly:${monitor.split('/').at(-1)}`.slice(0, 200),
      title: titleOf(record).slice(0, 300),
      severity: severityOf(record),
      confidence: CONFIDENCE,
      techniques: ['T1496'],
      tactics: ['impact'],
    };
  },
} satisfies Normalizer;
