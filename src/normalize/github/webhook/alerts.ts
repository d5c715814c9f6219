import type { OcsfEvent } from '../../../contracts/event.ts';
import { findingEvent } from '../../finding-event.ts';
import { at, defined, list, number, own, text } from '../../read.ts';
import type { EventFacts, VendorVerdict } from '../../types.ts';
import { orgOf, repoId, word, type Line } from '../audit/identity.ts';

type Kind = 'secret' | 'dependency' | 'code';
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['secret_scanning_alert', 'secret'],
  ['dependabot_alert', 'dependency'],
  ['repository_vulnerability_alert', 'dependency'],
  ['code_scanning_alert', 'code'],
]);
/** Actions that open an alert, and those that end it; whatever else changes it. */
const OPENS =
  /^(created?|reopened|reopened_by_user|reintroduced|auto_reopened|publicly_leaked|validated|appeared_in_branch)$/;
const ENDS = /^(resolved?|fixed|dismiss(ed)?|auto_dismissed|closed_by_user)$/;

const SEVERITIES: ReadonlyMap<string, number> = new Map([
  ['critical', 5],
  ['high', 4],
  ['error', 4],
  ['moderate', 3],
  ['medium', 3],
  ['warning', 3],
  ['low', 2],
  ['note', 1],
  ['none', 1],
]);
/** A weakness that nobody is known to use is work for a team, not an attack: it is kept and shown, and opens no incident by itself. */
const WEAKNESS_MOST = 2;
const LEAST_VERDICT = 2;

export interface Alert {
  readonly kind: Kind;
  readonly action: string;
  /** 1–5 as OCSF's severity_id */
  readonly severity: number;
  readonly title: string;
  readonly id: string;
  readonly body: unknown;
}

function severityOf(kind: Kind, action: string, body: unknown, isPublic: boolean): number {
  if (kind === 'secret') {
    if (text(body, 'validity') === 'inactive') return 2;
    if (text(body, 'validity') === 'active') return 5;
    return isPublic || action === 'publicly_leaked' || own(body, 'publicly_leaked') === true ? 5 : 4;
  }
  const said =
    kind === 'dependency'
      ? (text(body, 'security_advisory', 'severity') ?? text(body, 'severity'))
      : (text(body, 'rule', 'security_severity_level') ?? text(body, 'rule', 'severity'));
  return SEVERITIES.get(said ?? '') ?? 1;
}

function titleOf(kind: Kind, body: unknown): string {
  if (kind === 'secret') {
    const name = text(body, 'secret_type_display_name') ?? text(body, 'secret_type') ?? 'unknown kind';
    return `Secret in a repository: ${name}`;
  }
  if (kind === 'dependency') {
    const name = text(body, 'dependency', 'package', 'name') ?? text(body, 'affected_package_name') ?? 'unknown';
    return `Weak dependency: ${name}`;
  }
  return `Weak code: ${text(body, 'rule', 'description') ?? text(body, 'rule', 'id') ?? 'unknown rule'}`;
}

/** GitHub's own alert in a record, if it is one. What else one delivery tells (a bypass) is no second alert. */
export function alertOf(line: Line): Alert | undefined {
  const event = text(line, 'webhook', 'event') ?? '';
  const kind = KINDS.get(event);
  const body = at(line, 'payload', 'alert');
  if (kind === undefined || body === undefined || word(line, 'action')?.startsWith(event) !== true) return undefined;
  const action = text(line, 'webhook', 'action') ?? 'unknown';
  const what = number(body, 'number') ?? number(body, 'id') ?? 0;
  return {
    kind,
    action,
    severity: severityOf(kind, action, body, own(line, 'public_repo') === true),
    title: titleOf(kind, body).slice(0, 300),
    id: `${word(line, 'repo') ?? orgOf(line) ?? 'github'}/${event}/${what}`.slice(0, 300),
    body,
  };
}

const CWE = /^external\/cwe\/cwe-0*([0-9]{1,5})$/i;
type Vulnerability = NonNullable<OcsfEvent['vulnerabilities']>[number];

/** What a weakness is known as. */
function namesOf(body: unknown) {
  const cve =
    text(body, 'security_advisory', 'cve_id') ??
    (text(body, 'external_identifier')?.startsWith('CVE-') === true ? text(body, 'external_identifier') : undefined);
  const ghsa = text(body, 'security_advisory', 'ghsa_id') ?? text(body, 'ghsa_id');
  const tag = list(body, 'rule', 'tags').flatMap((t) => (typeof t === 'string' ? (CWE.exec(t)?.[1] ?? []) : []))[0];
  return { cve, ghsa, cwe: tag === undefined ? undefined : `CWE-${tag}` };
}

/** OCSF wants just one of a CVE, an advisory and a CWE: the narrowest, or a scanner's rule where there is none of them. */
function knownAs(body: unknown): Pick<Vulnerability, 'cve' | 'cwe' | 'advisory'> {
  const { cve, ghsa, cwe } = namesOf(body);
  if (cve !== undefined) return { cve: { uid: cve } };
  if (ghsa !== undefined) return { advisory: { uid: ghsa } };
  if (cwe !== undefined) return { cwe: { uid: cwe } };
  return { advisory: { uid: text(body, 'rule', 'id') ?? text(body, 'rule', 'name') ?? 'unknown' } };
}

function vulnerabilityOf({ kind, title, body }: Alert): Vulnerability {
  const reference = text(body, 'html_url') ?? text(body, 'external_reference');
  return defined<Vulnerability>({
    title,
    desc: text(body, 'security_advisory', 'summary') ?? text(body, 'rule', 'description'),
    severity:
      kind === 'code'
        ? text(body, 'rule', 'severity')
        : (text(body, 'security_advisory', 'severity') ?? text(body, 'severity')),
    cve: undefined,
    cwe: undefined,
    advisory: undefined,
    ...knownAs(body),
    references: reference === undefined ? undefined : [reference],
  });
}

const VULNERABILITY_FINDING = 2002;

/** An alert as OCSF: a secret is a Detection Finding (2004), a weakness a Vulnerability Finding (2002). */
export function alertEvent(alert: Alert, line: Line, facts: EventFacts): OcsfEvent {
  const repo = word(line, 'repo');
  const state = ENDS.test(alert.action) ? 'closed' : /^created?$/.test(alert.action) ? 'new' : 'updated';
  const event = findingEvent(
    {
      product: 'GitHub',
      vendor: 'GitHub',
      cloud: null,
      uid: alert.id,
      title: alert.title,
      description: text(alert.body, 'security_advisory', 'description') ?? text(alert.body, 'rule', 'full_description'),
      types: [text(line, 'webhook', 'event') ?? 'alert'],
      severityId: alert.severity,
      state,
      firstSeen: undefined,
      lastSeen: undefined,
      resources: repo === undefined ? [] : [{ uid: repoId(repo), type: 'repository' }],
      unmapped: {
        action: word(line, 'action') ?? null,
        state: own(alert.body, 'state') ?? null,
        secret_type: own(alert.body, 'secret_type') ?? null,
        validity: own(alert.body, 'validity') ?? null,
        manifest_path: at(alert.body, 'dependency', 'manifest_path') ?? null,
        location: at(alert.body, 'most_recent_instance', 'location') ?? null,
        weakness: alert.kind === 'secret' ? null : defined(namesOf(alert.body)),
      },
    },
    facts,
  );
  if (alert.kind === 'secret') return event;
  return {
    ...event,
    class_uid: VULNERABILITY_FINDING,
    type_uid: VULNERABILITY_FINDING * 100 + event.activity_id,
    vulnerabilities: [vulnerabilityOf(alert)],
  };
}

/** A secret that lies open is an attack's first step; a weakness is told of, as far as it is a weakness of security. */
export function verdictOf(line: Line): VendorVerdict | undefined {
  const alert = alertOf(line);
  if (alert === undefined || !OPENS.test(alert.action)) return undefined;
  const isSecret = alert.kind === 'secret';
  if (alert.kind === 'code' && text(alert.body, 'rule', 'security_severity_level') === undefined) return undefined;
  const severity = isSecret ? alert.severity : Math.min(alert.severity, WEAKNESS_MOST);
  if (severity < LEAST_VERDICT) return undefined;
  return {
    ruleId: `github:${text(line, 'webhook', 'event') ?? 'alert'}`,
    title: alert.title,
    severity,
    confidence: isSecret ? 80 : 70,
    techniques: isSecret ? ['T1552.001'] : alert.kind === 'dependency' ? ['T1195.001'] : ['T1190'],
    tactics: isSecret ? ['credential-access'] : ['initial-access'],
  };
}
