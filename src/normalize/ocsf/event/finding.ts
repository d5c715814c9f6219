import { attackOf } from '../../tactics.ts';
import { tacticOf, techniqueOf } from '../../attack-names.ts';
import { at, list, number, own, text } from '../../read.ts';
import type { VendorVerdict } from '../../types.ts';
import { kindOf } from './coherent.ts';

const VULNERABILITY = 2002;
const COMPLIANCE = 2003;
const INCIDENT = 2005;
const POSTURE_APPLICATION = 2007;
const CLOSE = 3;
/** A door that stands open, not somebody who went through it. */
const POSTURE: ReadonlySet<number> = new Set([VULNERABILITY, COMPLIANCE, POSTURE_APPLICATION]);
/** Severity that posture counts with, as Security Hub's own: it opens no incident by itself. */
const POSTURE_MOST = 2;
const CRITICAL = 5;
const PASS = 1;

/** Severity of the schema, 1 informational to 6 fatal; what is unknown is informational, what is of the sender's own scale low. */
export function severityOf(record: Record<string, unknown>): number {
  const id = number(record, 'severity_id') ?? 0;
  if (Number.isSafeInteger(id) && id >= 1 && id <= 6) return id;
  return id === 99 ? 2 : 1;
}

/** Suppressed, resolved or archived; for an incident resolved or closed: https://schema.ocsf.io/1.5.0/classes/finding */
function isSettled(record: Record<string, unknown>, classUid: number, activity: number): boolean {
  const status = number(record, 'status_id') ?? number(record, 'state_id') ?? 0;
  const settled = classUid === INCIDENT ? [4, 5] : [3, 4, 5];
  return activity === CLOSE || settled.includes(status) || number(record, 'compliance', 'status_id') === PASS;
}

/** `finding_info`, or what came before and after it. */
export const infoOf = (record: Record<string, unknown>): unknown =>
  own(record, 'finding_info') ?? own(record, 'finding') ?? list(record, 'finding_info_list')[0];

/** Tactics and techniques that the event names itself, of the finding or of its security control. */
export function attacksOf(record: Record<string, unknown>): { tactics: string[]; techniques: string[] } {
  const tactics = new Set<string>();
  const techniques = new Set<string>();
  for (const attack of [...list(infoOf(record), 'attacks'), ...list(record, 'attacks')]) {
    for (const t of [own(attack, 'tactic'), ...list(attack, 'tactics')]) {
      const tactic = tacticOf(text(t, 'uid') ?? '') ?? tacticOf(text(t, 'name') ?? '');
      if (tactic !== undefined) tactics.add(tactic);
    }
    const technique =
      techniqueOf(text(attack, 'sub_technique', 'uid') ?? '') ?? techniqueOf(text(attack, 'technique', 'uid') ?? '');
    if (technique !== undefined) techniques.add(technique);
  }
  return { tactics: [...tactics].slice(0, 20), techniques: [...techniques].slice(0, 40) };
}

/** How sure the sender is, 0–100. */
function confidenceOf(record: Record<string, unknown>): number {
  const score = number(record, 'confidence_score');
  if (score !== undefined && score >= 0 && score <= 100) return Math.round(score);
  return [60, 40, 60, 80][number(record, 'confidence_id') ?? 0] ?? 60;
}

/** The finding that an event of category Findings is; nothing for what its sender has settled. */
export function verdictOf(record: Record<string, unknown>): VendorVerdict | undefined {
  const kind = kindOf(record);
  if (!kind.ok || kind.value.category !== 2) return undefined;
  const { classUid, activity } = kind.value;
  if (isSettled(record, classUid, activity)) return undefined;
  const info = infoOf(record);
  const types = list(info, 'types').filter((t): t is string => typeof t === 'string' && t !== '');
  const title = text(info, 'title') ?? text(record, 'message') ?? types[0] ?? 'Finding';
  const severity = Math.min(severityOf(record), CRITICAL);
  if (POSTURE.has(classUid) && severity === 1) return undefined;
  const named = attacksOf(record);
  const rule =
    text(info, 'analytic', 'uid') ??
    text(record, 'compliance', 'control') ??
    // Types of weaknesses are few: which one it is says its number.
    text(list(record, 'vulnerabilities')[0], 'cve', 'uid') ??
    types[0] ??
    text(info, 'title') ??
    'finding';
  return {
    ruleId: `ocsf.event:${classUid}:${rule}`.slice(0, 200),
    title: title.trim().slice(0, 300),
    severity: POSTURE.has(classUid) ? Math.min(severity, POSTURE_MOST) : severity,
    confidence: confidenceOf(record),
    // GuardDuty's findings keep their type in OCSF, which tells of an attack where nothing else does.
    ...(named.techniques.length + named.tactics.length > 0 ? named : attackOf(types[0] ?? '')),
  };
}

/** When a finding was last changed, ms as it stands; what tells one state of a finding from the next. */
export const modifiedOf = (record: Record<string, unknown>): unknown => at(infoOf(record), 'modified_time');
