import type { OcsfEvent } from '../../../contracts/event.ts';
import { awsEvent, FINDING_ACTIVITY } from '../../aws-event.ts';
import { findingEvent } from '../../finding-event.ts';
import { list, text, time } from '../../read.ts';
import type { EventFacts } from '../../types.ts';

/** https://schema.ocsf.io/1.5.0/classes/vulnerability_finding and /compliance_finding */
const VULNERABILITY_FINDING = 2002;
const COMPLIANCE_FINDING = 2003;
/** `Compliance.Status`: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Compliance.html */
const STATUS: Readonly<Record<string, number>> = { PASSED: 1, WARNING: 2, FAILED: 3 };
const CVE = /^CVE-[0-9]{4}-[0-9]{4,10}$/;

interface Known {
  readonly severityId: number;
  readonly settled: boolean;
  readonly resources: readonly { readonly uid: string; readonly type: string }[];
}

const strings = (values: readonly unknown[]): string[] =>
  values.filter((v): v is string => typeof v === 'string' && v !== '').slice(0, 20);

function weaknesses(record: Record<string, unknown>): NonNullable<OcsfEvent['vulnerabilities']> {
  return list(record, 'Vulnerabilities')
    .slice(0, 20)
    .flatMap((v) => {
      const id = text(v, 'Id');
      if (id === undefined) return [];
      return [{ ...(CVE.test(id) ? { cve: { uid: id } } : { advisory: { uid: id } }), title: id }];
    });
}

/** A finding as OCSF: of a control a Compliance Finding, of a weakness a Vulnerability Finding, else a Detection Finding. */
export function findingOcsf(record: Record<string, unknown>, facts: EventFacts, known: Known): OcsfEvent {
  const { severityId, settled, resources } = known;
  const isNew = text(record, 'CreatedAt') === text(record, 'UpdatedAt');
  const finding = {
    product: 'Security Hub',
    uid: text(record, 'Id') ?? facts.uid,
    title: text(record, 'Title') ?? 'Security Hub finding',
    description: text(record, 'Description'),
    types: strings(list(record, 'Types')),
    severityId,
    state: settled ? ('closed' as const) : isNew ? ('new' as const) : ('updated' as const),
    firstSeen: time(text(record, 'FirstObservedAt')),
    lastSeen: time(text(record, 'LastObservedAt')),
    resources,
    unmapped: { GeneratorId: text(record, 'GeneratorId') ?? null, ProductArn: text(record, 'ProductArn') ?? null },
  };
  const detection = findingEvent(finding, facts);
  const { finding_info, unmapped } = detection;
  const activity = settled ? FINDING_ACTIVITY.close : isNew ? FINDING_ACTIVITY.create : FINDING_ACTIVITY.update;
  const kind = { activity, severityId, product: finding.product };
  const status = text(record, 'Compliance', 'Status');
  const common = { ...(finding_info === undefined ? {} : { finding_info }), resources, unmapped: unmapped ?? {} };
  if (status !== undefined) {
    const control = text(record, 'Compliance', 'SecurityControlId') ?? text(record, 'GeneratorId') ?? 'unknown';
    return {
      ...awsEvent(facts, { ...kind, classUid: COMPLIANCE_FINDING }),
      ...common,
      compliance: {
        standards: list(record, 'Compliance', 'AssociatedStandards')
          .map((s) => text(s, 'StandardsId'))
          .filter((s): s is string => s !== undefined)
          .slice(0, 20),
        control: control.slice(0, 200),
        status_id: Object.hasOwn(STATUS, status) ? STATUS[status]! : 0,
        requirements: strings(list(record, 'Compliance', 'RelatedRequirements')),
      },
    };
  }
  const vulnerabilities = weaknesses(record);
  if (vulnerabilities.length > 0)
    return { ...awsEvent(facts, { ...kind, classUid: VULNERABILITY_FINDING }), ...common, vulnerabilities };
  return detection;
}
