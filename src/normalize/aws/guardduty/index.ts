import type { Observable } from '../../../contracts/delivery.ts';
import { err, ok } from '../../../kit/result.ts';
import { findingFacts } from '../../aws-event.ts';
import { findingEvent } from '../../finding-event.ts';
import { isAddress, isFields, number, time } from '../../read.ts';
import { attackOf } from '../../tactics.ts';
import type { Normalizer } from '../../types.ts';
import { entitiesOf } from './entities.ts';
import { get, textOf } from './fields.ts';
import { isObjectScan, scanEntities, scanEvent, scanFacts, scanVerdict } from './object-scan.ts';
import { isSequence, sequenceAddresses, sequenceAttack, sequenceOf } from './sequence.ts';

/** Severity 1–3.9 low, 4–6.9 medium, 7–8.9 high, 9–10 critical: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html */
function severityId(record: Record<string, unknown>): number {
  const value = number(record, 'severity') ?? number(record, 'Severity') ?? 0;
  if (value >= 9) return 5;
  if (value >= 7) return 4;
  if (value >= 4) return 3;
  return value >= 1 ? 2 : 1;
}

const archived = (record: Record<string, unknown>): boolean => get(record, 'service', 'archived') === true;

const OBSERVED: ReadonlySet<string> = new Set(['ip', 'domain', 'access_key', 'hash']);

/**
 * GuardDuty findings (https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Finding.html), those of attack sequences among
 * them, and results of Malware Protection for S3.
 */
export const guardduty = {
  format: 'aws.guardduty',
  logsource: { product: 'aws', service: 'guardduty' },
  facts(record) {
    if (isObjectScan(record)) return scanFacts(record);
    const id = textOf(record, 'id');
    if (id === undefined || id.length > 200) return err('id is missing or no id');
    const updated = textOf(record, 'updatedAt') ?? textOf(record, 'createdAt');
    const at = time(updated);
    if (at === undefined) return err('updatedAt is missing or no time');
    if (textOf(record, 'type') === undefined) return err('type is missing');
    return ok(findingFacts(`${id}:${at}`, at, textOf(record, 'accountId'), textOf(record, 'region')));
  },
  entities: (record) => (isObjectScan(record) ? scanEntities(record) : entitiesOf(record)),
  toOcsf(record, facts) {
    if (isObjectScan(record)) return scanEvent(record, facts);
    return findingEvent(
      {
        product: 'GuardDuty',
        uid: textOf(record, 'id') ?? facts.uid,
        title: textOf(record, 'title') ?? textOf(record, 'type') ?? 'GuardDuty finding',
        description: textOf(record, 'description'),
        types: [textOf(record, 'type') ?? 'unknown'],
        severityId: severityId(record),
        state: archived(record)
          ? 'closed'
          : textOf(record, 'createdAt') === textOf(record, 'updatedAt')
            ? 'new'
            : 'updated',
        firstSeen: time(get(record, 'service', 'eventFirstSeen')),
        lastSeen: time(get(record, 'service', 'eventLastSeen')),
        resources: entitiesOf(record)
          .filter((e) => e.role === 'target')
          .map((e) => ({ uid: e.id, type: e.type })),
        unmapped: { resource: get(record, 'resource') ?? null, service: get(record, 'service') ?? null },
      },
      facts,
    );
  },
  observables(record) {
    if (isObjectScan(record)) return [];
    const found = new Map<string, [Observable['type'], string]>();
    const add = (type: Observable['type'], value: string): void => void found.set(`${type} ${value}`, [type, value]);
    for (const { type, id } of entitiesOf(record))
      if (OBSERVED.has(type) && (type !== 'ip' || isAddress(id))) add(type as Observable['type'], id);
    if (isSequence(record)) for (const ip of sequenceAddresses(sequenceOf(record))) add('ip', ip);
    return [...found.values()];
  },
  verdict(record) {
    if (isObjectScan(record)) return scanVerdict(record);
    if (archived(record) || !isFields(record)) return undefined;
    const type = textOf(record, 'type');
    if (type === undefined) return undefined;
    const told = isSequence(record)
      ? sequenceAttack(sequenceOf(record), textOf(record, 'description'))
      : { tactics: [], techniques: [] };
    return {
      ruleId: `aws.guardduty:${type}`.slice(0, 200),
      title: (textOf(record, 'title') ?? type).slice(0, 300),
      severity: severityId(record),
      confidence: 75,
      ...(told.tactics.length + told.techniques.length > 0 ? told : attackOf(type)),
    };
  },
} satisfies Normalizer;
