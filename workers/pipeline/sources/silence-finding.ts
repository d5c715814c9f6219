import { SEVERITY_BY_LEVEL } from '../../../src/contracts/common.ts';
import { SILENCE_RULE_ID } from '../../../src/contracts/detections.ts';
import type { Entity } from '../../../src/contracts/entity.ts';
import { Finding, FINDING_MAX_ENTITIES } from '../../../src/contracts/finding.ts';
import type { SourceAbout } from '../../../src/contracts/source-about.ts';
import type { WatchedSource } from '../../../src/contracts/rpc-sources.ts';
import type { RuleMeta } from '../../../src/detect/types.ts';
import type { OrganisationRules } from '../../../src/detect/tuning/organisation.ts';
import { MINUTE_MS } from '../../../src/kit/clock.ts';
import { deterministicId } from '../../../src/kit/ids.ts';
import type { Rhythm } from '../../../src/kit/rhythm.ts';
import { keptBackOf, type Made } from '../make-finding.ts';

/** Formats that say who did what: without them an attacker is unseen, and some see to that. */
const AUDIT = /audit|cloudtrail|activity|sign-?in|system-?log/i;
/** OCSF Detection Finding (2004): https://schema.ocsf.io/1.5.0/classes/detection_finding */
const DETECTION_FINDING = 2004;
/** Who set a rhythm knows; a kind's is usual; a learnt one is a guess. */
const CONFIDENCE: Readonly<Record<Rhythm['by'], number>> = { set: 90, kind: 75, learnt: 60 };

/** What a finding of silence names as its rule. */
export const ruleOf = (about: SourceAbout | undefined): RuleMeta => {
  const audits = about?.formats.some((f) => AUDIT.test(f)) === true;
  return {
    id: SILENCE_RULE_ID,
    title: 'An event source fell silent',
    level: 'medium',
    status: 'stable',
    // Impair Defenses: Disable or Modify Cloud Logs, https://attack.mitre.org/techniques/T1562/008/
    techniques: audits ? ['T1562.008'] : [],
    tactics: audits ? ['defense-evasion'] : [],
    description:
      'A sender that usually speaks has said nothing for longer than its rhythm allows. Triage: 1. Look at the sender: was it stopped, and by whom? ' +
      '2. Look at what the source was refused for. 3. If nobody stopped it on purpose, what happened since then is unseen: start it and look back.',
    falsePositives: [
      'A sender that was shut down on purpose: disable its source',
      'A quiet holiday: give the source a rhythm',
    ],
    references: ['https://attack.mitre.org/techniques/T1562/008/'],
    logsource: {},
    kind: 'rule',
  };
};

export interface Silence {
  readonly source: WatchedSource;
  readonly about: SourceAbout | undefined;
  readonly lastAt: number;
  /** From when its silence counts, ms: its last delivery, or when it was enabled or anybody began to watch */
  readonly from: number;
  readonly rhythm: Rhythm;
}

/**
 * What a silence becomes in its organisation: a finding, a row that says what was kept back, or nothing. The same silence always
 * makes the same finding. Throws if it cannot be made, which is a bug.
 */
export function madeOf(rules: OrganisationRules, silence: Silence, now: number): Made | undefined {
  const { source, lastAt, rhythm } = silence;
  const rule = ruleOf(silence.about);
  const record = { source: source.id, name: source.name, kind: source.kind, accounts: [...source.accounts] };
  const judged = rules.judge(rule, record, now);
  if (judged === undefined) return undefined;
  const { level } = judged.verdict;
  // Enabled again, it is missed again.
  const eventId = `silent:${source.id}:${Math.max(lastAt, source.enabledAt)}`;
  const time = silence.from + rhythm.minutes * MINUTE_MS;
  const [account] = source.accounts;
  const title = `${source.name.slice(0, 100)} has sent nothing for ${spanOf(time - lastAt)}`.toWellFormed();
  const finding = Finding.parse({
    v: 1,
    id: deterministicId('fnd', source.org, rule.id, eventId),
    org: source.org,
    kind: 'rule',
    rule: { id: rule.id, title: rule.title, level },
    title,
    severity: SEVERITY_BY_LEVEL[level],
    confidence: CONFIDENCE[rhythm.by],
    time,
    acceptedAt: now,
    detectedAt: now,
    source: 'vedette.watch',
    delivery: deterministicId('dlv', source.org, eventId),
    eventId,
    outcome: 'unknown',
    ...(account !== undefined && source.accounts.length === 1 ? { account } : {}),
    techniques: [...rule.techniques],
    tactics: [...rule.tactics],
    entities: entitiesOf(source),
    evidence: evidenceOf(silence, title, eventId, time),
    foreignAccount: false,
  } satisfies Finding);
  return judged.verdict.as === 'finding'
    ? { finding }
    : { kept: keptBackOf(finding, judged.verdict.as, judged.verdict.as === 'suppressed' ? judged.verdict.by : null) };
}

/** Names in a title that people read on a telephone. */
const NAMED = 3;

/**
 * Silences that began to count together as one finding, by the name of the first: what they have in common went away, a network or an
 * account, and a page for each would hide that. `findings`: two at least, as {@link madeOf} makes them, of one organisation.
 */
export function togetherOf(findings: readonly Finding[]): Finding {
  const [first] = findings as readonly [Finding, ...Finding[]];
  const each = <T>(of: (f: Finding) => readonly T[]): T[] => [...new Set(findings.flatMap(of))];
  const targets = findings.flatMap((f) => f.entities.filter((e) => e.role === 'target'));
  const names = targets.slice(0, NAMED).map((e) => (e.name ?? e.id).slice(0, 60).toWellFormed());
  const more = findings.length - names.length;
  const title = `${findings.length} sources have sent nothing: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const eventId = `together:${first.eventId}`;
  const { account: _, ...rest } = first;
  const accounts = each((f) => (f.account === undefined ? [] : [f.account]));
  return Finding.parse({
    ...rest,
    id: deterministicId('fnd', first.org, first.rule.id, eventId),
    title,
    severity: Math.max(...findings.map((f) => f.severity)),
    confidence: Math.max(...findings.map((f) => f.confidence)),
    time: Math.min(...findings.map((f) => f.time)),
    delivery: deterministicId('dlv', first.org, eventId),
    eventId,
    ...(accounts.length === 1 && findings.every((f) => f.account !== undefined) ? { account: accounts[0]! } : {}),
    techniques: each((f) => f.techniques),
    tactics: each((f) => f.tactics),
    entities: targets.slice(0, FINDING_MAX_ENTITIES),
    evidence: {
      ...first.evidence,
      metadata: { uid: eventId, version: '1.5.0', product: { name: 'Vedette', vendor_name: 'Vedette' } },
      finding_info: { uid: eventId, title, types: [SILENCE_RULE_ID] },
      resources: targets
        .slice(0, FINDING_MAX_ENTITIES)
        .map((e) => ({ uid: e.id, ...(e.name ? { name: e.name } : {}) })),
      unmapped: { sources: findings.length },
    },
  } satisfies Finding);
}

function entitiesOf(source: WatchedSource): Entity[] {
  const accounts = source.accounts.slice(0, FINDING_MAX_ENTITIES - 1);
  return [
    { type: 'resource', id: source.id, role: 'target', name: source.name.toWellFormed() },
    ...accounts.map((id): Entity => ({ type: 'account', id, role: 'related' })),
  ];
}

function evidenceOf(
  { source, lastAt, rhythm }: Silence,
  title: string,
  uid: string,
  time: number,
): Finding['evidence'] {
  return {
    class_uid: DETECTION_FINDING,
    category_uid: 2,
    activity_id: 1,
    type_uid: DETECTION_FINDING * 100 + 1,
    severity_id: SEVERITY_BY_LEVEL.medium,
    time,
    metadata: { uid, version: '1.5.0', product: { name: 'Vedette', vendor_name: 'Vedette' } },
    finding_info: { uid, title, types: [SILENCE_RULE_ID], last_seen_time: lastAt },
    resources: [{ uid: source.id, type: source.kind, name: source.name.toWellFormed() }],
    unmapped: { expected_minutes: rhythm.minutes, expected_by: rhythm.by },
  };
}

/** `1 minute`, `90 minutes`, `26 hours`, `5 days` */
function spanOf(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} hours` : `${Math.floor(minutes / 1_440)} days`;
}
