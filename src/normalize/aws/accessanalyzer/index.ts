import type { Entity } from '../../../contracts/entity.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { awsEvent, FINDING_ACTIVITY, findingFacts } from '../../aws-event.ts';
import { Entities } from '../../aws-resource.ts';
import { isFields, list, own, text, time } from '../../read.ts';
import type { Normalizer } from '../../types.ts';

/** An evaluation of policies: https://schema.ocsf.io/1.5.0/classes/compliance_finding */
const COMPLIANCE_FINDING = 2003;
const PASS = 1;
const FAIL = 3;
const INFORMATIONAL = 1;
/** A door that stands open, not somebody who went through it. */
const LOW = 2;

type Kind = 'external' | 'internal' | 'unused';

/** Unused and internal access say what they are; external access, the oldest, does not. */
function kindOf(record: Record<string, unknown>): Kind {
  const type = text(record, 'findingType') ?? '';
  if (type.startsWith('Unused')) return 'unused';
  return type === 'InternalAccess' ? 'internal' : 'external';
}

const idOf = (record: Record<string, unknown>): string | undefined => text(record, 'id') ?? text(record, 'findingId');
/** Its events and its API name it differently. */
const accountOf = (record: Record<string, unknown>): string | undefined =>
  text(record, 'accountId') ?? text(record, 'resourceOwnerAccount');
const isSettled = (record: Record<string, unknown>): boolean =>
  own(record, 'isDeleted') === true || text(record, 'status') !== 'ACTIVE';

/**
 * What a finding says of access. Its second version, which internal access has alone, says it in a block of details:
 * https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_FindingDetails.html
 */
function accessOf(record: Record<string, unknown>, name: string): unknown {
  const [details] = list(record, 'findingDetails');
  return own(record, name) ?? own(own(details, 'externalAccessDetails') ?? own(details, 'internalAccessDetails'), name);
}

/** Who is let in: `{"AWS": "arn:…"}`, `{"Federated": …}`, `{"AWS": "*"}` */
function principalsOf(record: Record<string, unknown>): string[] {
  const principal = accessOf(record, 'principal');
  return isFields(principal)
    ? Object.values(principal)
        .filter((v): v is string => typeof v === 'string' && v !== '' && v !== '*')
        .slice(0, 10)
    : [];
}

function titleOf(record: Record<string, unknown>): string {
  const resource = text(record, 'resource') ?? 'unknown';
  const whose = {
    external: accessOf(record, 'isPublic') === true ? 'is open to everybody' : 'is open to another account',
    internal: 'can be reached from within the organisation',
    unused: 'has access that it does not use',
  }[kindOf(record)];
  return `${resource} ${whose}`.slice(0, 300);
}

/** IAM Access Analyzer: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-eventbridge.html */
export const accessanalyzer = {
  format: 'aws.accessanalyzer',
  logsource: { product: 'aws', service: 'accessanalyzer' },
  facts(record) {
    const id = idOf(record);
    if (id === undefined || id.length > 160) return err('id is missing or no id');
    const at = time(text(record, 'updatedAt')) ?? time(text(record, 'analyzedAt'));
    if (at === undefined) return err('updatedAt is missing or no time');
    // A finding that is deleted keeps its state and its time.
    const uid = `${id}:${at}${own(record, 'isDeleted') === true ? ':deleted' : ''}`;
    return ok(findingFacts(uid, at, accountOf(record), text(record, 'region')));
  },
  entities(record): Entity[] {
    const to = new Entities(accountOf(record), text(record, 'region'));
    to.aws(text(record, 'resource'), 'target', text(record, 'resourceType'));
    const [details] = list(record, 'findingDetails');
    to.aws(text(details, 'unusedIamUserAccessKeyDetails', 'accessKeyId'), 'target');
    for (const principal of principalsOf(record)) {
      // A whole account, by its number or as its root: many are open to one partner, and that makes them no one attack.
      const account = /^(?:arn:[a-z-]{1,20}:iam::)?([0-9]{12})(?::root)?$/.exec(principal)?.[1];
      if (account === undefined) to.aws(principal, 'related');
      else to.add({ type: 'account', id: account }, 'related', account);
    }
    return to.found;
  },
  toOcsf(record, facts): OcsfEvent {
    const settled = isSettled(record);
    const created = time(text(record, 'createdAt'));
    const uid = text(record, 'resource');
    const type = text(record, 'resourceType');
    return {
      ...awsEvent(facts, {
        classUid: COMPLIANCE_FINDING,
        activity: settled
          ? FINDING_ACTIVITY.close
          : created === facts.time
            ? FINDING_ACTIVITY.create
            : FINDING_ACTIVITY.update,
        severityId: settled || kindOf(record) === 'unused' ? INFORMATIONAL : LOW,
        product: 'IAM Access Analyzer',
      }),
      finding_info: {
        uid: idOf(record) ?? facts.uid,
        title: titleOf(record),
        types: [text(record, 'findingType') ?? 'ExternalAccess'],
        ...(created === undefined ? {} : { first_seen_time: created }),
      },
      compliance: {
        standards: ['IAM Access Analyzer'],
        control: `${kindOf(record)} access`,
        status_id: settled ? PASS : FAIL,
      },
      resources: uid === undefined ? [] : [{ uid, ...(type === undefined ? {} : { type }) }],
      unmapped: {
        principal: accessOf(record, 'principal') ?? null,
        action: accessOf(record, 'action') ?? null,
        condition: accessOf(record, 'condition') ?? null,
        isPublic: accessOf(record, 'isPublic') ?? null,
        error: own(record, 'error') ?? null,
      },
    };
  },
  observables: () => [],
  verdict(record) {
    const kind = kindOf(record);
    // One that could not be analyzed says nothing of access; unused access lets nobody in.
    if (isSettled(record) || text(record, 'error') !== undefined || kind === 'unused') return undefined;
    return {
      ruleId: `aws.accessanalyzer:${kind}:${text(record, 'resourceType') ?? 'unknown'}`.slice(0, 200),
      title: titleOf(record),
      severity: LOW,
      confidence: 80,
      techniques: [],
      tactics: [],
    };
  },
} satisfies Normalizer;
