import type { OcsfEvent } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { awsEvent, FINDING_ACTIVITY, findingFacts } from '../../aws-event.ts';
import { Entities } from '../../aws-resource.ts';
import { at, list, own, text, time } from '../../read.ts';
import type { Normalizer } from '../../types.ts';

/** https://schema.ocsf.io/1.5.0/classes/vulnerability_finding and /compliance_finding */
const VULNERABILITY_FINDING = 2002;
const COMPLIANCE_FINDING = 2003;
const FAIL = 3;
const SEVERITY: Readonly<Record<string, number>> = { INFORMATIONAL: 1, LOW: 2, MEDIUM: 3, HIGH: 4, CRITICAL: 5 };
/** A weakness is no attack: it is kept and shown with its own severity, and opens no incident by itself. */
const POSTURE_MOST = 2;

const severityId = (record: Record<string, unknown>): number => {
  const label = text(record, 'severity') ?? '';
  return Object.hasOwn(SEVERITY, label) ? SEVERITY[label]! : 0;
};

const SECONDS = /^[0-9]{1,13}(?:\.[0-9]{1,12})?(?:[eE][0-9]{1,2})?$/;

/**
 * Inspector writes `Mar 20, 2023, 6:08:05 PM` in UTC, with a narrow space before PM of late; its API seconds, which some hand on
 * as a text (`1.749165997322E9`), and its clients ISO.
 */
function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return time(value);
  if (SECONDS.test(value)) return time(Number(value));
  if (!/^[A-Z][a-z]{2} /.test(value)) return time(value);
  return time(`${value.replaceAll(/\s/g, ' ')} UTC`);
}
const changedAt = (record: Record<string, unknown>): number | undefined =>
  timeOf(own(record, 'updatedAt')) ?? timeOf(own(record, 'lastObservedAt'));

const CVE = /^CVE-[0-9]{4}-[0-9]{4,10}$/;
const strings = (values: readonly unknown[]): string[] =>
  values.filter((v): v is string => typeof v === 'string' && v !== '').slice(0, 20);

/** The weaknesses that a finding names, of a package by its id, of code by its CWE. */
function vulnerabilitiesOf(record: Record<string, unknown>): NonNullable<OcsfEvent['vulnerabilities']> {
  const details = own(record, 'packageVulnerabilityDetails');
  const title = text(record, 'title');
  const common = {
    ...(title === undefined ? {} : { title }),
    ...(text(record, 'severity') === undefined ? {} : { severity: text(record, 'severity')! }),
  };
  const id = text(details, 'vulnerabilityId');
  if (id !== undefined) {
    const known = CVE.test(id) ? { cve: { uid: id } } : { advisory: { uid: id } };
    return [{ ...common, ...known, references: strings(list(details, 'referenceUrls')) }];
  }
  return strings(list(record, 'codeVulnerabilityDetails', 'cwes')).map((uid) => ({ ...common, cwe: { uid } }));
}

function resourcesOf(record: Record<string, unknown>): { uid: string; type?: string }[] {
  return list(record, 'resources')
    .slice(0, 20)
    .flatMap((r) => {
      const uid = text(r, 'id');
      const type = text(r, 'type');
      return uid === undefined ? [] : [{ uid, ...(type === undefined ? {} : { type }) }];
    });
}

/** A finding's region stands in its ARN: `arn:aws:inspector2:REGION:ACCOUNT:finding/ID` */
const regionOf = (record: Record<string, unknown>): string | undefined =>
  text(list(record, 'resources')[0], 'region') ?? (text(record, 'findingArn') ?? '').split(':')[3]?.slice(0, 64);

/** Amazon Inspector: https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html */
export const inspector = {
  format: 'aws.inspector',
  logsource: { product: 'aws', service: 'inspector' },
  facts(record) {
    const arn = text(record, 'findingArn');
    if (arn === undefined || arn.length > 512) return err('findingArn is missing or no ARN');
    const changed = changedAt(record);
    if (changed === undefined) return err('updatedAt is missing or no time');
    const status = text(record, 'status') ?? '';
    const uid = `${arn.slice(-160)}:${changed}:${status.slice(0, 20)}`;
    return ok(findingFacts(uid, changed, text(record, 'awsAccountId'), regionOf(record)));
  },
  entities(record) {
    const to = new Entities(text(record, 'awsAccountId'), regionOf(record));
    for (const { uid, type } of resourcesOf(record)) to.aws(uid, 'target', type);
    return to.found;
  },
  toOcsf(record, facts): OcsfEvent {
    const vulnerabilities = vulnerabilitiesOf(record);
    const status = text(record, 'status');
    const activity =
      status === 'CLOSED' || status === 'SUPPRESSED'
        ? FINDING_ACTIVITY.close
        : own(record, 'firstObservedAt') === own(record, 'lastObservedAt')
          ? FINDING_ACTIVITY.create
          : FINDING_ACTIVITY.update;
    const first = timeOf(own(record, 'firstObservedAt'));
    const last = timeOf(own(record, 'lastObservedAt'));
    const desc = text(record, 'description');
    const common = {
      finding_info: {
        uid: text(record, 'findingArn') ?? facts.uid,
        title: text(record, 'title') ?? 'Inspector finding',
        types: [text(record, 'type') ?? 'unknown'],
        ...(desc === undefined ? {} : { desc }),
        ...(first === undefined ? {} : { first_seen_time: first }),
        ...(last === undefined ? {} : { last_seen_time: last }),
      },
      resources: resourcesOf(record),
      unmapped: {
        inspectorScore: at(record, 'inspectorScore') ?? null,
        exploitAvailable: at(record, 'exploitAvailable') ?? null,
        fixAvailable: at(record, 'fixAvailable') ?? null,
        networkReachabilityDetails: own(record, 'networkReachabilityDetails') ?? null,
      },
    };
    const kind = { activity, severityId: severityId(record), product: 'Inspector' };
    if (vulnerabilities.length > 0)
      return { ...awsEvent(facts, { ...kind, classUid: VULNERABILITY_FINDING }), ...common, vulnerabilities };
    // A port that the internet reaches has no CVE: it is an evaluation of a configuration.
    return {
      ...awsEvent(facts, { ...kind, classUid: COMPLIANCE_FINDING }),
      ...common,
      compliance: { standards: ['Amazon Inspector'], control: text(record, 'type') ?? 'unknown', status_id: FAIL },
    };
  },
  observables: () => [],
  verdict(record) {
    const severity = severityId(record);
    if (text(record, 'status') !== 'ACTIVE' || severity < POSTURE_MOST) return undefined;
    const what = text(record, 'packageVulnerabilityDetails', 'vulnerabilityId') ?? text(record, 'type') ?? 'unknown';
    return {
      ruleId: `aws.inspector:${what}`.slice(0, 200),
      title: (text(record, 'title') ?? what).slice(0, 300),
      severity: Math.min(severity, POSTURE_MOST),
      confidence: 80,
      techniques: [],
      tactics: [],
    };
  },
} satisfies Normalizer;
