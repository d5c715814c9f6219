import type { Observable } from '../../../contracts/delivery.ts';
import type { OcsfEvent } from '../../../contracts/event.ts';
import { err, ok } from '../../../kit/result.ts';
import { findingEvent } from '../../finding-event.ts';
import { defined, list, own, text, time } from '../../read.ts';
import type { EventFacts, Normalizer } from '../../types.ts';
import { attackOf } from './attack.ts';
import { entitiesOf, projectOf } from './entities.ts';

/** https://schema.ocsf.io/1.5.0/classes: Detection, Compliance and Vulnerability Finding */
const CLASS = { threat: 2004, exposure: 2004, misconfiguration: 2003, vulnerability: 2002 } as const;
/** Severity that a weakness counts with, as posture of other vendors: low. It is kept and shown with its own; it opens no incident. */
const WEAKNESS_MOST = 2;
const SEVERITIES: ReadonlyMap<string, number> = new Map([
  ['CRITICAL', 5],
  ['HIGH', 4],
  ['MEDIUM', 3],
  ['LOW', 2],
]);

const findingOf = (record: Record<string, unknown>): unknown => own(record, 'finding');

/**
 * What sort of finding it is, by `findingClass`; older ones have none, and Security Health Analytics, which looks for
 * misconfigurations, writes its categories IN_CAPITALS.
 */
function kindOf(finding: unknown): keyof typeof CLASS {
  switch (text(finding, 'findingClass')) {
    case 'VULNERABILITY':
      return 'vulnerability';
    case 'MISCONFIGURATION':
    case 'POSTURE_VIOLATION':
      return 'misconfiguration';
    // What could be attacked, or keeps the scanners from looking; nobody attacks yet.
    case 'TOXIC_COMBINATION':
    case 'CHOKEPOINT':
    case 'SENSITIVE_DATA_RISK':
    case 'EXTERNAL_EXPOSURE':
    case 'SCC_ERROR':
      return 'exposure';
    case undefined:
    case 'FINDING_CLASS_UNSPECIFIED':
      return /^[A-Z0-9_]+$/.test(text(finding, 'category') ?? '') ? 'misconfiguration' : 'threat';
    default:
      return 'threat';
  }
}

const cveOf = (finding: unknown): string | undefined => text(finding, 'vulnerability', 'cve', 'id');

/** OCSF's vulnerabilities need a CVE; what scanners of web applications find has none, and is a detection. */
function classUidOf(finding: unknown): number {
  const kind = kindOf(finding);
  return CLASS[kind === 'vulnerability' && cveOf(finding) === undefined ? 'threat' : kind];
}

/** Old findings of threats say no severity: they count as medium, since somebody has to look. */
const THREAT_OTHERWISE = 3;

/** Critical 5, high 4, medium 3, low 2; where the finding has none, what its detector wrote. */
function severityId(finding: unknown): number {
  const said = text(finding, 'severity');
  const word =
    (said === 'SEVERITY_UNSPECIFIED' ? undefined : said) ??
    text(finding, 'sourceProperties', 'SeverityLevel') ??
    text(finding, 'sourceProperties', 'detectionPriority');
  const known = SEVERITIES.get(word?.toUpperCase() ?? '');
  return known ?? (word === undefined && kindOf(finding) === 'threat' ? THREAT_OTHERWISE : 1);
}

const isOpen = (finding: unknown): boolean => text(finding, 'state') === 'ACTIVE' && text(finding, 'mute') !== 'MUTED';

const timeOf = (finding: unknown): number | undefined =>
  time(own(finding, 'eventTime')) ?? time(own(finding, 'createTime'));

function stateOf(finding: unknown): 'new' | 'updated' | 'closed' {
  if (text(finding, 'state') === 'INACTIVE') return 'closed';
  const created = time(own(finding, 'createTime'));
  return created !== undefined && created >= (timeOf(finding) ?? 0) ? 'new' : 'updated';
}

type More = Pick<OcsfEvent, 'vulnerabilities' | 'compliance'>;

/** What its class needs beyond a finding's own fields. */
function classOf(classUid: number, finding: unknown): More {
  const category = text(finding, 'category') ?? 'unknown';
  if (classUid === CLASS.misconfiguration) {
    const standards = list(finding, 'compliances');
    return {
      compliance: {
        standards: standards
          .map((s) => [text(s, 'standard'), text(s, 'version')].filter((t) => t !== undefined).join(' '))
          .filter((s) => s !== ''),
        control: category,
        requirements: standards.flatMap((s) => list(s, 'ids').filter((i): i is string => typeof i === 'string')),
        status_id: isOpen(finding) ? 3 : 1,
      },
    };
  }
  if (classUid !== CLASS.vulnerability) return {};
  const cve = cveOf(finding);
  type Vulnerability = NonNullable<OcsfEvent['vulnerabilities']>[number];
  return {
    vulnerabilities: [
      defined<Vulnerability>({
        title: cve ?? category,
        desc: text(finding, 'description'),
        severity: text(finding, 'severity'),
        cve: cve === undefined ? undefined : { uid: cve },
        references: list(finding, 'vulnerability', 'cve', 'references')
          .map((r) => text(r, 'uri'))
          .filter((u): u is string => u !== undefined),
      }),
    ],
  };
}

function toOcsf(record: Record<string, unknown>, facts: EventFacts): OcsfEvent {
  const finding = findingOf(record);
  const category = text(finding, 'category') ?? 'unknown';
  const event = findingEvent(
    {
      product: 'Security Command Center',
      vendor: 'Google Cloud',
      cloud: 'GCP',
      uid: text(finding, 'name') ?? facts.uid,
      title: category,
      description: text(finding, 'description'),
      types: [text(finding, 'findingClass') ?? category],
      severityId: severityId(finding),
      state: stateOf(finding),
      firstSeen: time(own(finding, 'createTime')),
      lastSeen: timeOf(finding),
      resources: entitiesOf(record)
        .filter((e) => e.role === 'target')
        .map((e) => ({ uid: e.id, type: e.type })),
      unmapped: defined<Record<string, unknown>>({
        sourceProperties: own(finding, 'sourceProperties'),
        externalUri: text(finding, 'externalUri'),
        mitreAttack: own(finding, 'mitreAttack'),
        access: own(finding, 'access'),
        indicator: own(finding, 'indicator'),
        resource: own(record, 'resource'),
      }),
    },
    facts,
  );
  const classUid = classUidOf(finding);
  return {
    ...event,
    class_uid: classUid,
    type_uid: classUid * 100 + event.activity_id,
    ...classOf(classUid, finding),
  };
}

/** Security Command Center notifications: https://cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources.findings */
export const scc = {
  format: 'gcp.scc',
  logsource: { product: 'gcp', service: 'gcp.scc' },
  facts(record) {
    const finding = findingOf(record);
    const name = text(finding, 'name');
    if (name === undefined || name.length > 400) return err('finding.name is missing or no name');
    if (text(finding, 'category') === undefined) return err('finding.category is missing');
    const at = timeOf(finding);
    if (at === undefined) return err('finding.eventTime is missing or no time');
    const account = projectOf(record);
    const region = text(record, 'resource', 'location');
    return ok({
      // Version 2 of the API puts a location into the same finding's name.
      uid: `${name.replace(/\/locations\/[^/]+/, '')}:${at}:${text(finding, 'state') ?? ''}`,
      time: at,
      outcome: 'unknown',
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region: region.slice(0, 64) }),
    } satisfies EventFacts);
  },
  entities: entitiesOf,
  toOcsf,
  observables: (record) =>
    entitiesOf(record).flatMap((e): [Observable['type'], string][] =>
      e.type === 'ip' || e.type === 'domain' || e.type === 'hash' || e.type === 'access_key' ? [[e.type, e.id]] : [],
    ),
  verdict(record) {
    const finding = findingOf(record);
    const category = text(finding, 'category');
    if (category === undefined || !isOpen(finding)) return undefined;
    const own = severityId(finding);
    const weakness = kindOf(finding) !== 'threat';
    if (weakness && own === 1) return undefined;
    return {
      ruleId: `gcp.scc:${category}`.slice(0, 200),
      title: category.slice(0, 300),
      severity: weakness ? Math.min(WEAKNESS_MOST, own) : own,
      confidence: 75,
      ...attackOf(finding),
    };
  },
} satisfies Normalizer;
